namespace DnssecToolkit.Records;

/// <summary>Resource record types as IANA's registry of 2026 spells them (NSAP-PTR with an underscore); any
/// other number is valid too (RFC 3597).</summary>
public enum RRType : ushort
{
    /// <summary>Reserved; no record has it.</summary>
    None = 0,

    /// <summary>RFC 1035: an IPv4 address.</summary>
    A = 1,

    /// <summary>RFC 1035: a name server.</summary>
    NS = 2,

    /// <summary>RFC 1035: a mail destination (obsolete).</summary>
    MD = 3,

    /// <summary>RFC 1035: a mail forwarder (obsolete).</summary>
    MF = 4,

    /// <summary>RFC 1035: the canonical name of an alias.</summary>
    CNAME = 5,

    /// <summary>RFC 1035: the start of a zone of authority.</summary>
    SOA = 6,

    /// <summary>RFC 1035: a mailbox.</summary>
    MB = 7,

    /// <summary>RFC 1035: a mail group member.</summary>
    MG = 8,

    /// <summary>RFC 1035: a mail rename name.</summary>
    MR = 9,

    /// <summary>RFC 1035: anything.</summary>
    NULL = 10,

    /// <summary>RFC 1035: well-known services.</summary>
    WKS = 11,

    /// <summary>RFC 1035: a name pointer.</summary>
    PTR = 12,

    /// <summary>RFC 1035: host information.</summary>
    HINFO = 13,

    /// <summary>RFC 1035: mailbox information.</summary>
    MINFO = 14,

    /// <summary>RFC 1035: mail exchange.</summary>
    MX = 15,

    /// <summary>RFC 1035: text.</summary>
    TXT = 16,

    /// <summary>RFC 1183: a responsible person.</summary>
    RP = 17,

    /// <summary>RFC 1183: an AFS database.</summary>
    AFSDB = 18,

    /// <summary>RFC 1183: an X.25 address.</summary>
    X25 = 19,

    /// <summary>RFC 1183: an ISDN address.</summary>
    ISDN = 20,

    /// <summary>RFC 1183: route through.</summary>
    RT = 21,

    /// <summary>RFC 1706: an NSAP address.</summary>
    NSAP = 22,

    /// <summary>RFC 1706: an NSAP pointer.</summary>
    NSAP_PTR = 23,

    /// <summary>RFC 2535: a signature (obsolete).</summary>
    SIG = 24,

    /// <summary>RFC 2535: a public key (obsolete but for SIG(0)).</summary>
    KEY = 25,

    /// <summary>RFC 2163: X.400 mapping.</summary>
    PX = 26,

    /// <summary>RFC 1712: a geographical position.</summary>
    GPOS = 27,

    /// <summary>RFC 3596: an IPv6 address.</summary>
    AAAA = 28,

    /// <summary>RFC 1876: a location.</summary>
    LOC = 29,

    /// <summary>RFC 2535: the next domain (obsolete).</summary>
    NXT = 30,

    /// <summary>Patton: an endpoint identifier.</summary>
    EID = 31,

    /// <summary>Patton: a Nimrod locator.</summary>
    NIMLOC = 32,

    /// <summary>RFC 2782: a service's server.</summary>
    SRV = 33,

    /// <summary>ATM Forum: an ATM address.</summary>
    ATMA = 34,

    /// <summary>RFC 3403: a naming authority pointer.</summary>
    NAPTR = 35,

    /// <summary>RFC 2230: a key exchanger.</summary>
    KX = 36,

    /// <summary>RFC 4398: a certificate.</summary>
    CERT = 37,

    /// <summary>RFC 2874: an IPv6 address (historic).</summary>
    A6 = 38,

    /// <summary>RFC 6672: redirection of a subtree.</summary>
    DNAME = 39,

    /// <summary>Eastlake: the kitchen sink.</summary>
    SINK = 40,

    /// <summary>RFC 6891: EDNS options; never in a zone.</summary>
    OPT = 41,

    /// <summary>RFC 3123: address prefix lists.</summary>
    APL = 42,

    /// <summary>RFC 4034: delegation signer.</summary>
    DS = 43,

    /// <summary>RFC 4255: an SSH key fingerprint.</summary>
    SSHFP = 44,

    /// <summary>RFC 4025: an IPsec key.</summary>
    IPSECKEY = 45,

    /// <summary>RFC 4034: a signature.</summary>
    RRSIG = 46,

    /// <summary>RFC 4034: the next secure name.</summary>
    NSEC = 47,

    /// <summary>RFC 4034: a zone's public key.</summary>
    DNSKEY = 48,

