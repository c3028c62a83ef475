using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using DnssecToolkit.Names;

namespace DnssecToolkit.Zones;

/// <summary>The first octets of a name's place in canonical order, as a number that sorts like the name (RFC
/// 4034 §6.1).</summary>
/// <remarks>From the label left of the apex leftwards each label's octets in lower case, then a zero. The
/// octets 0 and 1 become 1 1 and 1 2, so that nothing sorts before a label's end; the names of equal keys
/// must still be compared.</remarks>
internal static class OwnerKey
{
    /// <summary>The octets of a key.</summary>
    public const int Length = 8;

    /// <summary>How many octets <see cref="ComputeAfter"/> can skip.</summary>
    public const int MaximumSkip = 32;

    /// <summary>Computes the key of a name.</summary>
    /// <param name="octets">Begins with the name.</param>
    /// <param name="apex">The zone's wire name.</param>
    /// <param name="apexLabels">How many labels that has.</param>
    /// <param name="key">The key; 0 for the apex alone.</param>
    /// <returns>How many labels the name has below the apex, or -1 where it is not in the zone.</returns>
    [SkipLocalsInit]
    public static int Compute(ReadOnlySpan<byte> octets, ReadOnlySpan<byte> apex, int apexLabels,
        out ulong key)
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

        int free = Length;
        for (int label = depth - 1; label >= 0 && free > 0; label--)
        {
            int start = starts[label];
            free = Append(octets.Slice(start + 1, octets[start]), free, ref key);
        }

        return depth;
    }

    /// <summary>Computes the key that follows the first <paramref name="skip"/> octets; 0 where the name ends
    /// before.</summary>
    /// <param name="name">The name.</param>
    /// <param name="depth">How many labels it has below the apex.</param>
    /// <param name="skip">A multiple of 8, at most <see cref="MaximumSkip"/>.</param>
    [SkipLocalsInit]
    public static ulong ComputeAfter(ReadOnlySpan<byte> name, int depth, int skip)
    {
        Span<byte> starts = stackalloc byte[WireName.MaximumLabelCount + 1];
        Span<byte> encoded = stackalloc byte[MaximumSkip + Length];
        encoded.Clear();
        WireName.FindLabels(name, starts);
        int end = skip + Length;
        int written = 0;
        for (int label = depth - 1; label >= 0 && written < end; label--, written++)
        {
            int start = starts[label];
            foreach (byte given in name.Slice(start + 1, name[start]))
            {
                byte octet = WireName.Fold(given);
                if (octet <= 1 && written < end)
                {
                    encoded[written++] = 1;
                    octet++;
                }

                if (written >= end)
                {
                    break;
                }

                encoded[written++] = octet;
            }
        }

        return BinaryPrimitives.ReadUInt64BigEndian(encoded[skip..]);
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
