using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DnssecToolkit.Names;

/// <summary>The fast path of writing names: those without anything to escape, which nearly all are.</summary>
/// <remarks>The octets are copied at once, then dots go where length octets were. Octets that need an escape
/// are looked for 32 at a time; each dot counts as one, so that the mask found must be the mask of the dots
/// written.</remarks>
internal static class PlainNameText
{
    /// <summary>Writes a name that needs no escapes.</summary>
    /// <param name="name">One name in wire form.</param>
    /// <param name="text">Takes the text; 256 octets at least, whatever the name's length.</param>
    /// <returns>The octets written, or 0 where the name is the root, needs escapes, or
    /// <paramref name="text"/> is too short.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TryWrite(ReadOnlySpan<byte> name, Span<byte> text)
    {
        int length = CopyWithDots(name, text, out Dots dots);
        return length != 0 && HasOnlyDots(text, length, dots) ? length : 0;
    }

    private static int CopyWithDots(ReadOnlySpan<byte> name, Span<byte> text, out Dots dots)
    {
        dots = default;
        Span<ulong> masks = dots;
        int position = name[0];
        if (position == 0 || text.Length < WireName.MaximumLength + 1)
        {
            return 0;
        }

        int end = position + 1;
        while (name[end] != 0)
        {
            masks[position >> 6] |= 1UL << position;
            position += name[end] + 1;
            end = position + 1;
        }

        masks[position >> 6] |= 1UL << position;
        name[1..(end + 1)].CopyTo(text);
        for (int word = 0; word <= position >> 6; word++)
        {
            for (ulong left = masks[word]; left != 0; left &= left - 1)
            {
                text[(word << 6) + BitOperations.TrailingZeroCount(left)] = (byte)'.';
            }
        }

        return end;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // what compiles ahead leaves vectors to the first, slow compilation
    private static bool HasOnlyDots(Span<byte> text, int length, Dots dots)
    {
        ref byte start = ref MemoryMarshal.GetReference(text);
        for (int i = 0; i < length; i += Vector256<byte>.Count)
        {
            uint found = EscapedMask(Vector256.LoadUnsafe(ref start, (nuint)i));
            int left = length - i;
            uint within = left >= 32 ? uint.MaxValue : (1u << left) - 1;
            uint expected = unchecked((uint)(dots[i >> 6] >> (i & 32)));
            if ((found & within) != expected)
            {
                return false;
            }
        }

        return true;
    }

    // What NameText escapes: all but 0x21 to 0x7e, and of those . " ( ) ; @ $ and the backslash.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint EscapedMask(Vector256<byte> octets)
    {
        Vector256<byte> escaped =
            Vector256.GreaterThan(octets - Vector256.Create((byte)0x21),
                Vector256.Create((byte)(0x7e - 0x21)))
            | Vector256.Equals(octets & Vector256.Create((byte)0xFE), Vector256.Create((byte)'('))
            | Vector256.Equals(octets, Vector256.Create((byte)'.'))
            | Vector256.Equals(octets, Vector256.Create((byte)'"'))
            | Vector256.Equals(octets, Vector256.Create((byte)';'))
            | Vector256.Equals(octets, Vector256.Create((byte)'@'))
            | Vector256.Equals(octets, Vector256.Create((byte)'$'))
            | Vector256.Equals(octets, Vector256.Create((byte)'\\'));
        return escaped.ExtractMostSignificantBits();
    }

    [InlineArray(4)]
    private struct Dots
    {
        private ulong _first;
    }
}
