namespace DnssecToolkit.Interop.Verification;

/// <summary>Every way in which these tests make zones wrong.</summary>
internal static partial class ZoneFaults
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ZoneFault> All { get; } =
    [
        .. Signatures(), .. KeySets(), .. ForeignKeys(), .. Chains(), .. HashedChains(), .. Contents(), .. Sizes(), .. Texts(),
        .. Expectations(), .. Versions(), .. VersionsOfKeys(), .. VersionsOfDoubleRrsig(),
        .. VersionsOfRecordedDs(),
    ];

    /// <summary>The checks that none of them is found by, each with the reason.</summary>
    public static IReadOnlyDictionary<string, string> WithoutFault { get; } = new Dictionary<string, string>
    {
        ["ANSWER-SIZE-DNSKEY"] = Size,
        ["ANSWER-SIZE-NODATA"] = Size,
        ["ANSWER-SIZE-NXDOMAIN"] = Size,
        ["ANSWER-SIZE-REFERRAL"] = Size,
        ["NSEC-MALFORMED"] = Unreadable,
        ["NSEC3-HASH-COLLISION"] = "no two names of one SHA-1 hash are known",
        ["RRSIG-BATCH-DISAGREEMENT"] = "no signature is known by which the two ways differ",
        ["RRSIG-MALFORMED"] = Unreadable,
        ["ZONE-DS-LENGTH"] = Unreadable,
        ["ZONE-SVCB-PARAMETERS"] = Unreadable,
    };

    private const string Size =
        "no fault: each signed zone has its sizes, which AnswerSizeTests compares with real answers";
    private const string Unreadable =
        "the reader refuses such RDATA (ZONEFILE-RDATA), in RFC 3597's form too; see CheckFixturesTests";

    private static string Flip(string base64)
    {
        byte[] octets = Convert.FromBase64String(base64);
        octets[^5] ^= 1;
        return Convert.ToBase64String(octets);
    }

    // Signatures may stand in several words.
    private static string Joined(MutableRecord signature) => string.Concat(signature.Words.Skip(8));

    private static void SetSignature(MutableRecord signature, string base64)
    {
        signature.Words.RemoveRange(8, signature.Words.Count - 8);
        signature.Words.Add(base64);
    }

    private static void Each(MutableZone zone, string owner, string type, Action<MutableRecord> edit) =>
        zone.Signatures(owner, type).ForEach(edit);

    private static void EachSigned(MutableZone zone, string owner, string type, Action<MutableRecord> edit) =>
        Each(zone, owner, type, signature =>
        {
            edit(signature);
            zone.SignAgain(signature);
        });
}
