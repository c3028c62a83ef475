using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <summary>Writes one frame between a tool and its token host: numbers in little-endian order, octets after
/// their length.</summary>
/// <remarks>A frame is: length of the body (4 octets), lane (2), operation (2; zero in answers),
/// body.</remarks>
internal sealed class FrameWriter
{
    private byte[] _octets = GC.AllocateArray<byte>(1_024, pinned: true);
    private int _length = FrameHeader.Length;
    private bool _isLocked;

    /// <summary>The frame, complete after <see cref="Finish"/>.</summary>
    public ReadOnlySpan<byte> Written => _octets.AsSpan(0, _length);

    /// <summary>Empties it and wipes what was in it.</summary>
    public FrameWriter Clear()
    {
        CryptographicOperations.ZeroMemory(_octets.AsSpan(0, _length));
        _length = FrameHeader.Length;
        return this;
    }

    /// <summary>Empties it for a request that has a secret in it: from here on its memory is not swapped
    /// out.</summary>
    public FrameWriter ClearForSecret()
    {
        _ = Clear();
        if (!_isLocked)
        {
            _isLocked = true;
            _octets = Allocate(_octets.Length);
        }

        return this;
    }

    /// <summary>Writes a number of two octets.</summary>
    public FrameWriter Short(int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(Room(sizeof(ushort)), checked((ushort)value));
        return this;
    }

    /// <summary>Writes a number of eight octets.</summary>
    public FrameWriter Number(nuint value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Room(sizeof(ulong)), value);
        return this;
    }

    /// <summary>Writes octets after their length.</summary>
    public FrameWriter Octets(ReadOnlySpan<byte> octets)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Room(sizeof(int)), octets.Length);
        octets.CopyTo(Room(octets.Length));
        return this;
    }

    /// <summary>Writes numbers after their count.</summary>
    public FrameWriter Numbers(ReadOnlySpan<nuint> values) => Octets(MemoryMarshal.AsBytes(values));

    /// <summary>Writes a structure of the standard as it lies in memory: both sides are the same
    /// program.</summary>
    public FrameWriter Structure<T>(in T value)
        where T : unmanaged
    {
        MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).CopyTo(Room(Unsafe.SizeOf<T>()));
        return this;
    }

    /// <summary>Writes attributes after their count.</summary>
    public FrameWriter Template(AttributeTemplate template)
    {
        Short(template.Count);
        foreach ((nuint type, byte[] value) in template.Attributes)
        {
            Number(type).Octets(value);
        }

        return this;
    }

    /// <summary>Puts the header in front.</summary>
    /// <exception cref="InvalidOperationException">It is longer than a frame may be.</exception>
    public ReadOnlySpan<byte> Finish(int lane, HostOperation operation)
    {
        int body = _length - FrameHeader.Length;
        if (body > FrameHeader.LongestBody)
        {
            throw new InvalidOperationException("a frame has grown too long");
        }

        new FrameHeader(body, (ushort)lane, (ushort)operation).Write(_octets);
        return Written;
    }

    private Span<byte> Room(int size)
    {
        if (_octets.Length - _length < size)
        {
            byte[] grown = Allocate(Math.Max(_octets.Length * 2, _length + size));
            Written.CopyTo(grown);
            SecretMemory.Wipe(_octets);
            _octets = grown;
        }

        _length += size;
        return _octets.AsSpan(_length - size, size);
    }

    private byte[] Allocate(int length) =>
        _isLocked ? SecretMemory.Allocate(length) : GC.AllocateArray<byte>(length, pinned: true);
}
