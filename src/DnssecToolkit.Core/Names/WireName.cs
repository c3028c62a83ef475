using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DnssecToolkit.Names;

/// <summary>Functions on names in uncompressed wire form (RFC 1035 §3.1), for the hot paths: no allocation,
/// spans in and out.</summary>
/// <remarks>A wire name is labels of one length octet (1..63) and that many octets, ended by a zero octet;
/// 255 octets at most. Except for <see cref="TryMeasure"/>, the functions trust that their input is such a
/// name.</remarks>
public static class WireName
{
    /// <summary>The most octets a name has (RFC 1035 §2.3.4).</summary>
    public const int MaximumLength = 255;

    /// <summary>The most octets a label has (RFC 1035 §2.3.4).</summary>
    public const int MaximumLabelLength = 63;

    /// <summary>The most labels a name has, the root's empty one not counted.</summary>
    public const int MaximumLabelCount = 127;

    /// <summary>Measures the name at the start of octets of unknown origin.</summary>
    /// <param name="octets">Octets that should begin with a name; compression pointers are not names
    /// here.</param>
    /// <param name="length">The name's octets, the final zero included; 0 on failure.</param>
    /// <returns>False where there is no whole valid name.</returns>
    public static bool TryMeasure(ReadOnlySpan<byte> octets, out int length)
    {
        int position = 0;
        while (position < octets.Length && position < MaximumLength)
        {
            int label = octets[position];
            if (label == 0)
            {
                length = position + 1;
                return true;
            }

            if (label > MaximumLabelLength)
            {
                break;
            }

            position += label + 1;
        }

        length = 0;
        return false;
    }

    /// <summary>The octets of the name at the start of <paramref name="octets"/>, the final zero
    /// included.</summary>
    public static int LengthOf(ReadOnlySpan<byte> octets)
    {
        int position = 0;
        while (octets[position] != 0)
        {
            position += octets[position] + 1;
        }

        return position + 1;
    }

    /// <summary>The number of labels, the root's empty one not counted: 0 for the root (RFC 4034 §3.1.3
    /// counts so, wildcards apart).</summary>
    public static int CountLabels(ReadOnlySpan<byte> name)
    {
        int count = 0;
        for (int position = 0; name[position] != 0; position += name[position] + 1)
        {
            count++;
        }

        return count;
    }

    /// <summary>The name without its leftmost label; the root gives the root.</summary>
    public static ReadOnlySpan<byte> ParentOf(ReadOnlySpan<byte> name) =>
        name[0] == 0 ? name : name[(name[0] + 1)..];

    /// <summary>Whether the leftmost label is the single octet <c>*</c> (RFC 4592 §2.1.1).</summary>
    public static bool IsWildcard(ReadOnlySpan<byte> name) =>
        name.Length > 2 && name[0] == 1 && name[1] == (byte)'*';

    /// <summary>Whether two names are the same, ASCII case aside (RFC 4343).</summary>
    public static bool AreEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        left.Length == right.Length && (left.SequenceEqual(right) || AreEqualFolded(left, right));

    /// <summary>Whether <paramref name="name"/> is <paramref name="ancestor"/> or below it.</summary>
    public static bool IsAtOrBelow(ReadOnlySpan<byte> name, ReadOnlySpan<byte> ancestor)
    {
        int surplus = name.Length - ancestor.Length;
        if (surplus < 0 || !AreEqual(name[surplus..], ancestor))
        {
            return false;
        }

        int position = 0; // the equal octets must begin at a label, not within one
        while (position < surplus)
        {
            position += name[position] + 1;
        }

        return position == surplus;
    }

    /// <summary>Compares two names in canonical order (RFC 4034 §6.1): label by label from the right, as
    /// lower-case octets.</summary>
    /// <returns>Negative, zero or positive.</returns>
    [SkipLocalsInit]
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> leftStarts = stackalloc byte[MaximumLabelCount + 1];
        Span<byte> rightStarts = stackalloc byte[MaximumLabelCount + 1];
        int leftLabels = FindLabels(left, leftStarts);
        int rightLabels = FindLabels(right, rightStarts);
        int shared = Math.Min(leftLabels, rightLabels);
        for (int i = 1; i <= shared; i++)
        {
            int leftStart = leftStarts[leftLabels - i];
            int rightStart = rightStarts[rightLabels - i];
            int order = CompareFolded(
                left.Slice(leftStart + 1, left[leftStart]), right.Slice(rightStart + 1, right[rightStart]));
            if (order != 0)
            {
                return order;
            }
        }

        return leftLabels - rightLabels;
    }

    /// <summary>Compares octet strings as lower-case ASCII; a prefix comes first.</summary>
    public static int CompareFolded(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int shared = Math.Min(left.Length, right.Length);
        int same = left[..shared].CommonPrefixLength(right);
        for (int i = same; i < shared; i++)
        {
            int order = Fold(left[i]) - Fold(right[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length - right.Length;
    }

    /// <summary>Copies a name in lower case (RFC 4034 §6.2); length octets are below 'A', so the whole name
    /// folds at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // what compiles ahead leaves vectors to the first, slow compilation
    public static void CopyFolded(ReadOnlySpan<byte> name, Span<byte> destination)
    {
        int i = 0;
        if (name.Length >= Vector<byte>.Count)
        {
            Vector<byte> before = new((byte)('A' - 1));
            Vector<byte> after = new((byte)('Z' + 1));
            Vector<byte> bit = new(0x20);
            for (; i <= name.Length - Vector<byte>.Count; i += Vector<byte>.Count)
            {
                Vector<byte> octets = new(name[i..]);
                Vector<byte> upper = Vector.GreaterThan(octets, before) & Vector.LessThan(octets, after);
                (octets | (upper & bit)).CopyTo(destination[i..]);
            }
        }

        for (; i < name.Length; i++)
        {
            destination[i] = Fold(name[i]);
        }
    }

    /// <summary>Whether any octet is an upper-case ASCII letter.</summary>
    public static bool HasUpperCase(ReadOnlySpan<byte> name) => name.ContainsAnyInRange((byte)'A', (byte)'Z');

    /// <summary>An octet in lower case.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Fold(byte octet) =>
        unchecked((uint)(octet - 'A')) <= 'Z' - 'A' ? (byte)(octet | 0x20) : octet;

    /// <summary>Finds where each label's length octet stands.</summary>
    /// <param name="name">A name.</param>
    /// <param name="starts">Takes the offsets, leftmost label first; 127 at most.</param>
    /// <returns>How many labels there are, the root's not counted.</returns>
    public static int FindLabels(ReadOnlySpan<byte> name, Span<byte> starts)
    {
        int count = 0;
        for (int position = 0; name[position] != 0; position += name[position] + 1)
        {
            starts[count++] = (byte)position;
        }

        return count;
    }

    private static bool AreEqualFolded(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        ref byte l = ref MemoryMarshal.GetReference(left);
        ref byte r = ref MemoryMarshal.GetReference(right);
        for (int i = 0; i < left.Length; i++)
        {
            if (Fold(Unsafe.Add(ref l, i)) != Fold(Unsafe.Add(ref r, i)))
            {
                return false;
            }
        }

        return true;
    }
}
