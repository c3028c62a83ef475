namespace DnssecToolkit.Cryptography;

/// <summary>What one guess of a passphrase costs (RFC 7914 §2): r = 8, p = 1, and N a power of two.</summary>
/// <param name="Logarithm">N's logarithm to base 2; a guess takes 1 KiB times N of memory.</param>
public readonly record struct ScryptCost(int Logarithm)
{
    /// <summary>r: the size of a block.</summary>
    public const int BlockSize = 8;

    /// <summary>p: how many run side by side.</summary>
    public const int Parallelization = 1;

    /// <summary>The least that is read or written: 1 MiB, for tests.</summary>
    public const int Least = 10;

    /// <summary>The most that is read or written: 1 GiB and some four seconds.</summary>
    public const int Most = 20;

    /// <summary>256 MiB and about a second for each guess.</summary>
    public static ScryptCost Default => new(18);

    /// <summary>N.</summary>
    public ulong N => 1UL << Logarithm;

    /// <summary>Whether a guess costs no more than this host may be asked for, and no less than makes
    /// sense.</summary>
    public bool IsSane => Logarithm is >= Least and <= Most;
}
