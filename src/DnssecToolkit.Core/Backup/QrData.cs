using System.Buffers;
using System.Security.Cryptography;
using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Backup;

/// <summary>The data codewords of a text (ISO/IEC 18004 §7.4): alphanumeric where it can be, else octets of
/// UTF-8.</summary>
internal static class QrData
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    private const int AlphanumericMode = 0b0010;
    private const int ByteMode = 0b0100;
    private const int ModeBits = 4;

    private static readonly SearchValues<char> Alphanumeric = SearchValues.Create(Alphabet);

    /// <summary>Encodes a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="version">The smallest version that holds it.</param>
    /// <returns>All data codewords of that version, the caller's to wipe.</returns>
    internal static byte[] Encode(ReadOnlySpan<char> text, out QrVersion version)
    {
        if (!text.ContainsAnyExcept(Alphanumeric))
        {
            int length = text.Length;
            version = QrVersion.For(size => ModeBits + CountBits(size, 9, 11) + (length / 2 * 11)
                + (length % 2 * 6));
            QrBits bits = new(version.DataCodewords);
            bits.Add(AlphanumericMode, ModeBits);
            bits.Add(length, CountBits(version, 9, 11));
            AddPairs(bits, text);
            return bits.Finish();
        }

        byte[] octets = SecretMemory.Allocate(System.Text.Encoding.UTF8.GetByteCount(text));
        System.Text.Encoding.UTF8.GetBytes(text, octets);
        version = QrVersion.For(size => ModeBits + CountBits(size, 8, 16) + (octets.Length * 8));
        QrBits all = new(version.DataCodewords);
        all.Add(ByteMode, ModeBits);
        all.Add(octets.Length, CountBits(version, 8, 16));
        Array.ForEach(octets, octet => all.Add(octet, 8));
        CryptographicOperations.ZeroMemory(octets);
        return all.Finish();
    }

    private static void AddPairs(QrBits bits, ReadOnlySpan<char> text)
    {
        for (int at = 0; at < text.Length; at += 2)
        {
            int first = Alphabet.IndexOf(text[at], StringComparison.Ordinal);
            if (at + 1 < text.Length)
            {
                bits.Add((first * Alphabet.Length)
                    + Alphabet.IndexOf(text[at + 1], StringComparison.Ordinal), 11);
            }
            else
            {
                bits.Add(first, 6);
            }
        }
    }

    private static int CountBits(QrVersion version, int small, int large) =>
        version.Number < 10 ? small : large;
}
