using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using DnssecToolkit.Names;

namespace DnssecToolkit.Canonical;

/// <summary>The digest by which a DS names a DNSKEY (RFC 4034 §5.1.4).</summary>
public static class DsDigest
{
    /// <summary>Whether validators pass over a DS for the others of its RRset: SHA-1 beside SHA-256 or
    /// SHA-384 (RFC 4509 §3).</summary>
    /// <param name="type">The DS's digest type.</param>
    /// <param name="all">Those of the whole RRset.</param>
    public static bool IsPassedOver(DsDigestType type, IEnumerable<DsDigestType> all) =>
        type == DsDigestType.SHA1 && all.Any(other => other is DsDigestType.SHA256 or DsDigestType.SHA384);

    /// <summary>The most octets a digest has.</summary>
    public const int MaximumLength = SHA384.HashSizeInBytes;

    /// <summary>The octets of a digest, or 0 for a type that is not known.</summary>
    public static int LengthOf(DsDigestType type) => type switch
    {
        DsDigestType.SHA1 => SHA1.HashSizeInBytes,
        DsDigestType.SHA256 => SHA256.HashSizeInBytes,
        DsDigestType.SHA384 => SHA384.HashSizeInBytes,
        _ => 0,
    };

    /// <summary>Computes a digest.</summary>
    /// <param name="type">The digest's type; SHA-1 is there to verify, and no new DS should have it.</param>
    /// <param name="owner">The DNSKEY's wire name, in any case.</param>
    /// <param name="dnskey">DNSKEY RDATA in wire form.</param>
    /// <param name="destination">Takes the digest: 48 octets are always enough.</param>
    /// <returns>The digest's octets, or 0 for a type that is not known.</returns>
    public static int Compute(
        DsDigestType type, ReadOnlySpan<byte> owner, ReadOnlySpan<byte> dnskey, Span<byte> destination)
    {
        byte[] message = new byte[owner.Length + dnskey.Length];
        WireName.CopyFolded(owner, message);
        dnskey.CopyTo(message.AsSpan(owner.Length));
        return type switch
        {
            DsDigestType.SHA1 => HashWithSha1(message, destination),
            DsDigestType.SHA256 => SHA256.HashData(message, destination),
            DsDigestType.SHA384 => SHA384.HashData(message, destination),
            _ => 0,
        };
    }

    /// <summary>Whether a DS names a DNSKEY.</summary>
    /// <returns>False where the digest differs, or its type is not known.</returns>
    public static bool Matches(
        DsDigestType type, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> owner, ReadOnlySpan<byte> dnskey)
    {
        Span<byte> computed = stackalloc byte[MaximumLength];
        int length = Compute(type, owner, dnskey, computed);
        return length > 0 && digest.SequenceEqual(computed[..length]);
    }

    [SuppressMessage("Security", "CA5350",
        Justification = "DS records with SHA-1 are still published and must be verified")]
    private static int HashWithSha1(ReadOnlySpan<byte> message, Span<byte> destination) =>
        SHA1.HashData(message, destination);
}
