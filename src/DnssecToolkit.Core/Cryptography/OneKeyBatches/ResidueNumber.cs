using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>What plain numbers and residues share: limbs, octets, comparison, conversion and
/// inversion.</summary>
internal static class ResidueNumber
{
    /// <summary>The limbs of a residue, the least first.</summary>
    public static ReadOnlySpan<ulong> Limbs<T>(in T residue)
        where T : unmanaged, IResidue<T> =>
        MemoryMarshal.Cast<T, ulong>(MemoryMarshal.CreateReadOnlySpan(in residue, 1));

    /// <summary>The limbs as they stand, which must be as many as <typeparamref name="T"/> has.</summary>
    public static T OfLimbs<T>(ReadOnlySpan<ulong> limbs)
        where T : unmanaged, IResidue<T> => MemoryMarshal.Read<T>(MemoryMarshal.AsBytes(limbs));

    /// <summary>Reads a big-endian number as it stands, reduced or not.</summary>
    /// <param name="octets">Exactly as many octets as <typeparamref name="T"/> has.</param>
    public static T OfOctets<T>(ReadOnlySpan<byte> octets)
        where T : unmanaged, IResidue<T>
    {
        T number = default;
        Span<ulong> limbs = MemoryMarshal.Cast<T, ulong>(new Span<T>(ref number));
        for (int i = 0; i < limbs.Length; i++)
        {
            limbs[i] = BinaryPrimitives.ReadUInt64BigEndian(octets[(8 * (limbs.Length - 1 - i))..]);
        }

        return number;
    }

    /// <summary>Brings a plain number, below 2^(64·limbs), into Montgomery form.</summary>
    public static T ToMontgomery<T>(in T plain)
        where T : unmanaged, IResidue<T>
    {
        T.Multiply(in plain, T.RadixSquared, out T residue);
        return residue;
    }

    /// <summary>The plain number in [0, m) that a residue stands for.</summary>
    public static T FromMontgomery<T>(in T residue)
        where T : unmanaged, IResidue<T>
    {
        T.Multiply(in residue, PlainOne<T>(), out T plain);
        return plain;
    }

    /// <summary>True if the plain number is below the modulus.</summary>
    public static bool IsBelowModulus<T>(in T plain)
        where T : unmanaged, IResidue<T> => IsBelow(Limbs(in plain), T.Modulus);

    /// <summary>True if a is below b; both have the same number of limbs.</summary>
    public static bool IsBelow(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        for (int i = a.Length - 1; i >= 0; i--)
        {
            if (a[i] != b[i])
            {
                return a[i] < b[i];
            }
        }

        return false;
    }

    /// <summary>1/a in Montgomery form; zero for zero.</summary>
    public static T Inverse<T>(in T a)
        where T : unmanaged, IResidue<T>
    {
        // The number itself is a·R; of its inverse 1/(a·R), two products with R² make R/a.
        T inverse = a;
        ModularInverse.Invert(MemoryMarshal.Cast<T, ulong>(new Span<T>(ref inverse)), T.Modulus);
        T.Multiply(in inverse, T.RadixSquared, out inverse);
        T.Multiply(in inverse, T.RadixSquared, out inverse);
        return inverse;
    }

    private static T PlainOne<T>()
        where T : unmanaged, IResidue<T>
    {
        T one = default;
        MemoryMarshal.Cast<T, ulong>(new Span<T>(ref one))[0] = 1;
        return one;
    }
}
