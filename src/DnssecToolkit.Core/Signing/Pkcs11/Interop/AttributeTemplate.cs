using System.Runtime.InteropServices;
using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <summary>Attributes to search by or to make an object with.</summary>
internal sealed class AttributeTemplate
{
    /// <summary>The longest value, in octets.</summary>
    public const int LongestValue = 65_536;

    private readonly List<(nuint Type, byte[] Value)> _attributes = [];

    /// <summary>The attributes in the order given.</summary>
    public IReadOnlyList<(nuint Type, byte[] Value)> Attributes => _attributes;

    /// <summary>How many there are.</summary>
    public int Count => _attributes.Count;

    /// <summary>Adds a CK_BBOOL.</summary>
    public AttributeTemplate With(nuint type, bool value) => With(type, [value ? (byte)1 : (byte)0]);

    /// <summary>Adds a CK_ULONG.</summary>
    public AttributeTemplate With(nuint type, nuint value) =>
        With(type, MemoryMarshal.AsBytes(new ReadOnlySpan<nuint>(in value)).ToArray());

    /// <summary>Adds octets.</summary>
    public AttributeTemplate With(nuint type, byte[] value)
    {
        _attributes.Add((type, value));
        return this;
    }

    /// <summary>Gives a CK_BBOOL that is there another value.</summary>
    public AttributeTemplate Instead(nuint type, bool value)
    {
        _ = _attributes.RemoveAll(attribute => attribute.Type == type);
        return With(type, value);
    }

    /// <summary>Wipes the values, of which some are secret.</summary>
    public void Wipe() => _attributes.ForEach(attribute => SecretMemory.Wipe(attribute.Value));

    /// <summary>Lays the values side by side, each on an address that a CK_ULONG may have.</summary>
    /// <param name="attributes">Takes the attributes with offsets for addresses, to be raised by the address
    /// of the result.</param>
    /// <param name="allocate">Gives memory that does not move, by its length.</param>
    public byte[] Flatten(Span<CkAttribute> attributes, Func<int, byte[]> allocate)
    {
        const int Alignment = 8;
        byte[] values = allocate(Math.Max(1, _attributes.Sum(attribute => Aligned(attribute.Value.Length))));
        int offset = 0;
        for (int i = 0; i < _attributes.Count; i++)
        {
            (nuint type, byte[] value) = _attributes[i];
            value.CopyTo(values, offset);
            attributes[i] =
                new CkAttribute
                {
                    Type = new CULong(type),
                    Value = offset,
                    Length = new CULong((nuint)value.Length)
                };
            offset += Aligned(value.Length);
        }

        return values;

        static int Aligned(int length) => (length + Alignment - 1) / Alignment * Alignment;
    }
}
