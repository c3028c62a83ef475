using System.Collections.Frozen;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Verification;

/// <summary>What a finding of the verifier means to resolvers, and what to do about it.</summary>
/// <param name="Effect">What a validating resolver would see.</param>
/// <param name="Cure">What to do, as a lower-case clause.</param>
public sealed partial record CheckAdvice(ResolverEffect Effect, string Cure)
{
    private static readonly FrozenDictionary<CheckCode, CheckAdvice> ByCode =
        AllRows().Concat(ServersRows()).ToFrozenDictionary();

    /// <summary>The checks of a zone's file: all that the verifier makes.</summary>
    public static IEnumerable<CheckCode> Codes => AllRows().Select(row => row.Key);

    /// <summary>The advice for a check; checks of other rooms have only their severity to go by.</summary>
    public static CheckAdvice For(CheckCode code) => ByCode.GetValueOrDefault(code)
        ?? new CheckAdvice(
            code.Severity == Severity.Fault ? ResolverEffect.Unreachable : ResolverEffect.Fine,
            "correct the record");

    /// <summary>Whether an inspection of a zone can report a check at all: the verifier's own,
    /// and those of reading the file.</summary>
    public static bool IsOfZones(CheckCode code) =>
        ByCode.ContainsKey(code) || code.Tag.StartsWith("ZONEFILE-", StringComparison.Ordinal);

    private static IEnumerable<KeyValuePair<CheckCode, CheckAdvice>> AllRows() =>
    [
        .. SignaturesRows(),
        .. KeysRows(),
        .. NsecRows(),
        .. Nsec3Rows(),
        .. ZonemdRows(),
        .. ContentRows(),
        .. SizesRows(),
        .. PreviousRows(),
    ];

    private static IEnumerable<KeyValuePair<CheckCode, CheckAdvice>> SignaturesRows() =>
    [
        Row(CheckCodes.RRsetUnsigned, ResolverEffect.Bogus,
            "sign the zone again; if only some names are hit, the file was edited after signing"),
        Row(CheckCodes.RRsetAlgorithmIncomplete, ResolverEffect.Bogus,
            "sign with a key of each algorithm, or take the DNSKEY of the algorithm that does"
            + " not sign out of the zone"),
        Row(CheckCodes.RrsigMalformed, ResolverEffect.Bogus,
            "sign the zone again"),
        Row(CheckCodes.RrsigInvalid, ResolverEffect.Bogus,
            "sign the RRset again; if every signature of one key fails,"
            + " the private key is not the published one"),
        Row(CheckCodes.RrsigBatchDisagreement, ResolverEffect.Fine,
            "report the message to the authors, and suspect the machine's memory;"
            + " the verdict is the library's alone"),
        Row(CheckCodes.RrsigExpired, ResolverEffect.Bogus,
            "sign the zone again now, and find out why it was not re-signed in time"),
        Row(CheckCodes.RrsigNotYetValid, ResolverEffect.Bogus,
            "check the clock of the signing host; sign with an inception in the past"),
        Row(CheckCodes.RrsigTimesReversed, ResolverEffect.Bogus,
            "sign again with an expiration after the inception"),
        Row(CheckCodes.RrsigExpiresSoon, ResolverEffect.Fine,
            "sign again before the first expiration in the report"),
        Row(CheckCodes.RrsigTtlOutlives, ResolverEffect.Fine,
            "sign earlier: caches must be able to keep the RRset for its whole TTL"),
        Row(CheckCodes.RrsigSigner, ResolverEffect.Bogus,
            "sign with a key of this zone"),
        Row(CheckCodes.RrsigLabels, ResolverEffect.Bogus,
            "sign the RRset again under its own name"),
        Row(CheckCodes.RrsigOriginalTtl, ResolverEffect.Fine,
            "sign again after changing TTLs: a secondary or resolver that trusts the zone's TTL would keep"
            + " data longer than signed, or reject it"),
        Row(CheckCodes.RrsigTtl, ResolverEffect.Fine,
            "sign the zone again"),
        Row(CheckCodes.RrsigKeyAbsent, ResolverEffect.Bogus,
            "publish the key, or sign again with one that is"),
        Row(CheckCodes.RrsigKeyUnfit, ResolverEffect.Bogus,
            "sign with a key that has the zone flag, protocol 3 and no REVOKE flag"),
        Row(CheckCodes.RrsigAlgorithmUnknown, ResolverEffect.Insecure,
            "sign with an algorithm that resolvers know"),
        Row(CheckCodes.RrsigOrphan, ResolverEffect.Fine,
            "sign the zone again; the records were removed after signing"),
        Row(CheckCodes.RrsigUnwanted, ResolverEffect.Fine,
            "sign the zone again; a cut was added after signing"),
        Row(CheckCodes.RrsigOverRrsig, ResolverEffect.Fine,
            "remove it"),
        Row(CheckCodes.RrsigDuplicate, ResolverEffect.Fine,
            "let the signer drop the older one: it only makes answers larger"),
        Row(CheckCodes.RrsigCollisionLimit, ResolverEffect.Bogus,
            "make new keys until the tags differ"),
        Row(CheckCodes.RrsigLimit, ResolverEffect.Bogus,
            "sign the zone again with the keys that are meant to sign, and no others"),
        Row(CheckCodes.RrsigKeyPresign, ResolverEffect.Fine,
            "go on as the keyindex plans"),
    ];

