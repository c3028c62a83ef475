using System.Collections.Immutable;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Time;

namespace DnssecToolkit.Bundles;

/// <summary>The DNSKEY RRset of one slot of time, to be signed or signed.</summary>
public sealed record KeyBundle
{
    // Keys of one algorithm and tag that are tried for a signature: hostile files have many (CVE-2023-50387),
    // sound ones have one.
    private const int MostOfATag = 2;

    /// <summary>Its name, unique among all bundles of the zone; the text formats have none, and their readers
    /// give the slot's start.</summary>
    public required string Id { get; init; }

    /// <summary>When the slot begins, and its signatures are to be valid.</summary>
    public required Timestamp Inception { get; init; }

    /// <summary>When its signatures cease to be valid; null in a request as text, where the signer's policy
    /// decides.</summary>
    public Timestamp? Expiration { get; init; }

    /// <summary>The KSKs that the request wishes to sign, by identifier; none for whoever is due.</summary>
    public ImmutableArray<string> Signers { get; init; } = [];

    /// <summary>The DNSKEY RRset.</summary>
    public ImmutableArray<BundleKey> Keys { get; init; } = [];

    /// <summary>In a request each ZSK's proof of possession, in a response the KSKs' signatures.</summary>
    public ImmutableArray<BundleSignature> Signatures { get; init; } = [];

    /// <summary>CDS and CDNSKEY records; only the text formats have them.</summary>
    public ImmutableArray<ParentRecord> ForParent { get; init; } = [];

    /// <summary>Where it stands in its file.</summary>
    public SourceLocation Location { get; init; }

    /// <summary>The keys with the SEP flag: KSKs.</summary>
    public IEnumerable<BundleKey> EntryPoints => Keys.Where(key => key.Key.IsSep);

    /// <summary>The keys without the SEP flag: ZSKs.</summary>
    public IEnumerable<BundleKey> ZoneSigners => Keys.Where(key => !key.Key.IsSep);

    /// <summary>The TTL of the DNSKEY RRset in seconds: the smallest of its records'.</summary>
    public uint Ttl => Keys.IsEmpty ? 0 : Keys.Min(key => key.Ttl);

    /// <summary>Gives the RDATA of the bundle's RRset of a type: DNSKEY, CDS or CDNSKEY.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> RDataOf(RRType type) => type == RRType.DNSKEY
        ? Keys.Select(key => (ReadOnlyMemory<byte>)key.Key.RData.ToArray())
        : ForParent.Where(record => record.Type == type)
        .Select(record => (ReadOnlyMemory<byte>)record.RData.AsMemory());

    /// <summary>Gives the key of the bundle that made a signature, after verifying it, or null.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="signature">A signature over the bundle's DNSKEY, CDS or CDNSKEY RRset; its times are not
    /// looked at.</param>
    public ZoneKey? VerifiedSignerOf(DomainName zone, BundleSignature signature) =>
        VerifiedSignerOf(zone, signature, Keys.Select(key => key.Key));

    /// <summary>Gives the key among some that made a signature over the bundle's RRset, after verifying it,
    /// or null.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="signature">The signature; its times are not looked at.</param>
    /// <param name="keys">Keys that may have made it.</param>
    public ZoneKey? VerifiedSignerOf(DomainName zone, BundleSignature signature, IEnumerable<ZoneKey> keys)
    {
        if (signature.Signer != zone || signature.Labels != zone.LabelCount
            || !RDataOf(signature.TypeCovered).Any())
        {
            return null;
        }

        byte[] message = signature.MessageOver(zone, RDataOf(signature.TypeCovered));
        return keys.Where(signature.MayBeOf).Distinct().Take(MostOfATag)
            .FirstOrDefault(key => signature.Verifies(key, message));
    }
}
