namespace DnssecToolkit.Diagnostics;

/// <content>What the verifier checks of what the zone says, signed or not.</content>
public static partial class CheckCodes
{
    /// <summary>A zone file that begins with another record.</summary>
    public static readonly CheckCode ZoneSoaNotFirst = new(
        "ZONE-SOA-NOT-FIRST", Severity.Note, "RFC 5936 §2.2", "the SOA is the first record of the file");

    /// <summary>A zone with one NS.</summary>
    public static readonly CheckCode ZoneNsSingle = new(
        "ZONE-NS-SINGLE", Severity.Warning, "RFC 1034 §4.1", "the zone has two name servers at least");

    /// <summary>An NS that names a CNAME.</summary>
    public static readonly CheckCode ZoneNsAlias = new(
        "ZONE-NS-ALIAS", Severity.Fault, "RFC 2181 §10.3", "the name of a name server is no alias");

    /// <summary>An NS that names a name of the zone without A or AAAA.</summary>
    public static readonly CheckCode ZoneNsNoAddress = new(
        "ZONE-NS-NO-ADDRESS", Severity.Fault, "RFC 1034 §4.2.2", "a name server in the zone has an address");

    /// <summary>An NS, MX, SRV, SVCB or HTTPS whose target is written like an address.</summary>
    public static readonly CheckCode ZoneNsIpAddress = new(
        "ZONE-NS-IP-ADDRESS", Severity.Fault, "RFC 1035 §3.3.11",
        "NS, MX, SRV, SVCB and HTTPS name hosts, not addresses");

    /// <summary>A delegation to a server inside of it without an address.</summary>
    public static readonly CheckCode ZoneGlueMissing = new(
        "ZONE-GLUE-MISSING", Severity.Fault, "RFC 9471 §3.1",
        "a name server within its own delegation has glue");

    /// <summary>A delegation to a server inside another delegation without an address.</summary>
    public static readonly CheckCode ZoneGlueSibling = new(
        "ZONE-GLUE-SIBLING", Severity.Warning, "RFC 9471 §3.2",
        "a name server within another delegation of the zone has glue");

    /// <summary>An address below a cut that no NS needs.</summary>
    public static readonly CheckCode ZoneGlueUnused = new(
        "ZONE-GLUE-UNUSED", Severity.Note, "RFC 1034 §4.2.1",
        "addresses below zone cuts belong to name servers named in the zone");

    /// <summary>Data other than addresses below a zone cut.</summary>
    public static readonly CheckCode ZoneOccluded = new(
        "ZONE-OCCLUDED", Severity.Warning, "RFC 1034 §4.2.1",
        "at and below a zone cut there is only what delegates, and glue");

    /// <summary>Data below a DNAME.</summary>
    public static readonly CheckCode ZoneBelowDname = new(
        "ZONE-BELOW-DNAME", Severity.Fault, "RFC 6672 §2.4", "below a DNAME there is nothing");

    /// <summary>Aliases that lead back to themselves, or on and on.</summary>
    public static readonly CheckCode ZoneCnameLoop = new(
        "ZONE-CNAME-LOOP", Severity.Fault, "RFC 1034 §3.6.2, RFC 6672 §2.4", "aliases lead to a name");

    /// <summary>An alias of an alias.</summary>
    public static readonly CheckCode ZoneCnameChain = new(
        "ZONE-CNAME-CHAIN", Severity.Note, "RFC 1034 §3.6.2", "an alias does not lead to an alias");

    /// <summary>An alias to a name that is not in the zone.</summary>
    public static readonly CheckCode ZoneCnameDangling = new(
        "ZONE-CNAME-DANGLING", Severity.Warning, "RFC 1034 §3.6.2",
        "an alias into the zone leads to a name that exists");

    /// <summary>An MX or SRV that names a CNAME.</summary>
    public static readonly CheckCode ZoneTargetAlias = new(
        "ZONE-TARGET-ALIAS", Severity.Warning, "RFC 2181 §10.3, RFC 2782", "MX and SRV name no alias");

    /// <summary>A target in the zone without A or AAAA.</summary>
    public static readonly CheckCode ZoneTargetNoAddress = new(
        "ZONE-TARGET-NO-ADDRESS", Severity.Warning, "RFC 5321 §5.1, RFC 2782",
        "what MX, SRV and SVCB name within the zone has an address");

    /// <summary>A host name with other characters.</summary>
    public static readonly CheckCode ZoneHostName = new(
        "ZONE-HOST-NAME", Severity.Fault, "RFC 952, RFC 1123 §2.1, RFC 1035 §8",
        "hosts, and those of mailboxes, are named with letters, digits and hyphens");

