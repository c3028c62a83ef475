using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Canonical;

/// <summary>Where RDATA has the names that canonical form lower-cases; in every type they stand side by
/// side.</summary>
internal static class FoldedNames
{
    /// <summary>Finds the names.</summary>
    /// <param name="type">Any type.</param>
    /// <param name="rdata">RDATA of unknown origin.</param>
    /// <returns>The names' octets, length octets included: those are below 'A', so all folds at once. Empty
    /// where there is nothing to fold, or the RDATA is malformed.</returns>
    public static Range Find(RRType type, ReadOnlySpan<byte> rdata)
    {
        RDataLayout? layout = RDataLayout.Find(type);
        if (layout is not { HasFoldedNames: true })
        {
            return default(Index)..default(Index);
        }

        int start = type switch
        {
            RRType.NAPTR => SkipStrings(rdata, layout.FoldedNamesOffset, 3),
            RRType.A6 => SkipAddress(rdata),
            _ => layout.FoldedNamesOffset,
        };
        int end = start;
        for (int i = 0; i < layout.FoldedNameCount && end <= rdata.Length; i++)
        {
            if (!WireName.TryMeasure(rdata[end..], out int length))
            {
                break;
            }

            end += length;
        }

        return end > start ? start..end : default(Index)..default(Index);
    }

    private static int SkipStrings(ReadOnlySpan<byte> rdata, int start, int count)
    {
        for (int i = 0; i < count && start < rdata.Length; i++)
        {
            start += 1 + rdata[start];
        }

        return start;
    }

    // RFC 2874 §3.1.1: a prefix length, then the octets that hold the 128 - prefix bits of the suffix.
    private static int SkipAddress(ReadOnlySpan<byte> rdata) =>
        rdata.IsEmpty || rdata[0] > 128 ? 0 : 1 + ((128 - rdata[0] + 7) / 8);
}
