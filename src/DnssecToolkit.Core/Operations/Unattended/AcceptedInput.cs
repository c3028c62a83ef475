using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;
using DnssecToolkit.Records;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>The input that the gate let through, as one file of its own: what is signed is what was checked,
/// and it goes on being signed when what comes next is refused.</summary>
internal static class AcceptedInput
{
    /// <summary>Reads a zone file with all it includes.</summary>
    /// <exception cref="UnreadableInputException">It cannot be read, or has faults.</exception>
    internal static ZoneFileContent Read(ZoneConfiguration zone, int threads, FindingList findings,
        CancellationToken stop)
    {
        ZoneFileOptions options = new() { Origin = zone.Name, Includes = zone.Includes, Threads = threads };
        ZoneFileContent content = ZoneFileReader.Read(zone.File, options, findings, stop);
        return findings.HasFaults
            ? throw new UnreadableInputException($"{zone.File}: the zone file has faults",
                "mend what is listed above") : content;
    }

    /// <summary>Puts a checked copy in the place of the last accepted content.</summary>
    /// <exception cref="UnwritableOutputException">It cannot be.</exception>
    internal static void Accept(string candidate, string accepted)
    {
        try
        {
            NoteDigests(accepted, FileStamp.Sha256Of(accepted), FileStamp.Sha256Of(candidate));
            File.Move(candidate, accepted, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException($"{accepted}: cannot be replaced: {e.Message}",
                "see that the state directory is writable; the next run accepts it again", e);
        }
    }

    /// <summary>Whether the accepted content is what was accepted, as far as that was written down.</summary>
    internal static bool IsWhole(string accepted) => !File.Exists(DigestsOf(accepted))
        || (FileStamp.Sha256Of(accepted) is { } found && File.ReadLines(DigestsOf(accepted)).Contains(found));

    /// <summary>Writes down what the accepted content is, where that is not known yet.</summary>
    /// <exception cref="UnwritableOutputException">It cannot be written.</exception>
    internal static void Note(string accepted)
    {
        if (!File.Exists(DigestsOf(accepted)))
        {
            NoteDigests(accepted, FileStamp.Sha256Of(accepted));
        }
    }

    // Before the rename, and both of them: a run that is killed in between leaves the one or the other.
    private static void NoteDigests(string accepted, params ReadOnlySpan<string?> digests)
    {
        using OutputFile file = OutputFile.Create(DigestsOf(accepted));
        file.Write(0,
            System.Text.Encoding.ASCII.GetBytes(string.Concat(digests.ToArray().OfType<string>()
                .Select(digest => $"{digest}\n"))));
        file.Flush();
        file.Commit();
    }

    private static string DigestsOf(string accepted) => accepted + ".sha256";

    /// <summary>Writes records, one a line, flushed; not yet in its place.</summary>
    /// <exception cref="UnwritableOutputException">It cannot be written.</exception>
    internal static void Write(ZoneFileContent content, string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read,
                bufferSize: 1 << 16);
            byte[] text = new byte[1 << 12];
            foreach (RecordPage page in content.Pages)
            {
                foreach (ref readonly Record record in page.Records.AsSpan(0, page.Count))
                {
                    ReadOnlySpan<byte> owner = page.OwnerOf(record);
                    ReadOnlySpan<byte> rdata = page.RDataOf(record);
                    int most = RecordText.MaximumLength(owner.Length, rdata.Length);
                    text = most <= text.Length ? text : new byte[most];
                    file.Write(text, 0, RecordText.Write(owner, record.Ttl, record.Type, rdata, text));
                }
            }

            file.FlushToMedium();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException($"{path}: cannot be written: {e.Message}",
                "see that the state directory is writable and has room", e);
        }
    }
}
