using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Verification;

/// <content>Sizes, and what changed since the previous version.</content>
public sealed partial record CheckAdvice
{
    private static IEnumerable<KeyValuePair<CheckCode, CheckAdvice>> SizesRows() =>
    [
        Row(CheckCodes.ZoneRRsetCount, ResolverEffect.Unreachable,
            "remove records, or raise max-records-per-type at every server of the zone"),
        Row(CheckCodes.ZoneTypeCount, ResolverEffect.Unreachable,
            "remove records, or raise max-types-per-name at every server of the zone"),
        Row(CheckCodes.ZoneRRsetSize, ResolverEffect.Unreachable,
            "remove records"),
        Row(CheckCodes.AnswerSizeDnskey, ResolverEffect.Fine,
            "take smaller keys (ECDSA P-256 or Ed25519), fewer at a time, and one signature an algorithm"),
        Row(CheckCodes.AnswerSizeNxdomain, ResolverEffect.Fine,
            "sign with ECDSA or Ed25519 in place of RSA, and NSEC3 without salt;"
            + " or let the blamed name have fewer types"),
        Row(CheckCodes.AnswerSizeNodata, ResolverEffect.Fine,
            "sign with ECDSA or Ed25519 in place of RSA, and NSEC3 without salt;"
            + " or let the blamed name have fewer types"),
        Row(CheckCodes.AnswerSizeReferral, ResolverEffect.Fine,
            "let the child have fewer servers and DS, or sign with ECDSA or Ed25519 in place of RSA"),
    ];

    private static IEnumerable<KeyValuePair<CheckCode, CheckAdvice>> PreviousRows() =>
    [
        Row(CheckCodes.PreviousSerial, ResolverEffect.Unreachable,
            "raise the serial: secondaries would not fetch this version"),
        Row(CheckCodes.PreviousShrunk, ResolverEffect.Unreachable,
            "find out why; if it is meant, raise --max-removed for this run"),
        Row(CheckCodes.PreviousChanged, ResolverEffect.Unreachable,
            "find out why; if it is meant, raise --max-changed for this run"),
        Row(CheckCodes.PreviousKeyGone, ResolverEffect.Bogus,
            "keep the old key until its last signature has left the caches"),
        Row(CheckCodes.PreviousKeyTooNew, ResolverEffect.Bogus,
            "publish a key for the TTL of the DNSKEY RRset before it signs alone"),
        Row(CheckCodes.PreviousKskChanged, ResolverEffect.Bogus,
            "let the old KSK sign until the parent's new DS has been seen everywhere"),
        Row(CheckCodes.PreviousKskWithdrawn, ResolverEffect.Fine,
            "see that the parent's DS names another key, and has for its TTL (--ds, --check-parent); if not,"
            + " let the old key sign again"),
        Row(CheckCodes.PreviousKskRolled, ResolverEffect.Fine,
            "nothing, if the keyindex is right about the parent's DS"),
        Row(CheckCodes.PreviousUnsigned, ResolverEffect.Bogus,
            "install the signed file; to stop signing, have the parent remove the DS first"),
        Row(CheckCodes.PreviousOnlySerial, ResolverEffect.Fine,
            "find out what raised the serial, unless it was meant"),
        Row(CheckCodes.PreviousUnsignedData, ResolverEffect.Fine,
            "compare with what the registry changed; a ZONEMD would tell such a change from damage"),
    ];
}
