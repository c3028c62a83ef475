using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;

namespace DnssecToolkit.Keyall;

/// <summary>A key that is to be destroyed.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Key">Its public half.</param>
/// <param name="Place">Where its private half is.</param>
/// <param name="File">Its .key file.</param>
internal sealed record DoomedKey(KeyIndexEntry Row, ZoneKey Key, KeyReference Place, string File)
{
    /// <summary>Removes the file that says where the private half was, or had it: nobody is to take the key
    /// for one that can be used.</summary>
    /// <exception cref="UnwritableOutputException">It cannot be removed.</exception>
    internal void RemoveReference() => _ = PrivateFile.Destroy(Path.ChangeExtension(File, ".private"));

    /// <summary>Removes the public half.</summary>
    /// <exception cref="UnwritableOutputException">It cannot be removed.</exception>
    internal void RemovePublicHalf() => RemovePublicHalf(File);

    /// <summary>Removes the public half of a key that is destroyed.</summary>
    /// <exception cref="UnwritableOutputException">It cannot be removed.</exception>
    internal static void RemovePublicHalf(string file)
    {
        try
        {
            System.IO.File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException($"{file}: cannot be removed: {e.Message}",
                "the private key is destroyed; remove this file by hand", e);
        }
    }

    /// <summary>Gives a line for people.</summary>
    public override string ToString() => $"{Row}, SHA-256 of its DS {BackupCopy.DigestOf(Key)}, in {Place}";
}
