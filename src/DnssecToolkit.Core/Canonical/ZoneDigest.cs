using System.Buffers.Binary;
using System.Security.Cryptography;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Canonical;

/// <summary>The digest in a ZONEMD, scheme SIMPLE (RFC 8976 §3.3): all RRs in canonical form and order, one
/// after the other.</summary>
/// <remarks>RRs are appended name by name in canonical order, by ascending type, RDATA in canonical order, no
/// RR twice; glue and occluded names too. Not safe for two threads at once.</remarks>
public sealed class ZoneDigest : IDisposable
{
    /// <summary>The scheme SIMPLE's number (RFC 8976 §5.2).</summary>
    public const byte SimpleScheme = 1;

    /// <summary>The most octets a digest has.</summary>
    public const int MaximumLength = SHA512.HashSizeInBytes;

    private const int BufferLength = 1 << 17; // holds the longest record there is

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferLength);
    private readonly DomainName _apex;
    private readonly IncrementalHash _hash;
    private int _length;

    /// <summary>Begins a digest.</summary>
    /// <param name="apex">The zone's name.</param>
    /// <param name="hash">The hash: one of those named.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="hash"/> is not known.</exception>
    public ZoneDigest(DomainName apex, ZoneDigestHash hash)
    {
        _apex = apex;
        _hash = IncrementalHash.CreateHash(hash switch
        {
            ZoneDigestHash.SHA384 => HashAlgorithmName.SHA384,
            ZoneDigestHash.SHA512 => HashAlgorithmName.SHA512,
            _ => throw new ArgumentOutOfRangeException(nameof(hash), hash, "not a hash of ZONEMD"),
        });
    }

    /// <summary>The octets of a digest, or 0 for a hash that is not known.</summary>
    public static int LengthOf(ZoneDigestHash hash) => hash switch
    {
        ZoneDigestHash.SHA384 => SHA384.HashSizeInBytes,
        ZoneDigestHash.SHA512 => SHA512.HashSizeInBytes,
        _ => 0,
    };

    /// <summary>Appends an RR; the apex ZONEMDs and their signatures are left out here (RFC 8976
    /// §3.3.1).</summary>
    /// <param name="owner">The owner's wire name, in any case.</param>
    /// <param name="type">The type.</param>
    /// <param name="ttl">The TTL in seconds.</param>
    /// <param name="rdata">The RDATA in wire form, in any case.</param>
    public void Append(ReadOnlySpan<byte> owner, RRType type, uint ttl, ReadOnlySpan<byte> rdata)
    {
        if (IsOfZonemd(type, rdata) && WireName.AreEqual(owner, _apex.Wire))
        {
            return;
        }

        int needed = CanonicalRecord.LengthOf(owner.Length, rdata.Length);
        if (_length + needed > BufferLength)
        {
            Flush();
        }

        CanonicalRecord.Write(owner, type, ttl, rdata, _buffer.AsSpan(_length));
        _length += needed;
    }

    /// <summary>Appends RRs that are in canonical form already, whole ones in canonical order; none of them
    /// an apex ZONEMD or its signature.</summary>
    /// <param name="records">The RRs, one after the other: owner, type, class, TTL, RDLENGTH, RDATA.</param>
    public void AppendCanonical(ReadOnlySpan<byte> records)
    {
        Flush();
        _hash.AppendData(records);
    }

    /// <summary>Ends the digest; another one of the same zone may begin.</summary>
    /// <param name="destination">Takes the digest: 64 octets are always enough.</param>
    /// <returns>The digest's octets.</returns>
    public int Finish(Span<byte> destination)
    {
        Flush();
        return _hash.GetHashAndReset(destination);
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private static bool IsOfZonemd(RRType type, ReadOnlySpan<byte> rdata) =>
        type == RRType.ZONEMD
        || (type == RRType.RRSIG && rdata.Length > 2
            && (RRType)BinaryPrimitives.ReadUInt16BigEndian(rdata) == RRType.ZONEMD);

    private void Flush()
    {
        _hash.AppendData(_buffer, 0, _length);
        _length = 0;
    }
}
