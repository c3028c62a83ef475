using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Backup;

/// <summary>Bits that fill the data codewords of a QR code from the left.</summary>
internal sealed class QrBits(int codewords)
{
    private readonly byte[] _octets = SecretMemory.Allocate(codewords);
    private int _length;

    /// <summary>Adds the lowest bits of a value, the highest of them first.</summary>
    internal void Add(int value, int count)
    {
        for (int bit = count - 1; bit >= 0; bit--, _length++)
        {
            _octets[_length / 8] |= (byte)(((value >> bit) & 1) << (7 - (_length % 8)));
        }
    }

    /// <summary>Ends the message, and fills what is left with the octets that the standard has for that
    /// (§7.4.10).</summary>
    /// <returns>The codewords, the caller's to wipe.</returns>
    internal byte[] Finish()
    {
        int at = Math.Min(_octets.Length, (_length + 4 + 7) / 8); // four zeros end it, or as many as there is room for
        for (byte filler = 0xEC; at < _octets.Length; at++, filler ^= 0xEC ^ 0x11)
        {
            _octets[at] = filler;
        }

        return _octets;
    }
}