    /// <summary>An asterisk label inside a name.</summary>
    public static readonly CheckCode ZoneWildcardInner = new(
        "ZONE-WILDCARD-INNER", Severity.Note, "RFC 4592 §2.1.1",
        "an asterisk stands leftmost, where it means a wildcard");

    /// <summary>A wildcard in an opt-out zone.</summary>
    public static readonly CheckCode ZoneWildcardOptOut = new(
        "ZONE-WILDCARD-OPT-OUT", Severity.Note, "RFC 5155 §12.2", "a wildcard is not in a zone with opt-out");

    /// <summary>A record of the type SPF.</summary>
    public static readonly CheckCode ZoneSpfType = new(
        "ZONE-SPF-TYPE", Severity.Warning, "RFC 7208 §3.1", "sender policy is published as TXT");

    /// <summary>An RP that names a TXT that is not there.</summary>
    public static readonly CheckCode ZoneRpTxtMissing = new(
        "ZONE-RP-TXT-MISSING", Severity.Note, "RFC 1183 §2.2",
        "the second name of an RP within the zone has a TXT");

    /// <summary>A TLSA at a name nobody asks for.</summary>
    public static readonly CheckCode ZoneTlsaOwner = new(
        "ZONE-TLSA-OWNER", Severity.Warning, "RFC 6698 §3", "a TLSA stands at _port._protocol");

    /// <summary>A certificate at a name nobody asks for.</summary>
    public static readonly CheckCode ZoneSmimeaOwner = new(
        "ZONE-SMIMEA-OWNER", Severity.Note, "RFC 8162 §3, RFC 7929 §3",
        "SMIMEA and OPENPGPKEY stand below _smimecert and _openpgpkey");

    /// <summary>An SVCB or HTTPS in alias mode that leads to itself, or has parameters.</summary>
    public static readonly CheckCode ZoneSvcbAlias = new(
        "ZONE-SVCB-ALIAS", Severity.Warning, "RFC 9460 §2.4.2",
        "SVCB in alias mode leads elsewhere and has no parameters");

    /// <summary>An SVCB or HTTPS whose parameters contradict each other.</summary>
    public static readonly CheckCode ZoneSvcbParameters = new(
        "ZONE-SVCB-PARAMETERS", Severity.Fault, "RFC 9460 §2.4.2, §7.1, §8",
        "SVCB parameters agree with each other");

    /// <summary>An SVCB of a DNS server that does not say how to reach it.</summary>
    public static readonly CheckCode ZoneSvcbDns = new(
        "ZONE-SVCB-DNS", Severity.Fault, "RFC 9461 §4.1, §5",
        "the SVCB of a DNS server has alpn, and dohpath where that is HTTP");

    /// <summary>NS at a wildcard.</summary>
    public static readonly CheckCode ZoneNsWildcard = new(
        "ZONE-NS-WILDCARD", Severity.Fault, "RFC 4592 §4.2", "a zone cut is no wildcard");

    /// <summary>A DNSKEY or NSEC3PARAM below the apex.</summary>
    public static readonly CheckCode ZoneApexType = new(
        "ZONE-APEX-TYPE", Severity.Warning, "RFC 4035 §2.1, RFC 5155 §4",
        "DNSKEY and NSEC3PARAM stand at the apex");

    /// <summary>A DS at the apex.</summary>
    public static readonly CheckCode ZoneDsAtApex = new(
        "ZONE-DS-AT-APEX", Severity.Fault, "RFC 4034 §5", "a DS stands at a zone cut, not at the apex");

    /// <summary>A DS without a delegation.</summary>
    public static readonly CheckCode ZoneDsWithoutNs = new(
        "ZONE-DS-WITHOUT-NS", Severity.Fault, "RFC 4035 §2.4", "a DS stands beside NS");

    /// <summary>A DS of an unknown or withdrawn algorithm.</summary>
    public static readonly CheckCode ZoneDsAlgorithm = new(
        "ZONE-DS-ALGORITHM", Severity.Warning, "RFC 9904", "a DS has a key algorithm that resolvers support");

    /// <summary>A DS of an unknown or withdrawn digest type only.</summary>
    public static readonly CheckCode ZoneDsDigest = new(
        "ZONE-DS-DIGEST", Severity.Warning, "RFC 9904, RFC 9905",
        "a DS has a digest that resolvers support, not SHA-1");

    /// <summary>A DS of a digest type that must not be used, beside one that may; or a CDS that asks for such
    /// a DS.</summary>
    public static readonly CheckCode ZoneDsDigestUnfit = new(
        "ZONE-DS-DIGEST-UNFIT", Severity.Note, "RFC 9904 §4, RFC 9905, RFC 9906",
        "no DS is of a digest type that must not be used for delegations");