    private static IEnumerable<KeyValuePair<CheckCode, CheckAdvice>> KeysRows() =>
    [
        Row(CheckCodes.DnskeyMissing, ResolverEffect.Bogus,
            "sign the zone again"),
        Row(CheckCodes.DnskeyMalformed, ResolverEffect.Bogus,
            "publish the key as its tool wrote it"),
        Row(CheckCodes.DnskeyProtocol, ResolverEffect.Bogus,
            "publish the key as its tool wrote it"),
        Row(CheckCodes.DnskeyNotZoneKey, ResolverEffect.Fine,
            "take it out, or set flags 256 or 257"),
        Row(CheckCodes.DnskeyUnsignedByKsk, ResolverEffect.Bogus,
            "sign the DNSKEY RRset with the KSK that the DS at the parent names"),
        Row(CheckCodes.DnskeyRevokedNotSelfSigned, ResolverEffect.Fine,
            "sign the DNSKEY RRset with the revoked key too: otherwise the revocation does not count"),
        Row(CheckCodes.DnskeyTagCollision, ResolverEffect.Fine,
            "replace one of them: resolvers have to try both"),
        Row(CheckCodes.DnskeyNotTrusted, ResolverEffect.Bogus,
            "sign with the KSK that the parent vouches for, or have the parent publish the new DS first"),
        Row(CheckCodes.DnssecUnexpected, ResolverEffect.Fine,
            "remove RRSIG, NSEC, NSEC3 and NSEC3PARAM, or sign the zone"),
        Row(CheckCodes.DnssecAbsent, ResolverEffect.Bogus,
            "install the signed file, not the one before signing"),
        Row(CheckCodes.DnskeyNextNotTrusted, ResolverEffect.Fine,
            "sign the DNSKEY RRset with the next KSK before the parent changes the DS"),
        Row(CheckCodes.DnskeyDsAlgorithm, ResolverEffect.Fine,
            "sign with that algorithm too, or have its DS removed"),
    ];

