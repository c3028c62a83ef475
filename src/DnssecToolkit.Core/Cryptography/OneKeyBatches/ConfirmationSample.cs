using System.Buffers.Binary;
using System.Security.Cryptography;

namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>Chooses which accepted signatures of a batch the library confirms, unforeseeably for whoever
/// wrote the zone.</summary>
internal struct ConfirmationSample
{
    private readonly ulong _oneIn;
    private readonly int _always;
    private ulong _state;

    /// <summary>A sample over one batch, seeded by the system's generator.</summary>
    /// <param name="count">Signatures in the batch, at least 1.</param>
    /// <param name="oneIn">One of so many is chosen, on average.</param>
    public ConfirmationSample(int count, int oneIn)
    {
        Span<byte> seed = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(seed);
        _state = BinaryPrimitives.ReadUInt64LittleEndian(seed);
        _oneIn = (ulong)oneIn;
        _always = (int)(Next() % (ulong)count);
    }

    /// <summary>True if the signature at this place is to be confirmed; ask once for each.</summary>
    public bool Includes(int index) => Next() % _oneIn == 0 || index == _always;

    /// <summary>SplitMix64 (Steele, Lea and Flood, 2014): its outputs are well mixed from any seed.</summary>
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
