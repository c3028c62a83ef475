using DnssecToolkit.Planning;

namespace DnssecToolkit.Configuration.Import;

/// <summary>What the settings of Knot DNS's policies come to here (knot.conf(5), "policy section").</summary>
internal static class KnotSettings
{
    private const string KeyMaking = "give `keyall run` the algorithm and size of new keys";

    /// <summary>The policy that Knot has where a setting is not written; it publishes CDS and CDNSKEY during
    /// rollovers.</summary>
    internal static ZonePolicy Defaults { get; } = new()
    {
        InceptionOffset = 5_400, // knotd begins signatures ninety minutes before
        Validity = 14 * 86_400,
        Cds = CdsPublication.Publish,
        Rollover = Schedule.RolloverPolicy.Default with { PropagationDelay = Time.Period.FromHours(1) },
    };

    /// <summary>Each setting's meaning, by its name.</summary>
    internal static IReadOnlyDictionary<string, SettingMeaning> Table { get; } = new Dictionary<string, SettingMeaning>(StringComparer.Ordinal)
    {
        ["id"] = SettingMeanings.Nothing,
        ["keystore"] = SettingMeanings.Nothing,
        ["manual"] = SettingMeanings.AdviceUnless("off",
            "keys change only when `keyall run` or `keyall roll` is run"),
        ["single-type-signing"] = SettingMeanings.AdviceUnless("off",
            "new keys are CSKs with `keyall run --scheme csk`; those there are stay as they are"),
        ["algorithm"] = SettingMeanings.AdviceUnless("ecdsap256sha256", KeyMaking),
        ["ksk-size"] = SettingMeanings.AdviceUnless("256", KeyMaking),
        ["zsk-size"] = SettingMeanings.AdviceUnless("256", KeyMaking),
        ["ksk-shared"] = SettingMeanings.AdviceUnless("off",
            "each zone has keys of its own here; those that are shared now can stay until they are rolled"),
        ["zsk-shared"] = SettingMeanings.AdviceUnless("off",
            "each zone has keys of its own here; those that are shared now can stay until they are rolled"),
        ["dnskey-ttl"] = SettingMeanings.Both(
            SettingMeanings.Length((policy,
                seconds) => policy with
                {
                    DnskeyTtl = (uint)Math.Min(seconds,
                    int.MaxValue)
                }), SettingMeanings.Delay("dnskey-ttl")),
        ["zone-max-ttl"] = SettingMeanings.Delay("max-zone-ttl"),
        ["propagation-delay"] = SettingMeanings.Delay("zone-propagation-delay"),
        ["ksk-lifetime"] = (policy, value) => SettingMeanings.Lifetime(policy, value, isKsk: true),
        ["zsk-lifetime"] = (policy, value) => SettingMeanings.Lifetime(policy, value, isKsk: false),
        ["delete-delay"] =
            SettingMeanings.Advice("no key file is ever deleted here: archive those of removed keys yourself"),
        ["rrsig-lifetime"] = SettingMeanings.Length((policy, seconds) => policy with { Validity = seconds }),
        ["rrsig-refresh"] = SettingMeanings.Length((policy, seconds) => policy with { Refresh = seconds }),
        ["rrsig-pre-refresh"] = SettingMeanings.Advice("jitter: spreads the signatures' ends instead"),
        ["reproducible-signing"] = (policy, value) => Answer(value, policy,
            (own, yes) =>
            own with
            {
                Nonce = yes ? Cryptography.EcdsaNonce.Deterministic
                : Cryptography.EcdsaNonce.Random
            }),
        ["nsec3"] = (policy, value) => Answer(value, policy,
            (own, yes) => own with { Nsec3 = yes ? own.Nsec3 ?? new Denial.Nsec3Parameters(0, []) : null }),
        ["nsec3-iterations"] = (policy, value) => policy.Policy.Nsec3 is null ? SettingEffect.Mapped : SettingMeanings.Iterations(policy, value), // without nsec3 it means nothing
        ["nsec3-opt-out"] = (policy, value) => Answer(value, policy,
            (own, yes) =>
            own with { OptOut = yes ? Denial.Nsec3OptOut.InsecureDelegations : Denial.Nsec3OptOut.None }),
        ["nsec3-salt-length"] = SettingMeanings.SaltLength,
        ["nsec3-salt-lifetime"] =
            SettingMeanings.Advice("a salt is never changed here: RFC 9276 advises none"),
        ["signing-threads"] = SettingMeanings.Nothing,
        ["ksk-submission"] = SettingMeanings.Nothing,
        ["ds-push"] =
            SettingMeanings.Advice("publish CDS (cds: publish), or give the parent the records that `keyall ds` prints"),
        ["cds-cdnskey-publish"] = Cds,
        ["cds-digest-type"] = SettingMeanings.AdviceUnless("sha256", "CDS are made with SHA-256"),
        ["dnskey-management"] = SettingMeanings.AdviceUnless("full",
            "write foreign-dnskeys: keep to leave other signers' keys in the zone"),
        ["offline-ksk"] = SettingMeanings.AdviceUnless("off",
            "import the SKR with `keyall response import`, and give the zone bundles: (docs/guide/offline-ksk.md)"),
        ["unsafe-operation"] = SettingMeanings.AdviceUnless("none",
            "every check counts here; a gate's suppress: is the way to except one"),
    };

    /// <summary>Reads Knot's answers.</summary>
    internal static bool? YesOrNo(string? value) => value switch
    {
        "on" or "true" or "yes" => true,
        "off" or "false" or "no" or null => false,
        _ => null,
    };

    private static SettingEffect Answer(string value, ImportedPolicy policy,
        Func<ZonePolicy, bool, ZonePolicy> apply)
    {
        if (YesOrNo(value) is not { } yes)
        {
            return SettingEffect.Wrong("on or off");
        }

        policy.Policy = apply(policy.Policy, yes);
        return SettingEffect.Mapped;
    }

    private static SettingEffect Cds(ImportedPolicy policy, string value)
    {
        CdsPublication? publication = value switch
        {
            "none" => CdsPublication.None,
            "delete-dnssec" => CdsPublication.Delete,
            "rollover" or "always" or "double-ds" => CdsPublication.Publish,
            _ => null,
        };
        if (publication is not { } known)
        {
            return SettingEffect.Wrong("none, delete-dnssec, rollover, always or double-ds");
        }

        policy.Policy = policy.Policy with { Cds = known };
        return value is "always" or "none" or "delete-dnssec" ? SettingEffect.Mapped
            : SettingEffect.Changed("publishes them for a while",
                "here they stay in the zone as long as the key signs");
    }
}
