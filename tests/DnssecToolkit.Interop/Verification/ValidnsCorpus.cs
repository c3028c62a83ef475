namespace DnssecToolkit.Interop.Verification;

/// <summary>What is to be found in the zones of validns' tests.</summary>
internal static class ValidnsCorpus
{
    private const string Year2012 = "20120824134320";
    private const string Glue = "issues/26-spurios-glue/example.sec.signed";
    private const string Today = "20170803193723"; // where the suite leaves it to the clock
    private const string UnsignedWithKeys = "DENIAL-MISSING RRSET-UNSIGNED"; // what BIND was given to sign
    private const string OneKey = "DENIAL-MISSING DNSKEY-UNSIGNED-BY-KSK RRSET-UNSIGNED";
    private const string Curves = "issues/51-support-curved-algorithms";
    private const string Chain = "issues/nsec-chain/example.com.signed";
    private const string NoAddress =
        "a name server of the zone has no address in it, which validns does not look for";

    /// <summary>The zones, signed and not.</summary>
    public static IReadOnlyList<ValidnsZone> Zones { get; } = [.. Issues(), .. Unsigned(), .. Large()];

    /// <summary>Whether a file holds keys, or what a zone includes, and is refused as no zone.</summary>
    public static bool IsNoZone(string file) =>
        Path.GetExtension(file) is ".key" or ".private" or ".ds" or ".inc"
        || Path.GetFileName(file).StartsWith("dsset-", StringComparison.Ordinal)
        || Path.GetFileName(file).StartsWith("keyset-", StringComparison.Ordinal);

    private static IEnumerable<ValidnsZone> Issues() =>
    [
        new("issues/21-nsec3-without-corresponding/example.sec.signed", Year2012, true, ""),
        new("issues/24-delegated-nsec3/example.sec.signed", Year2012, true, ""),
        new("issues/25-nsec/example.sec.signed", Year2012, false, "",
            "the suite asks for a key with the SEP flag here; a zone with one ZSK is valid (RFC 6781 §3.2.3), "
            + "and that is a note"),
        new(Glue + ".no-optout", "20121004133250", true, ""),
        new(Glue + ".optout", "20121004133250", true, ""),
        new(Glue + ".nsec", "20121004134930", true, ""),
        new("issues/32-sshfp-ecdsa-sha-256/example.sec.signed", "20130903101810", true, ""),
        new("issues/41-ksk-policy-check/example.sec.signed", "20150630133143", true, ""),
        new(Curves + "/13.example.com.signed", "20160329135418", true, ""),
        new(Curves + "/14.example.com.signed", "20160329135418", true, ""),
        new("issues/dot-is-single-zero/example.sec.signed", "20130219203449", true, ""),
        new(Chain, "20130219203449", true, ""),
        new(Chain + "-without-first-nsec", "20130219203449", false, "NSEC-MISSING"),
        new(Chain + "-without-last-nsec", "20130219203449", false, "NSEC-MISSING"),
        new("issues/29-slash/example.com", Today, false, "ZONE-HOST-NAME ZONE-NS-NO-ADDRESS"),
        new("issues/36-include/empty-include.zone", Today, false, "ZONE-NS-NO-ADDRESS ZONEFILE-SYNTAX"),
        new("issues/36-include/include.zone", Today, true, "ZONE-NS-NO-ADDRESS", NoAddress),
        new("issues/36-include/missing-include.zone", Today, false, "ZONE-NS-NO-ADDRESS ZONEFILE-INCLUDE"),
        new("issues/ds-does-not-mean-signed/example.com", Today, true, ""),
        new("issues/policy-permit-starting-hyphen/example.com", Today, false, "ZONE-HOST-NAME"),
    ];

    private static IEnumerable<ValidnsZone> Unsigned() =>
    [
        new("issues/21-nsec3-without-corresponding/example.sec", Year2012, null, UnsignedWithKeys),
        new("issues/24-delegated-nsec3/example.sec", Year2012, null, UnsignedWithKeys),
        new("issues/25-nsec/example.sec", Year2012, null, UnsignedWithKeys),
        new("issues/26-spurios-glue/example.sec", Year2012, null, UnsignedWithKeys),
        new("issues/32-sshfp-ecdsa-sha-256/example.sec", Year2012, null, UnsignedWithKeys),
        new("issues/41-ksk-policy-check/example.sec", Year2012, null, ""),
        new(Curves + "/13.example.com", Year2012, null, OneKey),
        new(Curves + "/14.example.com", Year2012, null, OneKey),
        new("issues/dot-is-single-zero/example.sec", Year2012, null, UnsignedWithKeys),
        new("issues/nsec-chain/example.com", Year2012, null, UnsignedWithKeys),
        new("zones/example.sec", Today, null,
            "CDS-CDNSKEY-MISMATCH CDS-ORPHAN DENIAL-MISSING RRSET-UNSIGNED ZONEFILE-RDATA"),
        new("zones/1035-with-include", Today, null, "ZONEFILE-TYPE"), // indented, as the RFC prints it
        new("zones/simple-1035", Today, null, ""),
    ];

    private static IEnumerable<ValidnsZone> Large() =>
    [
        new("issues/lots-of-rare-rrs/all.rr.org", "20130410110000", true,
            "RRSET-ALGORITHM-INCOMPLETE ZONE-DS-WITHOUT-NS",
            "a DNSKEY of algorithm 5 that signs nothing (RFC 4035 §2.2), and a DS without delegation (§2.4)"),
        new("zones/dnskey-exponent.zone", Today, false,
            "DENIAL-MISSING DNSKEY-MALFORMED DNSKEY-UNSIGNED-BY-KSK RRSET-UNSIGNED ZONE-NS-NO-ADDRESS"),
        new("zones/example.sec.signed", Today, true,
            "CDS-CDNSKEY-MISMATCH CDS-ORPHAN NSEC-CHAIN-BROKEN NSEC-UNWANTED RRSIG-ORPHAN ZONEFILE-RDATA",
            "five IPSECKEYs without a key are not read, nor does BIND 9.18 read them, so that their names are gone; "
            + "CDS and CDNSKEY are of other keys than the zone's, which validns does not look for"),
        new("zones/example.sec.signed.with-errors", "20111031204829", false,
            "NSEC-BITMAP NSEC-CHAIN-BROKEN NSEC-MISSING RRSET-UNSIGNED RRSIG-INVALID RRSIG-ORIGINAL-TTL "
            + "RRSIG-ORPHAN RRSIG-SIGNER"),
        new("zones/galaxyplus.org", Today, true, ""),
        new("zones/ipseckey-errors", Today, false, "ZONEFILE-RDATA"),
        new("zones/manyerrors.zone", Today, false,
            "ZONE-BELOW-DNAME ZONE-CNAME-AND-OTHER-DATA ZONE-CNAME-MULTIPLE ZONE-DNAME-MULTIPLE ZONE-HOST-NAME "
            + "ZONE-NS-NO-ADDRESS ZONE-SOA-MULTIPLE ZONE-SOA-NOT-AT-APEX ZONEFILE-DIRECTIVE ZONEFILE-NAME "
            + "ZONEFILE-RDATA ZONEFILE-SYNTAX ZONEFILE-TTL"),
        new("zones/misc-regression.zone", Today, true, ""),
        new("zones/mx-ns-alias", Today, false, "ZONE-NS-ALIAS"),
        new("zones/rp-policy", Today, false, "",
            "an RP whose TXT is not there harms its reader alone: that is a note"),
        new("zones/ttl-regression.zone", Today, true, ""),
        new("zones/ttl.zone", Today, true, ""),
    ];
}