    /// <summary>A DS whose digest is too short or too long.</summary>
    public static readonly CheckCode ZoneDsLength = new(
        "ZONE-DS-LENGTH", Severity.Fault, "RFC 4034 §5.1.4, RFC 4509, RFC 6605",
        "a DS has the digest length of its type");

    /// <summary>A DNSKEY of an algorithm that must not sign, or that resolvers need not know.</summary>
    public static readonly CheckCode DnskeyAlgorithm = new(
        "DNSKEY-ALGORITHM", Severity.Warning, "RFC 9904, RFC 9905",
        "keys are of algorithms that may be used for signing");

    /// <summary>A DNSKEY of an algorithm that is not recommended for signing: RSASHA512.</summary>
    public static readonly CheckCode DnskeyNotRecommended = new(
        "DNSKEY-NOT-RECOMMENDED", Severity.Note, "RFC 9904 §3",
        "no key is of an algorithm that is not recommended for signing");

    /// <summary>An RSA key of under 2048 bits.</summary>
    public static readonly CheckCode DnskeySize = new(
        "DNSKEY-SIZE", Severity.Note, "RFC 9904, RFC 6781 §3.4.2", "RSA keys have 2048 bits at least");

    /// <summary>Every key-signing key is revoked.</summary>
    public static readonly CheckCode DnskeyRevokedOnly = new(
        "DNSKEY-REVOKED-ONLY", Severity.Fault, "RFC 5011 §2.1", "some key with the SEP flag is not revoked");

    /// <summary>A secondary that loses its primary would serve expired signatures.</summary>
    public static readonly CheckCode ZoneExpireOutlives = new(
        "ZONE-EXPIRE-OUTLIVES", Severity.Warning, "RFC 6781 §4.4.2",
        "the SOA's EXPIRE and the longest TTL end before the first signature does");

    /// <summary>A CDS that answers to no CDNSKEY, or the reverse.</summary>
    public static readonly CheckCode CdsCdnskeyMismatch = new(
        "CDS-CDNSKEY-MISMATCH", Severity.Fault, "RFC 7344 §4", "CDS and CDNSKEY ask for the same keys");

    /// <summary>CDS without CDNSKEY, or the other way round.</summary>
    public static readonly CheckCode CdsAlone = new(
        "CDS-ALONE", Severity.Warning, "RFC 7344 §4", "CDS and CDNSKEY are published together");

    /// <summary>A CDS or CDNSKEY of no published key.</summary>
    public static readonly CheckCode CdsOrphan = new(
        "CDS-ORPHAN", Severity.Fault, "RFC 7344 §4.1", "CDS and CDNSKEY are of keys in the DNSKEY RRset");

    /// <summary>A delete request beside others, or miswritten.</summary>
    public static readonly CheckCode CdsDelete = new(
        "CDS-DELETE", Severity.Fault, "RFC 8078 §4",
        "the delete form of CDS and CDNSKEY stands alone and is written exactly");

    /// <summary>CDS or CDNSKEY elsewhere.</summary>
    public static readonly CheckCode CdsWithoutDnssec = new(
        "CDS-WITHOUT-DNSSEC", Severity.Fault, "RFC 7344 §4",
        "CDS and CDNSKEY stand in signed zones, at the apex");

    /// <summary>A TTL above a week, or above what --max-ttl says.</summary>
    public static readonly CheckCode ZoneTtlLong = new(
        "ZONE-TTL-LONG", Severity.Warning, "RFC 8767 §4, RFC 1912 §2.2",
        "no TTL is longer than a week, or than --max-ttl");

    /// <summary>The zone has fewer or more records than --records allows.</summary>
    public static readonly CheckCode ZoneRecordCount = new(
        "ZONE-RECORD-COUNT", Severity.Fault, "docs/checks.md",
        "the zone has as many records as --records says");

    /// <summary>CDS and CDNSKEY ask only for keys that do not sign the DNSKEY RRset.</summary>
    public static readonly CheckCode CdsBreaksChain = new(
        "CDS-BREAKS-CHAIN", Severity.Fault, "RFC 7344 §4.1",
        "the zone stays valid once the parent follows CDS and CDNSKEY");

    /// <summary>CDS or CDNSKEY signed by other keys than the DNSKEY RRset, such as the ZSK alone.</summary>
    public static readonly CheckCode CdsSigner = new(
        "CDS-SIGNER", Severity.Warning, "RFC 7344 §4.1",
        "CDS and CDNSKEY are signed by a key that signs the DNSKEY RRset");
}
