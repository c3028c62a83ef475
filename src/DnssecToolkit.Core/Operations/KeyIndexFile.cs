using System.Security.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations;

/// <summary>A keyindex that is being changed: no other run changes it meanwhile, and what was in it is
/// kept.</summary>
/// <remarks>Previous versions are in the directory <c>NAME.history</c> beside it, each under the moment at
/// which it was replaced and the beginning of its SHA-256. The new version takes the file's place whole or
/// not at all.</remarks>
public sealed class KeyIndexFile : IDisposable
{
    private const int DigestLength = 8;
    private const long MostOctets = 64 << 20;

    private readonly OutputFile _output;
    private readonly byte[] _octets;

    private KeyIndexFile(string path, OutputFile output, byte[] octets, KeyIndex index)
    {
        Path = path;
        _output = output;
        _octets = octets;
        Index = index;
    }

    /// <summary>The path as the operator named it.</summary>
    public string Path { get; }

    /// <summary>What is in it; an empty keyindex where the file was not there.</summary>
    public KeyIndex Index { get; }

    /// <summary>Reads a keyindex and keeps others from changing it.</summary>
    /// <param name="path">The file; it may be missing.</param>
    /// <param name="findings">Takes what is odd in it.</param>
    /// <param name="lockWait">How long to wait for another run, in seconds.</param>
    /// <exception cref="UnreadableInputException">It cannot be read, or has faults.</exception>
    /// <exception cref="UnwritableOutputException">It cannot be written.</exception>
    /// <exception cref="LockHeldException">Another run is changing it.</exception>
    public static KeyIndexFile Open(string path, FindingList findings, long lockWait = 0)
    {
        OutputFile output = OutputFile.Create(path, lockWait);
        try
        {
            byte[] octets = File.Exists(output.Destination)
                ? ReadOctets(output.Destination) : KeyIndex.Empty.ToOctets();
            KeyIndex index = KeyIndex.Read(octets, path, findings);
            return findings.HasFaults
                ? throw new UnreadableInputException($"{path}: the keyindex has faults",
                    findings: findings.Kept)
                : new KeyIndexFile(path, output, octets, index);
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    /// <summary>Reads a keyindex that is not to be changed.</summary>
    /// <exception cref="UnreadableInputException">It cannot be read, or has faults.</exception>
    public static KeyIndex Read(string path, FindingList findings)
    {
        KeyIndex index = KeyIndex.Read(ReadOctets(path), path, findings);
        return findings.HasFaults
            ? throw new UnreadableInputException($"{path}: the keyindex has faults", findings: findings.Kept)
            : index;
    }

    /// <summary>Keeps the present version in the history, and puts another into its place.</summary>
    /// <param name="changed">The version to come.</param>
    /// <param name="now">The run's moment.</param>
    /// <exception cref="UnwritableOutputException">One of the two cannot be written, or somebody has changed
    /// the file meanwhile; the keyindex is as it was.</exception>
    /// <exception cref="RefusedException">It would not be read as the rows that it is to have.</exception>
    public void Replace(KeyIndex changed, Timestamp now)
    {
        byte[] octets = changed.ToOctets();
        DemandSameRows(changed, octets);
        _output.Write(0, octets);
        _output.Flush();
        if (File.Exists(_output.Destination))
        {
            Keep(now);
        }

        DemandUnchanged();
        _output.Commit();
    }

    /// <summary>Looks whether the file is as it was read: an editor knows nothing of our lock, and an edit is
    /// not to be lost.</summary>
    /// <exception cref="UnwritableOutputException">It is not.</exception>
    public void DemandUnchanged()
    {
        byte[] present = File.Exists(_output.Destination)
            ? ReadOctets(_output.Destination) : KeyIndex.Empty.ToOctets();
        if (!present.AsSpan().SequenceEqual(_octets))
        {
            throw new UnwritableOutputException(
                $"{Path}: somebody else has changed it since this run read it: {EditOf(present)}",
                "nothing was written; run the same again: it reads what is there now, and takes up keys that "
                + "were made");
        }
    }

    /// <summary>Lets others change it.</summary>
    public void Dispose() => _output.Dispose();

    /// <summary>The directory of a keyindex's previous versions.</summary>
    internal static string HistoryOf(string path) => path + ".history";

    private void Keep(Timestamp now)
    {
        string history = HistoryOf(_output.Destination);
        string digest = Convert.ToHexStringLower(SHA256.HashData(_octets))[..DigestLength];
        try
        {
            Directory.CreateDirectory(history);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException($"{history}: cannot be made: {e.Message}",
                "previous versions are kept there", e);
        }

        using OutputFile kept =
            OutputFile.Create(System.IO.Path.Combine(history, $"{now.ToCompactString()}-{digest}"));
        kept.Write(0, _octets);
        kept.Flush();
        kept.Commit();
    }

    private void DemandSameRows(KeyIndex changed, byte[] octets)
    {
        FindingList findings = new();
        KeyIndex read = KeyIndex.Read(octets, Path, findings);
        Finding? fault = findings.Kept.FirstOrDefault(finding => finding.Severity == Severity.Fault);
        if (fault is not null || !RowsOf(read).SequenceEqual(RowsOf(changed)))
        {
            throw new RefusedException(fault?.Code ?? CheckCodes.KeyIndexSyntax,
                $"{Path}: what was to be written could not be read again: "
                + (fault is null ? "it has other rows" : $"line {fault.Location.Line}: {fault.Message}"),
                "nothing was written; shorten the line's names and notes. Keys that were made wait: "
                + "`keyall run --rollback` takes them back");
        }

        static IEnumerable<KeyIndexEntry> RowsOf(KeyIndex index) =>
            index.Entries.Select(row => row with { Location = default });
    }

    private string EditOf(byte[] present)
    {
        if (!File.Exists(_output.Destination))
        {
            return "it is not there any more";
        }

        string[] before = LinesOf(_octets);
        string[] after = LinesOf(present);
        int same = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        return same < after.Length
            ? $"line {same + 1} is {KeyIndexText.Quoted(after[same])} now"
            : $"it ends before line {same + 1}";

        static string[] LinesOf(byte[] octets) =>
            System.Text.Encoding.Latin1.GetString(octets).TrimEnd('\n').Split('\n');
    }

    // One octet more than a keyindex may have, so that its reader can say so.
    private static byte[] ReadOctets(string path)
    {
        if (FileKind.IsSomethingElse(path))
        {
            throw new UnreadableInputException($"{path}: is no regular file, so no keyindex",
                "put the keyindex there: a run does not wait for a pipe");
        }

        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using MemoryStream octets = new();
            byte[] buffer = new byte[1 << 16];
            for (int read = 1; read > 0 && octets.Length <= MostOctets;)
            {
                read = file.Read(buffer);
                octets.Write(buffer, 0, read);
            }

            return octets.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableInputException($"{path}: cannot be read: {e.Message}",
                "name the keyindex with --keyindex", inner: e);
        }
    }
}
