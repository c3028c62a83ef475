namespace DnssecToolkit.Verification;

/// <summary>How many of a zone's signatures are verified cryptographically; everything else
/// about them is checked always.</summary>
/// <remarks>The apex's own signatures are verified under any choice but <see cref="None"/>.</remarks>
public readonly record struct SignatureChecking
{
    private readonly byte _skippedPercent; // so that default is All, the safe choice

    private SignatureChecking(int percent) => _skippedPercent = (byte)(100 - percent);

    /// <summary>Every signature; the default.</summary>
    public static SignatureChecking All => default;

    /// <summary>No signature.</summary>
    public static SignatureChecking None => new(0);

    /// <summary>The share of signatures to verify: 0 to 100 percent.</summary>
    public int Percent => 100 - _skippedPercent;

    /// <summary>A share of the signatures, spread over the zone and the same in each run.</summary>
    /// <param name="percent">0 to 100.</param>
    public static SignatureChecking Sample(int percent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(percent, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        return new SignatureChecking(percent);
    }

    /// <summary>Whether the signature at a place of the zone belongs to the share.</summary>
    /// <param name="node">The owner's node.</param>
    /// <param name="index">The signature's place among the node's.</param>
    internal bool Includes(int node, int index)
    {
        // Knuth's multiplicative hash.
        uint spread = unchecked((((uint)node * 31) + (uint)index) * 2_654_435_761u);
        return _skippedPercent == 0 || (Percent > 0 && (node == 0 || (spread >> 16) % 100 < (uint)Percent));
    }
}
