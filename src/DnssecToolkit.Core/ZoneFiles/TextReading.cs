using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.ZoneFiles;

/// <summary>Reads one file from its first octet to its last.</summary>
/// <param name="context">What all stretches of the zone's text share.</param>
/// <param name="chain">The file.</param>
/// <param name="source">Its octets.</param>
internal sealed class TextReading(ReadContext context, IncludeChain chain, ITextSource source)
{
    private const int LeastSegments = 3; // a text of fewer is read sooner by one thread

    /// <summary>Reads all of it.</summary>
    /// <param name="state">What the text before left; takes what this one leaves.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public ParsedText Read(ref ReaderState state)
    {
        EntryParser parser = new(context, chain, state, new ParserBuffers());
        TextBuffer buffer = new(context, source);
        buffer.Fill();
        if (FileSignature.TryRefuse(buffer.Octets.AsSpan(0, buffer.Length), out string? refusal,
            out string? hint))
        {
            parser.Refuse(CheckCodes.ZoneFileFormat, refusal, hint);
            return parser.Output;
        }

        // The first segment usually says origin and TTL, which threads had better know.
        int parsed = parser.Parse(buffer.Octets, buffer.Length, buffer.IsFinal, 1);
        if (buffer.IsFinal || parser.IsStopped
            || source.Length < (long)context.Options.SegmentOctets * LeastSegments
            || !TryReadParallel(parser, buffer.From(parsed), ref state))
        {
            ReadSequentially(parser, buffer, parsed);
            state = parser.Finish();
        }

        return parser.Output;
    }

    private void ReadSequentially(EntryParser parser, TextBuffer buffer, int parsed)
    {
        while (!buffer.IsFinal && !parser.IsStopped)
        {
            context.Stop.ThrowIfCancellationRequested();
            buffer.Drop(parsed);
            if (parsed == 0 && buffer.IsAtLimit)
            {
                buffer.Drop(parser.GiveUpEntry(buffer.Octets.AsSpan(0, buffer.Length)));
            }

            buffer.Fill();
            parsed = parser.Parse(buffer.Octets, buffer.Length, buffer.IsFinal, parser.Line);
        }

        if (buffer.LacksFinalLineFeed && !parser.IsStopped)
        {
            parser.WarnOfMissingLineFeed();
        }
    }

    private bool TryReadParallel(EntryParser parser, ReadOnlyMemory<byte> rest, ref ReaderState state)
    {
        int threads = context.EnterParallel();
        if (threads == 1)
        {
            return false;
        }

        try
        {
            ReaderState after = parser.Finish();
            SegmentCutter cutter = new(context, source, rest, parser.Line);
            state = new ParallelReading(context, chain, cutter, after, parser.Output, threads).Run();
            return true;
        }
        finally
        {
            context.LeaveParallel();
        }
    }
}
