using System.Buffers.Binary;

namespace DnssecToolkit.Verification;

/// <summary>The fields of an NSEC3 or NSEC3PARAM, a window on its RDATA (RFC 5155 §3.2, §4.2).</summary>
internal readonly ref struct Nsec3Fields
{
    /// <summary>The octets of a SHA-1 hash, the only kind there is.</summary>
    public const int HashLength = 20;

    private const int FixedLength = 5; // algorithm, flags, iterations, salt length
    private const byte OptOutFlag = 1;

    private readonly ReadOnlySpan<byte> _rdata;

    private Nsec3Fields(ReadOnlySpan<byte> rdata) => _rdata = rdata;

    /// <summary>The hash algorithm; 1 for SHA-1.</summary>
    public byte Algorithm => _rdata[0];

    /// <summary>The flags.</summary>
    public byte Flags => _rdata[1];

    /// <summary>Whether the opt-out flag is set.</summary>
    public bool IsOptOut => (Flags & OptOutFlag) != 0;

    /// <summary>Whether a flag is set that nobody has defined.</summary>
    public bool HasUnknownFlags => (Flags & ~OptOutFlag) != 0;

    /// <summary>How often the hash is hashed again.</summary>
    public ushort Iterations => BinaryPrimitives.ReadUInt16BigEndian(_rdata[2..]);

    /// <summary>The salt.</summary>
    public ReadOnlySpan<byte> Salt => _rdata.Slice(FixedLength, _rdata[4]);

    /// <summary>The next hashed owner name; not in NSEC3PARAM.</summary>
    public ReadOnlySpan<byte> NextHash =>
        _rdata.Slice(FixedLength + _rdata[4] + 1, _rdata[FixedLength + _rdata[4]]);

    /// <summary>The type bit maps; not in NSEC3PARAM.</summary>
    public ReadOnlySpan<byte> Bitmaps =>
        _rdata[(FixedLength + _rdata[4] + 1 + _rdata[FixedLength + _rdata[4]])..];

    /// <summary>Reads NSEC3 RDATA.</summary>
    /// <returns>False where it is cut short, or the next hash is not a SHA-1 hash's length.</returns>
    public static bool TryReadNsec3(ReadOnlySpan<byte> rdata, out Nsec3Fields fields)
    {
        bool isWhole = rdata.Length > FixedLength
            && rdata.Length > FixedLength + rdata[4] + HashLength
            && rdata[FixedLength + rdata[4]] == HashLength;
        fields = isWhole ? new Nsec3Fields(rdata) : default;
        return isWhole;
    }

    /// <summary>Reads NSEC3PARAM RDATA.</summary>
    /// <returns>False where it is cut short or too long.</returns>
    public static bool TryReadParameters(ReadOnlySpan<byte> rdata, out Nsec3Fields fields)
    {
        bool isWhole = rdata.Length >= FixedLength && rdata.Length == FixedLength + rdata[4];
        fields = isWhole ? new Nsec3Fields(rdata) : default;
        return isWhole;
    }
}
