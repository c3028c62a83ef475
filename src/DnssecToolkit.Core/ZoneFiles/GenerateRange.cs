namespace DnssecToolkit.ZoneFiles;

/// <summary>The numbers that <c>$GENERATE</c> counts through.</summary>
/// <param name="Start">The first.</param>
/// <param name="Stop">The last, if the step meets it.</param>
/// <param name="Step">From one to the next: 1 or more.</param>
internal readonly record struct GenerateRange(long Start, long Stop, long Step)
{
    /// <summary>How many numbers there are.</summary>
    public long Count => ((Stop - Start) / Step) + 1;

    /// <summary>Reads <c>start-stop</c> or <c>start-stop/step</c>; each up to 2147483647.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out GenerateRange range)
    {
        range = default;
        int hyphen = text.IndexOf((byte)'-');
        int slash = text.IndexOf((byte)'/');
        ulong step = 1;
        if (hyphen < 0 || (slash >= 0 && slash < hyphen)
            || !TokenText.TryReadNumber(text[..hyphen], int.MaxValue, out ulong start)
            || !TokenText.TryReadNumber(slash < 0
                ? text[(hyphen + 1)..] : text[(hyphen + 1)..slash], int.MaxValue, out ulong stop)
            || (slash >= 0 && !TokenText.TryReadNumber(text[(slash + 1)..], int.MaxValue, out step))
            || step == 0 || stop < start)
        {
            return false;
        }

        range = new GenerateRange((long)start, (long)stop, (long)step);
        return true;
    }
}
