using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <summary>Reads the body of a frame that the other side may have made wrong, by mistake or on
/// purpose.</summary>
/// <remarks>What is missing or too long reads as nothing; <see cref="IsWhole"/> tells it in the
/// end.</remarks>
internal ref struct FrameReader(ReadOnlySpan<byte> body)
{
    /// <summary>The most attributes of a template.</summary>
    public const int MostAttributes = 32;

    private ReadOnlySpan<byte> _rest = body;
    private bool _isBroken;

    /// <summary>Whether all was there, and nothing is left.</summary>
    public readonly bool IsWhole => !_isBroken && _rest.IsEmpty;

    /// <summary>Reads a number of two octets.</summary>
    public int Short() =>
        Take(sizeof(ushort)) is { IsEmpty: false } octets
            ? BinaryPrimitives.ReadUInt16LittleEndian(octets) : 0;

    /// <summary>Reads a number of eight octets.</summary>
    public nuint Number() =>
        Take(sizeof(ulong)) is { IsEmpty: false } octets
            ? (nuint)BinaryPrimitives.ReadUInt64LittleEndian(octets) : 0;

    /// <summary>Reads octets.</summary>
    /// <param name="most">More than this is a fault.</param>
    public ReadOnlySpan<byte> Octets(int most)
    {
        ReadOnlySpan<byte> length = Take(sizeof(int));
        uint count = length.IsEmpty ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(length);
        _isBroken |= count > (uint)most;
        return _isBroken ? [] : Take((int)count);
    }

    /// <summary>Reads numbers.</summary>
    /// <param name="most">More than this is a fault.</param>
    public nuint[] Numbers(int most)
    {
        ReadOnlySpan<byte> octets = Octets(most * sizeof(ulong));
        _isBroken |= octets.Length % sizeof(ulong) != 0;
        return _isBroken ? [] : MemoryMarshal.Cast<byte, nuint>(octets).ToArray();
    }

    /// <summary>Reads a structure of the standard.</summary>
    public T Structure<T>()
        where T : unmanaged =>
            Take(Unsafe.SizeOf<T>()) is { IsEmpty: false } octets ? MemoryMarshal.Read<T>(octets) : default;

    /// <summary>Reads attributes.</summary>
    public AttributeTemplate Template() => Template(length => new byte[length]);

    /// <summary>Reads attributes of which some are secret into memory that is not swapped out; whoever asks
    /// wipes them.</summary>
    public AttributeTemplate SecretTemplate() => Template(SecretMemory.Allocate);

    private AttributeTemplate Template(Func<int, byte[]> allocate)
    {
        AttributeTemplate template = new();
        int count = Short();
        _isBroken |= count > MostAttributes;
        for (int i = 0; i < count && !_isBroken; i++)
        {
            nuint type = Number();
            ReadOnlySpan<byte> octets = Octets(AttributeTemplate.LongestValue);
            byte[] value = allocate(octets.Length);
            octets.CopyTo(value);
            template = template.With(type, value);
        }

        return template;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_isBroken || count > _rest.Length)
        {
            _isBroken = true;
            return [];
        }

        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
