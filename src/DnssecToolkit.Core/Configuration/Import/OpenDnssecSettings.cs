using DnssecToolkit.Planning;

namespace DnssecToolkit.Configuration.Import;

/// <summary>What the settings of OpenDNSSEC's policies come to here (kasp.xml, by the path of their elements
/// below Policy).</summary>
internal static class OpenDnssecSettings
{
    private const string KeyMaking = "give `keyall run` the algorithm and size of new keys";
    private const string Resalting = "a salt is never changed here: RFC 9276 advises none";

    /// <summary>Each setting's meaning, by its path.</summary>
    internal static IReadOnlyDictionary<string, SettingMeaning> Table { get; } = new Dictionary<string, SettingMeaning>(StringComparer.Ordinal)
    {
        ["Description"] = SettingMeanings.Nothing,
        ["Passthrough"] = SettingMeanings.Advice("the zones of this policy are not signed: leave them out"),
        ["Signatures/Resign"] = SettingMeanings.Advice("how often signall runs is its timer's to say"),
        ["Signatures/Refresh"] =
            SettingMeanings.Length((policy, seconds) => policy with { Refresh = seconds }),
        ["Signatures/Validity/Default"] =
            SettingMeanings.Length((policy, seconds) => policy with { Validity = seconds }),
        ["Signatures/Validity/Denial"] = DenialValidity,
        ["Signatures/Validity/Keyset"] =
            SettingMeanings.Length((policy, seconds) => policy with { DnskeyValidity = seconds }),
        ["Signatures/Jitter"] = SettingMeanings.Length((policy, seconds) => policy with { Jitter = seconds }),
        ["Signatures/InceptionOffset"] = (policy, value) =>
            SettingMeanings.Length((own, seconds) => own with { InceptionOffset = seconds })(policy, value.TrimStart('-')), // older files write it as negative
        ["Signatures/MaxZoneTTL"] = SettingMeanings.Delay("max-zone-ttl"),
        ["Denial/NSEC"] = SettingMeanings.Nothing,
        ["Denial/NSEC3/TTL"] = SettingMeanings.AdviceUnless("PT0S", "NSEC3PARAM has the TTL 0"),
        ["Denial/NSEC3/OptOut"] = (policy, _) =>
        {
            policy.Policy = policy.Policy with { OptOut = Denial.Nsec3OptOut.InsecureDelegations };
            return SettingEffect.Mapped;
        },
        ["Denial/NSEC3/Resalt"] = SettingMeanings.Advice(Resalting),
        ["Denial/NSEC3/Hash/Algorithm"] = (_, value) =>
            value == "1" ? SettingEffect.Mapped : SettingEffect.Wrong("1, SHA-1, the only hash of NSEC3"),
        ["Denial/NSEC3/Hash/Iterations"] = SettingMeanings.Iterations,
        ["Denial/NSEC3/Hash/Salt"] = SettingMeanings.Nothing,
        ["Denial/NSEC3/Hash/Salt/length"] = SettingMeanings.SaltLength,
        ["Keys/TTL"] = SettingMeanings.Both(
            SettingMeanings.Length((policy,
                seconds) => policy with
                {
                    DnskeyTtl = (uint)Math.Min(seconds,
                    int.MaxValue)
                }), SettingMeanings.Delay("dnskey-ttl")),
        ["Keys/RetireSafety"] = SettingMeanings.Delay("retire-safety"),
        ["Keys/PublishSafety"] = SettingMeanings.Delay("publish-safety"),
        ["Keys/ShareKeys"] =
            SettingMeanings.Advice("each zone has keys of its own here; those that are shared now can stay until they are rolled"),
        ["Keys/Purge"] =
            SettingMeanings.Advice("no key is ever deleted here: remove those of removed keys from the token yourself"),
        ["Keys/KSK/Algorithm"] = SettingMeanings.AdviceUnless("13", KeyMaking),
        ["Keys/KSK/Algorithm/length"] = SettingMeanings.Nothing,
        ["Keys/KSK/Lifetime"] = (policy, value) => SettingMeanings.Lifetime(policy, value, isKsk: true),
        ["Keys/KSK/Repository"] = SettingMeanings.Nothing,
        ["Keys/KSK/ManualRollover"] = SettingMeanings.Advice("use `keyall roll` when you want another"),
        ["Keys/KSK/Standby"] = SettingMeanings.Advice("`keyall run` publishes the next key ahead of its use"),
        ["Keys/KSK/KskRollType"] =
            SettingMeanings.Advice("KSKs overlap and both sign, as in KskDoubleSignature"),
        ["Keys/ZSK/Algorithm"] = SettingMeanings.AdviceUnless("13", KeyMaking),
        ["Keys/ZSK/Algorithm/length"] = SettingMeanings.Nothing,
        ["Keys/ZSK/Lifetime"] = (policy, value) => SettingMeanings.Lifetime(policy, value, isKsk: false),
        ["Keys/ZSK/Repository"] = SettingMeanings.Nothing,
        ["Keys/ZSK/ManualRollover"] = SettingMeanings.Advice("use `keyall roll` when you want another"),
        ["Keys/ZSK/ZskRollType"] =
            SettingMeanings.Advice("ZSKs are published ahead, as in ZskPrePublication"),
        ["Keys/CSK/Algorithm"] = SettingMeanings.AdviceUnless("13", KeyMaking),
        ["Keys/CSK/Algorithm/length"] = SettingMeanings.Nothing,
        ["Keys/CSK/Lifetime"] = (policy, value) => SettingMeanings.Lifetime(policy, value, isKsk: true),
        ["Keys/CSK/Repository"] = SettingMeanings.Nothing,
        ["Zone/PropagationDelay"] = SettingMeanings.Delay("zone-propagation-delay"),
        ["Zone/SOA/TTL"] = SettingMeanings.Advice("the SOA keeps the TTL that the unsigned zone gives it"),
        ["Zone/SOA/Minimum"] =
            SettingMeanings.Advice("the SOA keeps the minimum that the unsigned zone gives it"),
        ["Zone/SOA/Serial"] = Serial,
        ["Parent/PropagationDelay"] = SettingMeanings.Delay("parent-propagation-delay"),
        ["Parent/RegistrationDelay"] = SettingMeanings.Delay("parent-registration-delay"),
        ["Parent/DS/TTL"] = SettingMeanings.Delay("parent-ds-ttl"),
        ["Parent/SOA/TTL"] = SettingMeanings.Nothing, // nothing that we compute depends on the parent's SOA
        ["Parent/SOA/Minimum"] = SettingMeanings.Nothing,
    };

    private static SettingEffect DenialValidity(ImportedPolicy policy, string value)
    {
        if (!ForeignLength.TryRead(value, out long seconds))
        {
            return SettingEffect.Wrong("a length of time");
        }

        return seconds == policy.Policy.Validity ? SettingEffect.Mapped
            : SettingEffect.Changed("is not the default validity",
                "NSEC and NSEC3 have the validity of all other data here");
    }

    private static SettingEffect Serial(ImportedPolicy policy, string value)
    {
        SerialPolicy? serial = value switch
        {
            "counter" => SerialPolicy.Increment,
            "datecounter" => SerialPolicy.DateCounter,
            "unixtime" => SerialPolicy.UnixTime,
            "keep" => SerialPolicy.Keep,
            _ => null,
        };
        if (serial is not { } known)
        {
            return SettingEffect.Wrong("counter, datecounter, unixtime or keep");
        }

        policy.Policy = policy.Policy with { Serial = known };
        return SettingEffect.Mapped;
    }
}
