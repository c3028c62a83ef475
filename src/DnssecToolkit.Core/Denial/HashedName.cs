using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DnssecToolkit.Canonical;

namespace DnssecToolkit.Denial;

/// <summary>A name's hash and the name's node: 24 octets for each of millions; sorts by the hash.</summary>
internal struct HashedName : IComparable<HashedName>
{
    private Octets _hash;

    /// <summary>The name's node.</summary>
    public int Node;

    /// <summary>The hash: 20 octets.</summary>
    [UnscopedRef]
    public Span<byte> Hash =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<Octets, byte>(ref _hash), Nsec3Hash.Length);

    /// <summary>The hash's octet <paramref name="bit"/> / 8, that bit of it, from the greatest on.</summary>
    public readonly bool HasBit(int bit) => ((_hash[bit >> 3] << (bit & 7)) & 0x80) != 0;

    /// <inheritdoc/>
    public readonly int CompareTo(HashedName other)
    {
        ReadOnlySpan<byte> left = _hash;
        ReadOnlySpan<byte> right = other._hash;
        ulong leftHead = BinaryPrimitives.ReadUInt64BigEndian(left);
        ulong rightHead = BinaryPrimitives.ReadUInt64BigEndian(right);
        return leftHead != rightHead ? (leftHead < rightHead ? -1 : 1) : left.SequenceCompareTo(right);
    }

    [InlineArray(Nsec3Hash.Length)]
    private struct Octets
    {
        private byte _first;
    }
}
