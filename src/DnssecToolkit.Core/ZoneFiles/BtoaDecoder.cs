namespace DnssecToolkit.ZoneFiles;

/// <summary>Reads the form of the old btoa program that BIND has for UNSPEC: base 85 from '!', and three
/// sums.</summary>
/// <param name="output">Takes the octets: four for each character always suffice.</param>
internal ref struct BtoaDecoder(Span<byte> output)
{
    private readonly Span<byte> _output = output;
    private int _length;
    private uint _parity;
    private uint _sum;
    private uint _rotated;

    /// <summary>Reads characters up to an <c>x</c>.</summary>
    /// <returns>False for a character or group that btoa does not write.</returns>
    public bool TryRead(ReadOnlySpan<byte> text)
    {
        uint word = 0;
        int count = 0;
        foreach (byte octet in text)
        {
            switch (octet)
            {
                case (byte)'x':
                    return true;
                case (byte)'z' when count == 0:
                    PutWord(0);
                    continue;
                case < (byte)'!' or >= (byte)'!' + 85:
                    return false;
            }

            word = unchecked((word * 85) + octet - '!');
            if (++count == 5)
            {
                PutWord(word);
                (word, count) = (0, 0);
            }
        }

        return true;
    }

    /// <summary>The octets there are: the last group of four may have padding.</summary>
    /// <param name="octets">How many the text says there are.</param>
    public readonly int LengthFor(ulong octets) =>
        octets % 4 == 0 ? _length : Math.Max(0, _length - 4 + (int)(octets % 4));

    /// <summary>Whether the sums are those of the octets.</summary>
    public readonly bool Matches(uint parity, uint sum, uint rotated) =>
        (parity, sum, rotated) == (_parity, _sum, _rotated);

    private void PutWord(uint word)
    {
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            byte octet = unchecked((byte)(word >> shift));
            _output[_length++] = octet;
            _parity ^= octet;
            _sum = unchecked(_sum + octet + 1);
            _rotated = unchecked(uint.RotateLeft(_rotated, 1) + octet);
        }
    }
}
