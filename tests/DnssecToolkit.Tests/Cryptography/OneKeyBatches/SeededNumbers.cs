using System.Numerics;

namespace DnssecToolkit.Tests.Cryptography.OneKeyBatches;

/// <summary>Numbers that look random and are the same in every run: SplitMix64 from a seed that a failing
/// test prints.</summary>
internal sealed class SeededNumbers(ulong seed)
{
    private ulong _state = seed;

    public ulong Seed { get; } = seed;

    public int Below(int limit) => (int)(Next() % (ulong)limit);

    public byte[] Octets(int count)
    {
        byte[] octets = new byte[count];
        for (int i = 0; i < count; i++)
        {
            octets[i] = (byte)(Next() & 0xff);
        }

        return octets;
    }

    public BigInteger Number(BigInteger modulus) =>
        TestCurve.Number(Octets(modulus.GetByteCount(isUnsigned: true) + 8)) % modulus;

    private ulong Next()
    {
        unchecked
        {
            _state += 0x9e3779b97f4a7c15;
            ulong z = _state;
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
            z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
            return z ^ (z >> 31);
        }
    }
}
