using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Resolving;

/// <summary>Walks through a message of unknown origin; every step says whether the octets allowed
/// it.</summary>
internal ref struct MessageReader(ReadOnlySpan<byte> message)
{
    // A name has 127 labels at most, so one that needs more jumps has pointers to pointers on purpose.
    private const int MaximumJumps = WireName.MaximumLabelCount;

    private readonly ReadOnlySpan<byte> _message = message;

    /// <summary>The next octet's offset.</summary>
    public int Position { get; private set; }

    /// <summary>Reads two octets.</summary>
    public bool TryReadNumber16(out ushort value)
    {
        bool isThere = _message.Length - Position >= 2;
        value = isThere ? BinaryPrimitives.ReadUInt16BigEndian(_message[Position..]) : (ushort)0;
        Position += isThere ? 2 : 0;
        return isThere;
    }

    /// <summary>Reads four octets.</summary>
    public bool TryReadNumber32(out uint value)
    {
        bool isThere = _message.Length - Position >= 4;
        value = isThere ? BinaryPrimitives.ReadUInt32BigEndian(_message[Position..]) : 0;
        Position += isThere ? 4 : 0;
        return isThere;
    }

    /// <summary>Reads a name, compressed or not (RFC 1035 §4.1.4).</summary>
    public bool TryReadName(out DomainName name)
    {
        Span<byte> octets = stackalloc byte[WireName.MaximumLength];
        bool isName = TryExpandName(_message.Length, octets, out int length);
        name = isName ? DomainName.FromTrustedWire(octets[..length]) : default;
        return isName;
    }

    /// <summary>Reads RDATA and expands the names in it.</summary>
    /// <returns>False where it is cut, or not valid for its type.</returns>
    public bool TryReadRData(RRType type, int length, [NotNullWhen(true)] out byte[]? rdata)
    {
        rdata = null;
        int end = Position + length;
        if (end > _message.Length)
        {
            return false;
        }

        rdata = RDataLayout.Find(type) is { HasFoldedNames: true } layout && IsCompressible(type)
            ? ExpandRData(layout, end)
            : _message[Position..end].ToArray();
        Position = end;
        return rdata is not null && RDataValidity.IsValid(type, rdata);
    }

    // RFC 3597 §4: types that are younger than it are never compressed; NAPTR and A6 have names behind fields
    // of any length.
    private static bool IsCompressible(RRType type) =>
        type is not (RRType.NAPTR or RRType.A6 or RRType.RRSIG or RRType.NSEC);

    private byte[]? ExpandRData(RDataLayout layout, int end)
    {
        int before = layout.FoldedNamesOffset;
        if (end - Position < before)
        {
            return null;
        }

        byte[] expanded = new byte[before + (layout.FoldedNameCount * WireName.MaximumLength)
            + end - Position];
        _message.Slice(Position, before).CopyTo(expanded);
        Position += before;
        int written = before;
        for (int i = 0; i < layout.FoldedNameCount; i++)
        {
            if (!TryExpandName(end, expanded.AsSpan(written, WireName.MaximumLength), out int length))
            {
                return null;
            }

            written += length;
        }

        _message[Position..end].CopyTo(expanded.AsSpan(written));
        return expanded[..(written + end - Position)];
    }

    // Each pointer has to lead to before the place where its part of the name began, so no name is read for
    // ever.
    private bool TryExpandName(int end, scoped Span<byte> name, out int length)
    {
        length = 0;
        int at = Position;
        int start = at;
        int jumps = 0;
        while (at < end)
        {
            int octet = _message[at];
            if (octet >= 0xC0)
            {
                int target = at + 1 < end ? ((octet & 0x3F) << 8) | _message[at + 1] : start;
                if (target >= start || ++jumps > MaximumJumps)
                {
                    return false;
                }

                Position = jumps == 1 ? at + 2 : Position;
                (at, start, end) = (target, target, _message.Length);
                continue;
            }

            if (octet > WireName.MaximumLabelLength || octet >= end - at || length + octet + 1 > name.Length)
            {
                return false;
            }

            _message.Slice(at, octet + 1).CopyTo(name[length..]);
            length += octet + 1;
            at += octet + 1;
            if (octet == 0)
            {
                Position = jumps == 0 ? at : Position;
                return true;
            }
        }

        return false;
    }
}
