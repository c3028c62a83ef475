namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>The width of the windows: wider ones make fewer additions a signature and a larger table to build
/// first.</summary>
internal static class TableWidth
{
    /// <summary>The widest in use.</summary>
    public const int Widest = 13;

    /// <summary>The width that does a number of signatures in the least time.</summary>
    /// <remarks>
    /// A key costs windows · 2^(width − 1) additions for its table (and as many once for the generator's), a
    /// signature 2 · windows: for P-256 8,192 and 64 at width 8, 24,576 and 48 at 11, 81,920 and 40 at 13.
    /// </remarks>
    public static int For(int signatures) => signatures switch
    {
        < 3_000 => 8,
        < 15_000 => 11,
        _ => Widest,
    };
}