    private static IEnumerable<KeyValuePair<CheckCode, CheckAdvice>> NsecRows() =>
    [
        Row(CheckCodes.DenialMissing, ResolverEffect.Bogus,
            "sign the zone again"),
        Row(CheckCodes.DenialMixed, ResolverEffect.Fine,
            "finish the change between them: both chains are kept, one is served"),
        Row(CheckCodes.NsecMissing, ResolverEffect.Bogus,
            "sign the zone again: the name was added after signing"),
        Row(CheckCodes.NsecMultiple, ResolverEffect.Bogus,
            "sign the zone again"),
        Row(CheckCodes.NsecMalformed, ResolverEffect.Bogus,
            "sign the zone again"),
        Row(CheckCodes.NsecChainBroken, ResolverEffect.Bogus,
            "sign the zone again: a name was added or removed after signing"),
        Row(CheckCodes.NsecBitmap, ResolverEffect.Bogus,
            "sign the zone again: records were added or removed after signing"),
        Row(CheckCodes.NsecUnwanted, ResolverEffect.Bogus,
            "sign the zone again: a cut was added after signing"),
        Row(CheckCodes.NsecTtl, ResolverEffect.Fine,
            "use a signer that keeps RFC 9077, so that denials are not cached for longer than meant"),
    ];

    private static IEnumerable<KeyValuePair<CheckCode, CheckAdvice>> Nsec3Rows() =>
    [
        Row(CheckCodes.Nsec3ParamMissing, ResolverEffect.Bogus,
            "sign the zone again: name servers cannot find the chain"),
        Row(CheckCodes.Nsec3ParamMalformed, ResolverEffect.Bogus,
            "sign the zone again with NSEC3PARAM 1 0 0 -"),
        Row(CheckCodes.Nsec3IterationsLimit, ResolverEffect.Insecure,
            "sign again with 0 iterations"),
        Row(CheckCodes.Nsec3Iterations, ResolverEffect.Fine,
            "sign again with 0 iterations: more cost servers and resolvers much and attackers little"),
        Row(CheckCodes.Nsec3Salt, ResolverEffect.Fine,
            "sign again without salt: names of one zone differ already"),
        Row(CheckCodes.Nsec3Malformed, ResolverEffect.Bogus,
            "sign the zone again"),
        Row(CheckCodes.Nsec3Missing, ResolverEffect.Bogus,
            "sign the zone again: the name was added after signing"),
        Row(CheckCodes.Nsec3OptOutWrong, ResolverEffect.Bogus,
            "sign the zone again: either all names or the opt-out flag"),
        Row(CheckCodes.Nsec3Multiple, ResolverEffect.Bogus,
            "sign the zone again"),
        Row(CheckCodes.Nsec3HashCollision, ResolverEffect.Bogus,
            "sign again with another salt"),
        Row(CheckCodes.Nsec3ChainBroken, ResolverEffect.Bogus,
            "sign the zone again: a name was added or removed after signing"),
        Row(CheckCodes.Nsec3Bitmap, ResolverEffect.Bogus,
            "sign the zone again: records were added or removed after signing"),
        Row(CheckCodes.Nsec3Unwanted, ResolverEffect.Fine,
            "sign the zone again: its name was removed after signing"),
        Row(CheckCodes.Nsec3Parameters, ResolverEffect.Fine,
            "sign the zone again: the leftovers of an older chain only make the zone larger"),
        Row(CheckCodes.Nsec3ParamLimit, ResolverEffect.Fine,
            "sign the zone again with one NSEC3PARAM; a change of parameters needs two for a while"),
    ];

    private static IEnumerable<KeyValuePair<CheckCode, CheckAdvice>> ZonemdRows() =>
    [
        Row(CheckCodes.ZonemdMalformed, ResolverEffect.Fine,
            "let the signer make it"),
        Row(CheckCodes.ZonemdSerial, ResolverEffect.Fine,
            "make the ZONEMD after the last change of the serial"),
        Row(CheckCodes.ZonemdDuplicate, ResolverEffect.Fine,
            "keep one: verifiers reject both"),
        Row(CheckCodes.ZonemdMismatch, ResolverEffect.Fine,
            "the zone was changed after its digest was made: sign again, and find out what changed it"),
        Row(CheckCodes.ZonemdUnknown, ResolverEffect.Fine,
            "use scheme 1 with hash 1 (SHA-384) or 2 (SHA-512)"),
    ];

    private static KeyValuePair<CheckCode, CheckAdvice> Row(
        CheckCode code, ResolverEffect effect, string cure) =>
        new(code, new CheckAdvice(effect, cure));
}