    /// <summary>RFC 4701: a DHCP client identifier.</summary>
    DHCID = 49,

    /// <summary>RFC 5155: the next hashed name.</summary>
    NSEC3 = 50,

    /// <summary>RFC 5155: parameters of the hashed names.</summary>
    NSEC3PARAM = 51,

    /// <summary>RFC 6698: a TLS certificate association.</summary>
    TLSA = 52,

    /// <summary>RFC 8162: an S/MIME certificate association.</summary>
    SMIMEA = 53,

    /// <summary>RFC 8005: a host identity.</summary>
    HIP = 55,

    /// <summary>Reid: zone status.</summary>
    NINFO = 56,

    /// <summary>Reid: a public key for NAPTR.</summary>
    RKEY = 57,

    /// <summary>Wijngaards: trust anchor link.</summary>
    TALINK = 58,

    /// <summary>RFC 7344: the child's DS.</summary>
    CDS = 59,

    /// <summary>RFC 7344: the child's DNSKEY.</summary>
    CDNSKEY = 60,

    /// <summary>RFC 7929: an OpenPGP key.</summary>
    OPENPGPKEY = 61,

    /// <summary>RFC 7477: child-to-parent synchronisation.</summary>
    CSYNC = 62,

    /// <summary>RFC 8976: a digest of the zone.</summary>
    ZONEMD = 63,

    /// <summary>RFC 9460: service binding.</summary>
    SVCB = 64,

    /// <summary>RFC 9460: service binding of HTTPS.</summary>
    HTTPS = 65,

    /// <summary>RFC 9859: where to notify of delegation changes.</summary>
    DSYNC = 66,

    /// <summary>RFC 9886: a hierarchical host identity tag.</summary>
    HHIT = 67,

    /// <summary>RFC 9886: broadcast remote identification.</summary>
    BRID = 68,

    /// <summary>RFC 7208: sender policy (obsolete).</summary>
    SPF = 99,

    /// <summary>IANA: reserved.</summary>
    UINFO = 100,

    /// <summary>IANA: reserved.</summary>
    UID = 101,

    /// <summary>IANA: reserved.</summary>
    GID = 102,

    /// <summary>IANA: reserved.</summary>
    UNSPEC = 103,

    /// <summary>RFC 6742: a node identifier.</summary>
    NID = 104,

    /// <summary>RFC 6742: a 32-bit locator.</summary>
    L32 = 105,

    /// <summary>RFC 6742: a 64-bit locator.</summary>
    L64 = 106,

    /// <summary>RFC 6742: a locator pointer.</summary>
    LP = 107,

    /// <summary>RFC 7043: an EUI-48 address.</summary>
    EUI48 = 108,

    /// <summary>RFC 7043: an EUI-64 address.</summary>
    EUI64 = 109,

    /// <summary>RFC 9824: stands in a bit map for a name that does not exist.</summary>
    NXNAME = 128,

    /// <summary>RFC 2930: a transaction key; never in a zone.</summary>
    TKEY = 249,

    /// <summary>RFC 8945: a transaction signature; never in a zone.</summary>
    TSIG = 250,

    /// <summary>RFC 1995: asks for an incremental transfer.</summary>
    IXFR = 251,

    /// <summary>RFC 5936: asks for a transfer.</summary>
    AXFR = 252,

    /// <summary>RFC 1035: asks for mailbox types.</summary>
    MAILB = 253,

    /// <summary>RFC 1035: asks for mail agent types.</summary>
    MAILA = 254,

    /// <summary>RFC 8482: asks for all types.</summary>
    ANY = 255,

    /// <summary>RFC 7553: a URI.</summary>
    URI = 256,

    /// <summary>RFC 8659: certification authority authorisation.</summary>
    CAA = 257,

    /// <summary>Liu: application visibility and control.</summary>
    AVC = 258,

    /// <summary>Durand: a digital object.</summary>
    DOA = 259,

    /// <summary>RFC 8777: a multicast relay.</summary>
    AMTRELAY = 260,

    /// <summary>RFC 9606: resolver information.</summary>
    RESINFO = 261,

    /// <summary>IANA: a public wallet address.</summary>
    WALLET = 262,

    /// <summary>IANA: a convergence layer adapter.</summary>
    CLA = 263,

    /// <summary>IANA: a bundle protocol node.</summary>
    IPN = 264,

    /// <summary>Weiler: a trust authority.</summary>
    TA = 32768,

    /// <summary>RFC 4431: lookaside validation (obsolete).</summary>
    DLV = 32769,
}
