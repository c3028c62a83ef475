using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Backup;

/// <summary>A size of QR codes with error correction level M, which mends 15 % of a code (ISO/IEC 18004,
/// tables 1, 7 and 9).</summary>
/// <param name="Number">The version, from 1 to 13: more than a sheet of paper is asked for here.</param>
internal readonly record struct QrVersion(int Number)
{
    internal const int Largest = 13;

    // Table 9, level M: error correction codewords in a block, and blocks, by version.
    private static ReadOnlySpan<byte> CorrectionOf => [0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22];

    private static ReadOnlySpan<byte> BlocksOf => [0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9];

    /// <summary>Modules on a side.</summary>
    internal int Size => 17 + (4 * Number);

    /// <summary>Error correction codewords of each block.</summary>
    internal int Correction => CorrectionOf[Number];

    /// <summary>How many blocks there are.</summary>
    internal int Blocks => BlocksOf[Number];

    /// <summary>Codewords for data.</summary>
    internal int DataCodewords => Codewords - (Blocks * Correction);

    /// <summary>All codewords: the modules that no pattern takes, in eights.</summary>
    internal int Codewords
    {
        get
        {
            int modules = (((16 * Number) + 128) * Number) + 64;
            int alignments = Alignments.Length;
            modules -= alignments == 0 ? 0 : (((25 * alignments) - 10) * alignments) - 55;
            return (modules - (HasVersionPattern ? 36 : 0)) / 8;
        }
    }

    /// <summary>Whether the version is written in the code.</summary>
    internal bool HasVersionPattern => Number >= 7;

    /// <summary>The centres of alignment patterns along a side (annex E); none in version 1.</summary>
    internal int[] Alignments =>
        Number == 1 ? [] : Number < 7 ? [6, Size - 7] : [6, (Size - 1) / 2, Size - 7];

    /// <summary>The smallest version whose data codewords hold so many bits.</summary>
    /// <param name="bits">The bits that a version takes: the length field grows with it.</param>
    /// <exception cref="UsageException">None does.</exception>
    internal static QrVersion For(Func<QrVersion, int> bits)
    {
        for (int number = 1; number <= Largest; number++)
        {
            QrVersion version = new(number);
            if (bits(version) <= version.DataCodewords * 8)
            {
                return version;
            }
        }

        throw new UsageException("the text is too long for a QR code on paper", "print the words alone");
    }
}
