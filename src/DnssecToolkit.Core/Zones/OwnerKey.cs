using System.Runtime.CompilerServices;
using DnssecToolkit.Names;

namespace DnssecToolkit.Zones;

/// <summary>The first octets of a name's place in canonical order, as a number that sorts like the name (RFC 4034 §6.1).</summary>
/// <remarks>From the label left of the apex leftwards each label's octets in lower case, then a zero. The octets 0 and 1
/// become 1 1 and 1 2, so that nothing sorts before a label's end; the names of equal keys must still be compared.</remarks>
internal static class OwnerKey
{
    private const int KeyOctets = 8;

    /// <summary>Computes the key of a name.</summary>
    /// <param name="octets">Begins with the name.</param>
    /// <param name="apex">The zone's wire name.</param>
    /// <param name="apexLabels">How many labels that has.</param>
    /// <param name="key">The key; 0 for the apex alone.</param>
    /// <returns>How many labels the name has below the apex, or -1 where it is not in the zone.</returns>
    [SkipLocalsInit]
    public static int Compute(ReadOnlySpan<byte> octets, ReadOnlySpan<byte> apex, int apexLabels, out ulong key)
    {
        Span<byte> starts = stackalloc byte[WireName.MaximumLabelCount + 1];
        key = 0;
        int labels = 0;
        int end = 0;
        for (; octets[end] != 0; end += octets[end] + 1)
        {
            starts[labels++] = (byte)end;
        }

        starts[labels] = (byte)end;
        int depth = labels - apexLabels;
        if (depth < 0 || !WireName.AreEqual(octets[starts[depth]..(end + 1)], apex))
        {
            return -1;
        }

        int free = KeyOctets;
        for (int label = depth - 1; label >= 0 && free > 0; label--)
        {
            int start = starts[label];
            free = Append(octets.Slice(start + 1, octets[start]), free, ref key);
        }

        return depth;
    }

    private static int Append(ReadOnlySpan<byte> label, int free, ref ulong key)
    {
        for (int i = 0; i < label.Length && free > 0; i++)
        {
            byte octet = WireName.Fold(label[i]);
            if (octet <= 1)
            {
                free--;
                key |= 1UL << (8 * free);
                octet++;
                if (free == 0)
                {
                    break;
                }
            }

            free--;
            key |= (ulong)octet << (8 * free);
        }

        return Math.Max(0, free - 1);
    }
}
