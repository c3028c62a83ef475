namespace DnssecToolkit.ZoneFiles;

/// <summary>A segment and what came out of it, under a guess about the text before it.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Parser">Has what came out.</param>
/// <param name="End">What the segment leaves, if the guess is right.</param>
/// <param name="Guess">The guess.</param>
/// <param name="Parsed">The octets that are whole entries.</param>
internal sealed record ParsedSegment(
    TextSegment Segment, EntryParser Parser, ReaderState End, ReaderState Guess, int Parsed)
{
    /// <summary>Whether what was used of the guess is so.</summary>
    public bool GuessedRight(in ReaderState truth)
    {
        StateParts used = Parser.Used;
        return !NeedsOtherOrigin(truth)
            && (!used.HasFlag(StateParts.Owner) || AreSame(Guess.Owner, truth.Owner))
            && (!used.HasFlag(StateParts.DefaultTtl) || Guess.DefaultTtl == truth.DefaultTtl)
            && (!used.HasFlag(StateParts.LastTtl) || Guess.LastTtl == truth.LastTtl);
    }

    /// <summary>Whether the origin was used and is another.</summary>
    public bool NeedsOtherOrigin(in ReaderState truth) =>
        Parser.Used.HasFlag(StateParts.Origin) && !AreSame(Guess.Origin, truth.Origin);

    /// <summary>What the text leaves after this segment: what it set, and for the rest what was there
    /// before.</summary>
    public ReaderState StateAfter(in ReaderState before)
    {
        StateParts set = Parser.Set;
        return new ReaderState
        {
            Origin = set.HasFlag(StateParts.Origin) ? End.Origin : before.Origin,
            Owner = set.HasFlag(StateParts.Owner) ? End.Owner : before.Owner,
            DefaultTtl = set.HasFlag(StateParts.DefaultTtl) ? End.DefaultTtl : before.DefaultTtl,
            LastTtl = set.HasFlag(StateParts.LastTtl) ? End.LastTtl : before.LastTtl,
        };
    }

    private static bool AreSame(byte[]? left, byte[]? right) =>
        left is null || right is null ? left == right : left.AsSpan().SequenceEqual(right);
}
