using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.ZoneFiles;

/// <summary>Reads one file from its first octet to its last.</summary>
/// <param name="context">What all stretches of the zone's text share.</param>
/// <param name="chain">The file.</param>
/// <param name="source">Its octets.</param>
internal sealed class TextReading(ReadContext context, IncludeChain chain, ITextSource source)
{
    /// <summary>Reads all of it.</summary>
    /// <param name="state">What the text before left; takes what this one leaves.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public ParsedText Read(ref ReaderState state)
    {
        EntryParser parser = new(context, chain, state);
        TextBuffer buffer = new(context, source);
        buffer.Fill();
        uint line = 1;
        if (FileSignature.TryRefuse(buffer.Octets.AsSpan(0, buffer.Length), out string? refusal, out string? hint))
        {
            parser.Refuse(CheckCodes.ZoneFileFormat, refusal, hint);
            state = parser.Finish();
            return parser.Output;
        }

        while (true)
        {
            context.Stop.ThrowIfCancellationRequested();
            int parsed = parser.Parse(buffer.Octets, buffer.Length, buffer.IsFinal, line);
            line = parser.Line;
            if (buffer.IsFinal || parser.IsStopped)
            {
                break;
            }

            buffer.Drop(parsed);
            if (parsed == 0 && buffer.IsAtLimit)
            {
                buffer.Drop(parser.GiveUpEntry());
                line = parser.Line;
            }

            buffer.Fill();
        }

        if (buffer.LacksFinalLineFeed && !parser.IsStopped)
        {
            parser.WarnOfMissingLineFeed();
        }

        state = parser.Finish();
        return parser.Output;
    }
}
