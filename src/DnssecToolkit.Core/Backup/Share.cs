using System.Security.Cryptography;
using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Backup;

/// <summary>One custodian's part of the secret that opens a sealed set; wiped when disposed.</summary>
/// <remarks>32 octets of value after 7 that say which set and which part it is, and 3 of a digest over both
/// (docs/backup-format.md).</remarks>
public sealed class Share : IDisposable
{
    /// <summary>The octets of the secret, and of each part of it.</summary>
    internal const int ValueLength = 32;

    /// <summary>The octets of a share with its digest.</summary>
    internal const int Length = HeadLength + ValueLength + CheckLength;

    private const byte Version = 1;
    private const int HeadLength = 7;
    private const int SetLength = 4;
    private const int CheckLength = 3;

    private readonly byte[] _octets;

    private Share(byte[] octets) => _octets = octets;

    /// <summary>How many shares open the set.</summary>
    public int Threshold => _octets[1];

    /// <summary>Which share it is, from 1.</summary>
    public int Index => _octets[2];

    /// <summary>The first eight hexadecimal digits of the set's identifier.</summary>
    public string SetMark => Convert.ToHexStringLower(_octets.AsSpan(3, SetLength));

    /// <summary>The share as it is written: 42 octets, secret.</summary>
    internal ReadOnlySpan<byte> Octets => _octets;

    /// <summary>The value at <see cref="Index"/>; secret.</summary>
    internal ReadOnlySpan<byte> Value => _octets.AsSpan(HeadLength, ValueLength);

    /// <summary>Makes a share.</summary>
    /// <param name="set">The set's identifier.</param>
    /// <param name="threshold">How many open it.</param>
    /// <param name="index">Which one this is, from 1.</param>
    /// <param name="value">Its value; copied.</param>
    internal static Share Create(ReadOnlySpan<byte> set, int threshold, int index, ReadOnlySpan<byte> value)
    {
        byte[] octets = SecretMemory.Allocate(Length);
        octets[0] = Version;
        octets[1] = checked((byte)threshold);
        octets[2] = checked((byte)index);
        set[..SetLength].CopyTo(octets.AsSpan(3));
        value.CopyTo(octets.AsSpan(HeadLength));
        CheckOf(octets).CopyTo(octets, HeadLength + ValueLength);
        return new Share(octets);
    }

    /// <summary>Takes a share that was read.</summary>
    /// <param name="octets">42 octets; copied.</param>
    /// <param name="share">The share.</param>
    /// <returns>False where it is of another version, or its digest is wrong.</returns>
    internal static bool TryRead(ReadOnlySpan<byte> octets, out Share? share)
    {
        share = null;
        if (octets.Length != Length || octets[0] != Version || octets[1] == 0 || octets[2] == 0
            || !CheckOf(octets).AsSpan().SequenceEqual(octets[^CheckLength..]))
        {
            return false;
        }

        byte[] copy = SecretMemory.Allocate(Length);
        octets.CopyTo(copy);
        share = new Share(copy);
        return true;
    }

    /// <summary>What the manifest has of a share, so that a wrong one can be named: it tells nothing of 32
    /// octets that nobody can guess.</summary>
    internal string Fingerprint()
    {
        byte[] input = [.. "dnssec-sealed-set 1 share"u8, .. _octets];
        string fingerprint = Convert.ToHexStringLower(SHA256.HashData(input).AsSpan(0, 8));
        CryptographicOperations.ZeroMemory(input);
        return fingerprint;
    }

    /// <summary>Wipes it.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_octets);

    /// <summary>Says which share it is, and nothing of it.</summary>
    public override string ToString() => $"share {Index} of set {SetMark}";

    private static byte[] CheckOf(ReadOnlySpan<byte> octets) =>
        SHA256.HashData(octets[..(HeadLength + ValueLength)])[..CheckLength];
}
