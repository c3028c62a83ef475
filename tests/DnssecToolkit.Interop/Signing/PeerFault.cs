namespace DnssecToolkit.Interop.Signing;

/// <summary>A zone that one foreign checker gets wrong or cannot read, although it is right.</summary>
/// <param name="Peer">The checker.</param>
/// <param name="Zone">The zone's file.</param>
/// <param name="Why">What the checker does wrong, with the RFC.</param>
internal sealed record PeerFault(string Peer, string Zone, string Why)
{
    private const string NoSuchType = "does not know some of the types by name; RFC 3597 lets it";

    /// <summary>All of them: BIND 9.18 and 9.20 accept every one of these zones.</summary>
    public static IReadOnlyList<PeerFault> All { get; } =
    [
        new("ldns-verify-zone", "dnssec-like.zone", NoSuchType + " (A6 and others)"),
        new("ldns-verify-zone", "old-types.zone", NoSuchType + " (A6 and others)"),
        new("ldns-verify-zone", "services.zone",
            "1.8 unescapes \\\\ in an alpn list once too little (RFC 9460 A.1), so that it digests other RDATA"),
        new("ldns-verify-zone", "root.zone", "1.8 loops for ever on NSEC3 in the root"),
        new("ldns-verify-zone", "reverse.zone",
            "1.8 loops for ever on NSEC3 with opt-out where all names but the apex are insecure delegations"),
        new("kzonecheck", "addresses.zone",
            "3.2 wants four hexadecimal digits in each group of NID and L64 (RFC 6742 §2.1.2 lets leading zeros go)"),
        new("kzonecheck", "dnssec-like.zone", NoSuchType),
        new("kzonecheck", "generic-rdata.zone", NoSuchType),
        new("kzonecheck", "old-types.zone", NoSuchType),
        new("kzonecheck", "generate.zone", "the zone lacks glue, which is not the signer's affair"),
        new("kzonecheck", "root.zone", "the zone lacks glue, which is not the signer's affair"),
        new("kzonecheck", "occluded-by-dname.zone",
            "it wants NSEC for names below a DNAME, which do not exist (RFC 6672 §2.4)"),
        new("validns", "wildcard.zone",
            "0.8 refuses * inside a name, where it is a label like others (RFC 4592 §2.1.1)"),
    ];

    /// <summary>Whether a checker's verdict on a zone is known to be wrong.</summary>
    public static bool IsKnown(string peer, string zone) =>
        All.Any(fault => fault.Peer == peer && fault.Zone == zone);
}
