using System.Security.Cryptography;
using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Backup;

/// <summary>Splits a secret so that any M of N parts give it back and M − 1 tell nothing (Shamir, "How to
/// Share a Secret", 1979).</summary>
/// <remarks>Octet by octet over GF(2^8) with the polynomial of AES (FIPS 197 §4.2); part x is the value at x,
/// the secret the value at 0. Multiplication takes the same time for all operands.</remarks>
internal static class ShamirSecret
{
    /// <summary>The most parts: x is an octet, and 0 is the secret's.</summary>
    internal const int MostParts = 255;

    /// <summary>Splits.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="threshold">M: how many parts give it back.</param>
    /// <param name="count">N: how many parts there are; part i + 1 is at i.</param>
    /// <returns>The parts, each as long as the secret; the caller's to wipe.</returns>
    internal static byte[][] Split(ReadOnlySpan<byte> secret, int threshold, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, threshold);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MostParts);
        byte[][] parts = new byte[count][];
        for (int part = 0; part < count; part++)
        {
            parts[part] = SecretMemory.Allocate(secret.Length);
        }

        Span<byte> coefficients = stackalloc byte[MostParts];
        for (int octet = 0; octet < secret.Length; octet++)
        {
            RandomNumberGenerator.Fill(coefficients[1..threshold]);
            coefficients[0] = secret[octet];
            for (int part = 0; part < count; part++)
            {
                parts[part][octet] = ValueAt((byte)(part + 1), coefficients[..threshold]);
            }
        }

        CryptographicOperations.ZeroMemory(coefficients);
        return parts;
    }

    /// <summary>Puts together.</summary>
    /// <param name="parts">M parts, each with its x; no x twice. Fewer, or others, give another secret and no
    /// fault.</param>
    /// <param name="secret">Takes the secret.</param>
    internal static void Combine(IReadOnlyList<(byte X, byte[] Value)> parts, Span<byte> secret)
    {
        secret.Clear();
        foreach ((byte x, byte[] value) in parts)
        {
            byte weight = WeightOf(x, parts);
            for (int octet = 0; octet < secret.Length; octet++)
            {
                secret[octet] ^= Multiply(weight, value[octet]);
            }
        }
    }

    // Horner's rule, the highest power first.
    private static byte ValueAt(byte x, ReadOnlySpan<byte> coefficients)
    {
        byte value = 0;
        for (int power = coefficients.Length - 1; power >= 0; power--)
        {
            value = (byte)(Multiply(value, x) ^ coefficients[power]);
        }

        return value;
    }

    // Lagrange's basis polynomial of x, at 0: the product of y / (y - x) over the other parts' y; subtraction
    // is exclusive or.
    private static byte WeightOf(byte x, IReadOnlyList<(byte X, byte[] Value)> parts)
    {
        byte weight = 1;
        foreach ((byte y, _) in parts)
        {
            if (y != x)
            {
                weight = Multiply(weight, Multiply(y, Inverse((byte)(y ^ x))));
            }
        }

        return weight;
    }

    private static byte Multiply(byte left, byte right)
    {
        int product = 0;
        int shifted = left;
        for (int bit = 0; bit < 8; bit++)
        {
            product ^= shifted & -((right >> bit) & 1);
            shifted = ((shifted << 1) ^ (0x11B & -(shifted >> 7))) & 0xFF;
        }

        return (byte)product;
    }

    // The group has 255 elements: a^254 is 1 / a.
    private static byte Inverse(byte value)
    {
        byte inverse = 1;
        for (int i = 0; i < MostParts - 1; i++)
        {
            inverse = Multiply(inverse, value);
        }

        return inverse;
    }
}
