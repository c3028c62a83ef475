using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Canonical;

/// <summary>Canonical form and order of RDATA (RFC 4034 §6.2 and §6.3, RFC 6840 §5.1): some types' names in
/// lower case, compared as octets.</summary>
/// <remarks>RDATA in memory has the letter case of the zone file. Malformed RDATA is taken as it is: nothing
/// here throws.</remarks>
public static class CanonicalRData
{
    /// <summary>Whether canonical form of the type differs from RDATA as given where that has upper-case
    /// letters.</summary>
    public static bool NeedsFolding(RRType type) => RDataLayout.Find(type) is { HasFoldedNames: true };

    /// <summary>Writes RDATA in canonical form, which has the same length.</summary>
    /// <param name="type">The type.</param>
    /// <param name="rdata">RDATA in uncompressed wire form.</param>
    /// <param name="destination">Takes as many octets as <paramref name="rdata"/> has.</param>
    /// <returns>The octets written: the length of <paramref name="rdata"/>.</returns>
    public static int Write(RRType type, ReadOnlySpan<byte> rdata, Span<byte> destination)
    {
        rdata.CopyTo(destination);
        Range names = FoldedNames.Find(type, rdata);
        WireName.CopyFolded(rdata[names], destination[names]);
        return rdata.Length;
    }

    /// <summary>Compares the RDATA of two records of one type in canonical order.</summary>
    /// <returns>Negative, zero or positive; zero means that they are one record (RFC 4034 §6.3).</returns>
    public static int Compare(RRType type, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int order = left.SequenceCompareTo(right);
        return order == 0 || !NeedsFolding(type) ? order : CompareFolded(type, left, right);
    }

    private static int CompareFolded(RRType type, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int shared = Math.Min(left.Length, right.Length);
        (int leftStart, int leftLength) = FoldedNames.Find(type, left).GetOffsetAndLength(left.Length);
        (int rightStart, int rightLength) = FoldedNames.Find(type, right).GetOffsetAndLength(right.Length);
        // Octets that are the same stay the same when folded, unless only one side's are names: in malformed
        // RDATA.
        bool alike = leftStart == rightStart && leftLength == rightLength;
        int same = left[..shared].CommonPrefixLength(right);
        for (int i = alike ? same : Math.Min(same, Math.Min(leftStart, rightStart)); i < shared; i++)
        {
            byte l = unchecked((uint)(i - leftStart)) < (uint)leftLength ? WireName.Fold(left[i]) : left[i];
            byte r = unchecked((uint)(i - rightStart)) < (uint)rightLength
                ? WireName.Fold(right[i]) : right[i];
            if (l != r)
            {
                return l - r;
            }
        }

        return left.Length - right.Length;
    }
}
