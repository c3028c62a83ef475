namespace DnssecToolkit.Canonical;

/// <summary>How a DS digests its DNSKEY, by IANA's numbers; any other number may occur in a zone.</summary>
public enum DsDigestType : byte
{
    /// <summary>RFC 3658: SHA-1, 20 octets; to verify only, never to create (RFC 9905).</summary>
    SHA1 = 1,

    /// <summary>RFC 4509: SHA-256, 32 octets; the default.</summary>
    SHA256 = 2,

    /// <summary>RFC 6605: SHA-384, 48 octets.</summary>
    SHA384 = 4,
}
