using System.Globalization;
using System.Security.Cryptography;
using DnssecToolkit.Backup;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;

namespace DnssecToolkit.Keybackup;

/// <summary>Gives the shares of a new set to its custodians, and takes them back where no medium has the
/// set.</summary>
internal sealed class ShareHandout(ToolRun run)
{
    /// <summary>The path that stands for standard output.</summary>
    internal const string ToStandardOutput = "-";

    private readonly List<string> _files = [];
    private bool _isPrinted;

    /// <summary>Whether a QR code is drawn below the words.</summary>
    internal bool DrawsCode { private get; init; }

    /// <summary>Gives a custodian the share: in a file, or printed.</summary>
    /// <exception cref="UnwritableOutputException">It cannot be written.</exception>
    internal void Give(Share share, string name, string path, BackupManifest manifest)
    {
        ShareSlot slot = manifest.Slots.OfType<ShareSlot>().Single();
        string[] about =
        [
            string.Create(CultureInfo.InvariantCulture, $"Share {share.Index} of {slot.Custodians.Count} of ")
                + string.Create(CultureInfo.InvariantCulture,
                    $"the sealed set {manifest.Set}; any {slot.Threshold} open it."),
            $"Custodian: {name}. Made {manifest.Created}.",
            "Secret: keep it apart from the set and from the other shares. The first three letters of each word count.",
        ];
        using SecretText text = new();
        Lay(text, share, path, about);
        if (path == ToStandardOutput)
        {
            run.Console.Output.Write(text.Text);
            _isPrinted = true;
            return;
        }

        byte[] octets = text.ToOctets();
        try
        {
            PrivateFile.Write(path, octets);
            _files.Add(path);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(octets);
        }
    }

    /// <summary>Removes the shares of a set that is nowhere: they would open nothing, and stand in the way of
    /// the next attempt.</summary>
    internal void TakeBack()
    {
        foreach (string file in _files)
        {
            try
            {
                _ = PrivateFile.Destroy(file);
                run.Console.Warn(
                    $"{file}: the share is removed, as no medium has the set that it was to open");
            }
            catch (UnwritableOutputException fault)
            {
                run.Console.Warn($"{fault.Message}; this share opens nothing: remove it by hand");
            }
        }

        if (_isPrinted)
        {
            run.Console.Warn(
                "the shares that were printed open nothing, as no medium has their set: destroy them");
        }
    }

    // What the file is called says what it is for.
    private void Lay(SecretText text, Share share, string path, string[] about)
    {
        switch (Path.GetExtension(path))
        {
            case ".html":
                ShareSheet.WritePage(text, share, about);
                break;
            case ".svg":
                ShareSheet.WritePicture(text, share);
                break;
            case var _ when DrawsCode:
                ShareSheet.WriteTextWithCode(text, share, about);
                break;
            default:
                ShareText.Write(text, share, about);
                break;
        }
    }
}
