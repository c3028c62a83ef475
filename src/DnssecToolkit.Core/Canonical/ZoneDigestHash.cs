namespace DnssecToolkit.Canonical;

/// <summary>How a ZONEMD digests its zone, by IANA's numbers.</summary>
public enum ZoneDigestHash : byte
{
    /// <summary>RFC 8976 §5.3: SHA-384, 48 octets.</summary>
    SHA384 = 1,

    /// <summary>RFC 8976 §5.3: SHA-512, 64 octets.</summary>
    SHA512 = 2,
}
