using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using DnssecToolkit.Names;

namespace DnssecToolkit.Canonical;

/// <summary>Hashes many names for NSEC3, several at once where the processor can. One thread's; make one for
/// each.</summary>
/// <remarks>Names come in with a number of the caller's choice and go out, in any order, when enough are
/// together.</remarks>
/// <param name="salt">The salt: 255 octets at most; copied.</param>
/// <param name="iterations">How many times more each name is hashed.</param>
/// <param name="receive">Takes each number with its hash.</param>
public sealed class Nsec3HashBatch(ReadOnlySpan<byte> salt, int iterations, Nsec3HashBatch.Receiver receive)
{
    private const int BlockLength = 64;
    private const int LongestMessage = BlockLength - 9; // the padding takes one octet and the length eight (FIPS 180-4 §5.1.1)

    private readonly byte[] _salt = salt.ToArray();
    private readonly byte[] _blocks = new byte[Sha1Lanes.Count * BlockLength];
    private readonly int[] _numbers = new int[Sha1Lanes.Count];
    private readonly Vector256<uint>[] _words = new Vector256<uint>[Sha1Lanes.BlockWords];
    private readonly Vector256<uint>[] _hash = new Vector256<uint>[Sha1Lanes.HashWords];
    private readonly Vector256<uint>[] _saltWords = SaltWords(salt);
    private int _count;

    /// <summary>Takes a name's hash.</summary>
    /// <param name="number">The number the name came in with.</param>
    /// <param name="hash">20 octets, the caller's no longer than the call lasts.</param>
    public delegate void Receiver(int number, ReadOnlySpan<byte> hash);

    /// <summary>Adds a name.</summary>
    /// <param name="number">What the receiver shall know it by.</param>
    /// <param name="name">The wire name, in any case.</param>
    public void Add(int number, ReadOnlySpan<byte> name)
    {
        bool fits = Sha1Lanes.IsFast && name.Length + _salt.Length <= LongestMessage
            && (iterations == 0 || Nsec3Hash.Length + _salt.Length <= LongestMessage);
        if (!fits)
        {
            Span<byte> hash = stackalloc byte[Nsec3Hash.Length];
            Nsec3Hash.Compute(name, _salt, iterations, hash);
            receive(number, hash);
            return;
        }

        Span<byte> block = _blocks.AsSpan(_count * BlockLength, BlockLength);
        WireName.CopyFolded(name, block);
        _salt.CopyTo(block[name.Length..]);
        Pad(block, name.Length + _salt.Length);
        _numbers[_count++] = number;
        if (_count == Sha1Lanes.Count)
        {
            Finish();
        }
    }

    /// <summary>Hashes what is left; more names may be added.</summary>
    public void Finish()
    {
        if (_count == 0)
        {
            return;
        }

        Transpose();
        Sha1Lanes.Hash(_words, _hash);
        for (int i = 0; i < iterations; i++)
        {
            _hash.CopyTo(_words, 0);
            _saltWords.CopyTo(_words, Sha1Lanes.HashWords);
            Sha1Lanes.Hash(_words, _hash);
        }

        Span<byte> hash = stackalloc byte[Nsec3Hash.Length];
        for (int lane = 0; lane < _count; lane++)
        {
            for (int word = 0; word < Sha1Lanes.HashWords; word++)
            {
                BinaryPrimitives.WriteUInt32BigEndian(hash[(word * 4)..], _hash[word][lane]);
            }

            receive(_numbers[lane], hash);
        }

        _count = 0;
    }

    private static void Pad(Span<byte> block, int length)
    {
        block[length..].Clear();
        block[length] = 0x80;
        BinaryPrimitives.WriteUInt16BigEndian(block[^2..], (ushort)(length * 8));
    }

    /// <summary>What follows the hash in the block of an iteration: the salt, and the padding.</summary>
    private static Vector256<uint>[] SaltWords(ReadOnlySpan<byte> salt)
    {
        Vector256<uint>[] words = new Vector256<uint>[Sha1Lanes.BlockWords - Sha1Lanes.HashWords];
        Span<byte> block = stackalloc byte[BlockLength];
        if (Nsec3Hash.Length + salt.Length <= LongestMessage)
        {
            salt.CopyTo(block[Nsec3Hash.Length..]);
            Pad(block, Nsec3Hash.Length + salt.Length);
        }

        for (int i = 0; i < words.Length; i++)
        {
            words[i] = Vector256.Create(BinaryPrimitives.ReadUInt32BigEndian(block[((i
                + Sha1Lanes.HashWords) * 4)..]));
        }

        return words;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // as Sha1Lanes.Hash
    private void Transpose()
    {
        for (int word = 0; word < Sha1Lanes.BlockWords; word++)
        {
            ReadOnlySpan<byte> first = _blocks.AsSpan(word * 4);
            _words[word] = Vector256.Create(
                BinaryPrimitives.ReadUInt32BigEndian(first),
                BinaryPrimitives.ReadUInt32BigEndian(first[BlockLength..]),
                BinaryPrimitives.ReadUInt32BigEndian(first[(2 * BlockLength)..]),
                BinaryPrimitives.ReadUInt32BigEndian(first[(3 * BlockLength)..]),
                BinaryPrimitives.ReadUInt32BigEndian(first[(4 * BlockLength)..]),
                BinaryPrimitives.ReadUInt32BigEndian(first[(5 * BlockLength)..]),
                BinaryPrimitives.ReadUInt32BigEndian(first[(6 * BlockLength)..]),
                BinaryPrimitives.ReadUInt32BigEndian(first[(7 * BlockLength)..]));
        }
    }
}
