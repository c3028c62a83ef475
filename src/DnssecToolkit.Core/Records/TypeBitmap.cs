using System.Runtime.CompilerServices;

namespace DnssecToolkit.Records;

/// <summary>The type bit maps of NSEC, NSEC3 and CSYNC (RFC 4034 §4.1.2): windows of 256 types, each a
/// number, a length and up to 32 octets of bits.</summary>
public static class TypeBitmap
{
    /// <summary>The most octets that bit maps have: 256 windows of 32 octets.</summary>
    public const int MaximumLength = 256 * (2 + MaximumWindowLength);

    private const int MaximumWindowLength = 32;

    /// <summary>Writes the bit maps for a set of types.</summary>
    /// <param name="types">The types in any order; one that comes twice counts once. Ascending order is
    /// fastest.</param>
    /// <param name="destination">Takes the bit maps: 34 octets for each window at most.</param>
    /// <returns>The octets written; 0 for no types.</returns>
    public static int Write(ReadOnlySpan<RRType> types, Span<byte> destination)
    {
        int written = 0;
        for (int window = NextWindow(types, -1); window < 256; window = NextWindow(types, window))
        {
            written += WriteWindow(types, window, destination[written..]);
        }

        return written;
    }

    /// <summary>Whether the bit maps name a type.</summary>
    /// <param name="bitmaps">Valid bit maps.</param>
    /// <param name="type">The type.</param>
    public static bool Contains(ReadOnlySpan<byte> bitmaps, RRType type)
    {
        int window = (int)type >> 8;
        int place = ((int)type & 0xFF) >> 3;
        while (bitmaps.Length > 2 && bitmaps[0] < window)
        {
            bitmaps = bitmaps[(2 + bitmaps[1])..];
        }

        return bitmaps.Length > 2 && bitmaps[0] == window && place < bitmaps[1]
            && (bitmaps[2 + place] & (0x80 >> ((int)type & 7))) != 0;
    }

    /// <summary>Whether octets are bit maps: windows ascending, each of 1 to 32 octets of which the last is
    /// not zero.</summary>
    /// <param name="bitmaps">All octets to the end of the RDATA; none is valid (RFC 5155 §3.2.1 needs
    /// that).</param>
    public static bool IsValid(ReadOnlySpan<byte> bitmaps)
    {
        int previous = -1;
        while (bitmaps.Length > 2)
        {
            int window = bitmaps[0];
            int length = bitmaps[1];
            if (window <= previous || length is 0 or > MaximumWindowLength || bitmaps.Length < 2 + length
                || bitmaps[1 + length] == 0)
            {
                return false;
            }

            previous = window;
            bitmaps = bitmaps[(2 + length)..];
        }

        return bitmaps.IsEmpty;
    }

    /// <summary>Walks the types in ascending order; <c>foreach</c> without allocation.</summary>
    /// <param name="bitmaps">Valid bit maps.</param>
    public static TypeBitmapEnumerator Enumerate(ReadOnlySpan<byte> bitmaps) => new(bitmaps);

    private static int NextWindow(ReadOnlySpan<RRType> types, int after)
    {
        int least = 256;
        foreach (RRType type in types)
        {
            int window = (int)type >> 8;
            least = window > after && window < least ? window : least;
        }

        return least;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WriteWindow(ReadOnlySpan<RRType> types, int window, Span<byte> destination)
    {
        Span<byte> bits = destination.Slice(2, MaximumWindowLength);
        bits.Clear();
        int length = 0;
        foreach (RRType type in types)
        {
            if ((int)type >> 8 == window)
            {
                int place = ((int)type & 0xFF) >> 3;
                bits[place] |= (byte)(0x80 >> ((int)type & 7));
                length = Math.Max(length, place + 1);
            }
        }

        destination[0] = (byte)window;
        destination[1] = (byte)length;
        return 2 + length;
    }
}
