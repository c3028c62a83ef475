using DnssecToolkit.Bundles;
using DnssecToolkit.Canonical;
using DnssecToolkit.Denial;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;

namespace DnssecToolkit.Planning;

/// <summary>What is added to the unsigned zone before it is signed.</summary>
public sealed record PreparationPolicy
{
    /// <summary>The DNSKEYs to publish, REVOKE flags set where due.</summary>
    public required IReadOnlyList<ZoneKey> Published { get; init; }

    /// <summary>The keys among them that the parent should have a DS for.</summary>
    public IReadOnlyList<ZoneKey> EntryPoints { get; init; } = [];

    /// <summary>TTL of the DNSKEY, CDS and CDNSKEY RRsets in seconds; null for the SOA's.</summary>
    public uint? DnskeyTtl { get; init; }

    /// <summary>What becomes of other DNSKEYs in the input.</summary>
    public ForeignDnskeys Foreign { get; init; } = ForeignDnskeys.Remove;

    /// <summary>CDS and CDNSKEY.</summary>
    public CdsPublication Cds { get; init; } = CdsPublication.AsInput;

    /// <summary>The CDS and CDNSKEY records that came signed from an offline KSK, in place of any others;
    /// null where KSKs sign here.</summary>
    public IReadOnlyList<ParentRecord>? ForParent { get; init; }

    /// <summary>The NSEC3 parameters to publish, or null for a zone with NSEC.</summary>
    public Nsec3Parameters? Nsec3 { get; init; }

    /// <summary>The zone digests to publish (RFC 8976), none by default.</summary>
    public IReadOnlyList<ZoneDigestHash> Zonemd { get; init; } = [];

    /// <summary>DS sets that replace those of the input, by child; RDATA in wire form.</summary>
    public IReadOnlyDictionary<DomainName, IReadOnlyList<byte[]>> ChildDs { get; init; } =
        new Dictionary<DomainName, IReadOnlyList<byte[]>>();
}
