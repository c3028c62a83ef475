using System.Diagnostics.CodeAnalysis;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;

namespace DnssecToolkit.ZoneFiles;

/// <summary>Reads zone files (RFC 1035 §5) as BIND does; docs/zone-file-format.md settles what the RFC leaves
/// open.</summary>
public static class ZoneFileReader
{
    /// <summary>Reads a file and the files it includes.</summary>
    /// <param name="path">The zone file, as messages are to name it.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="findings">Takes what is wrong with the text; reading goes on at the next record.</param>
    /// <param name="stop">Stops between stretches of about 1 MiB.</param>
    /// <param name="progress">Is told how many octets were read so far, from any thread.</param>
    /// <exception cref="UnreadableInputException">The file cannot be opened or read.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    [SuppressMessage("Design", "CA1068",
        Justification = "Who reports progress can be stopped; who is stopped need not report.")]
    public static ZoneFileContent Read(
        string path, ZoneFileOptions options, FindingList findings,
        CancellationToken stop = default, IProgress<long>? progress = null)
    {
        if (path.Length == 0 || path.Contains('\0'))
        {
            throw new UnreadableInputException("a zone file's path is empty or has a NUL");
        }

        try
        {
            string realPath = RealPath.Of(path);
            using FileTextSource source = new(path, stop);
            ReadContext context = new(options, Path.GetDirectoryName(realPath), stop, progress);
            return Read(context, new IncludeChain(path, realPath, Parent: null), source, findings);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableInputException(
                Directory.Exists(path) ? $"{path}: is a directory, not a zone file"
                    : $"{path}: {exception.Message.TrimEnd('.')}",
                "see that the path is right and that this user may read the file",
                inner: exception);
        }
    }

    /// <summary>Reads text that is in memory; files it includes are looked for beside
    /// <paramref name="fileName"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="fileName">What messages call it.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="findings">Takes what is wrong with the text; reading goes on at the next record.</param>
    public static ZoneFileContent ReadText(
        ReadOnlyMemory<byte> text, string fileName, ZoneFileOptions options, FindingList findings)
    {
        string? directory = Path.GetDirectoryName(RealPath.Of(fileName));
        using MemoryTextSource source = new(text);
        ReadContext context = new(options, directory, CancellationToken.None, progress: null);
        return Read(context, new IncludeChain(fileName, RealPath: null, Parent: null), source, findings);
    }

    private static ZoneFileContent Read(
        ReadContext context, IncludeChain chain, ITextSource source, FindingList findings)
    {
        ReaderState state = new()
        {
            Origin = context.Options.Origin?.Wire.ToArray() ?? [],
            DefaultTtl = context.Options.DefaultTtl,
        };
        ParsedText text = new TextReading(context, chain, source).Read(ref state);
        text.ReportTo(findings);
        DomainName? origin = context.Options.Origin
            ?? (text.SoaOwner is null ? null : DomainName.FromTrustedWire(text.SoaOwner));
        return new ZoneFileContent(origin, text.Pages, text.RecordCount, context.TextOctets,
            [chain.Name, .. text.Files]);
    }
}
