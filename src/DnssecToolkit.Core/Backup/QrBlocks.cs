using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Backup;

/// <summary>Data codewords in blocks with the error correction of each, woven together (ISO/IEC 18004 §7.5,
/// §7.6).</summary>
internal static class QrBlocks
{
    /// <summary>Gives all codewords in the order in which they are drawn; the caller wipes them.</summary>
    internal static byte[] Weave(ReadOnlySpan<byte> data, QrVersion version)
    {
        byte[] woven = SecretMemory.Allocate(version.Codewords);
        byte[] generator = Generator(version.Correction);
        int shortest = data.Length / version.Blocks;
        int shortBlocks = version.Blocks - (data.Length % version.Blocks);
        int from = 0;
        Span<byte> correction = stackalloc byte[version.Correction];
        for (int block = 0; block < version.Blocks; block++)
        {
            ReadOnlySpan<byte> own = data.Slice(from, shortest + (block < shortBlocks ? 0 : 1));
            from += own.Length;
            for (int i = 0; i < own.Length; i++)
            {
                // The octets that only longer blocks have come after all others.
                woven[i < shortest ? (i * version.Blocks) + block : (shortest * version.Blocks)
                    + block - shortBlocks] = own[i];
            }

            Remainder(own, generator, correction);
            for (int i = 0; i < correction.Length; i++)
            {
                woven[data.Length + (i * version.Blocks) + block] = correction[i];
            }
        }

        return woven;
    }

    // The product of (x - 2^i), highest power first, its leading one left out.
    private static byte[] Generator(int degree)
    {
        byte[] generator = new byte[degree];
        generator[^1] = 1;
        byte root = 1;
        for (int i = 0; i < degree; i++)
        {
            for (int j = 0; j < degree; j++)
            {
                generator[j] = Multiply(generator[j], root);
                generator[j] ^= j + 1 < degree ? generator[j + 1] : (byte)0;
            }

            root = Multiply(root, 2);
        }

        return generator;
    }

    private static void Remainder(ReadOnlySpan<byte> data, ReadOnlySpan<byte> generator, Span<byte> remainder)
    {
        remainder.Clear();
        foreach (byte octet in data)
        {
            byte factor = (byte)(octet ^ remainder[0]);
            remainder[1..].CopyTo(remainder);
            remainder[^1] = 0;
            for (int i = 0; i < remainder.Length; i++)
            {
                remainder[i] ^= Multiply(generator[i], factor);
            }
        }
    }

    // In GF(256) by x^8 + x^4 + x^3 + x^2 + 1 (§7.5.2); Shamir's shares have another polynomial.
    private static byte Multiply(byte left, byte right)
    {
        int product = 0;
        for (int bit = 7; bit >= 0; bit--)
        {
            product = (product << 1) ^ ((product >> 7) * 0x11D);
            product ^= ((right >> bit) & 1) * left;
        }

        return (byte)product;
    }
}
