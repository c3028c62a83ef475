using System.Globalization;
using DnssecToolkit.Planning;
using DnssecToolkit.Schedule;

namespace DnssecToolkit.Configuration.Import;

/// <summary>What the settings of BIND's dnssec-policy come to here (BIND 9.20's reference manual,
/// "dnssec-policy Grammar").</summary>
internal static class BindSettings
{
    private const string Keys = "keys are made, rolled and removed by `keyall run`";

    /// <summary>The policy that BIND has where a setting is not written; it publishes CDS and CDNSKEY by
    /// itself.</summary>
    internal static ZonePolicy Defaults { get; } = new()
    {
        DnskeyTtl = 3_600,
        InceptionOffset = 3_600,
        Validity = 14 * 86_400,
        DnskeyValidity = 14 * 86_400,
        Refresh = 5 * 86_400,
        Jitter = 12 * 3_600,
        Cds = CdsPublication.Publish,
        Rollover = RolloverPolicy.Default,
    };

    /// <summary>Each setting's meaning, by its name.</summary>
    internal static IReadOnlyDictionary<string, SettingMeaning> Table { get; } = new Dictionary<string, SettingMeaning>(StringComparer.Ordinal)
    {
        ["signatures-refresh"] =
            SettingMeanings.Length((policy, seconds) => policy with { Refresh = seconds }),
        ["signatures-validity"] =
            SettingMeanings.Length((policy, seconds) => policy with { Validity = seconds }),
        ["signatures-validity-dnskey"] =
            SettingMeanings.Length((policy, seconds) => policy with { DnskeyValidity = seconds }),
        ["signatures-jitter"] = SettingMeanings.Length((policy, seconds) => policy with { Jitter = seconds }),
        ["dnskey-ttl"] = SettingMeanings.Both(
            SettingMeanings.Length((policy,
                seconds) => policy with
                {
                    DnskeyTtl = (uint)Math.Min(seconds,
                    int.MaxValue)
                }), SettingMeanings.Delay("dnskey-ttl")),
        ["max-zone-ttl"] = SettingMeanings.Delay("max-zone-ttl"),
        ["parent-ds-ttl"] = SettingMeanings.Delay("parent-ds-ttl"),
        ["parent-propagation-delay"] = SettingMeanings.Delay("parent-propagation-delay"),
        ["parent-registration-delay"] = SettingMeanings.Delay("parent-registration-delay"),
        ["publish-safety"] = SettingMeanings.Delay("publish-safety"),
        ["retire-safety"] = SettingMeanings.Delay("retire-safety"),
        ["zone-propagation-delay"] = SettingMeanings.Delay("zone-propagation-delay"),
        ["nsec3param"] = Nsec3,
        ["keys"] = SettingMeanings.Nothing,
        ["ksk"] = (policy, value) => Key(policy, value, isKsk: true),
        ["csk"] = (policy, value) => Key(policy, value, isKsk: true),
        ["zsk"] = (policy, value) => Key(policy, value, isKsk: false),
        ["inline-signing"] = SettingMeanings.Nothing,
        ["cdnskey"] = SettingMeanings.AdviceUnless("yes",
            "CDS and CDNSKEY go together here; cds: none in the policy leaves out both"),
        ["cds-digest-types"] = (_, value) =>
            value.Split(' ', '\n').All(type => type is "2" or "sha-256" or "sha256" or "SHA-256" or "")
            ? SettingEffect.Mapped : SettingEffect.Unmapped("CDS are made with SHA-256"),
        ["purge-keys"] =
            SettingMeanings.Advice("no key file is ever deleted here: archive those of removed keys yourself"),
        ["offline-ksk"] = SettingMeanings.AdviceUnless("no",
            "import the SKR with `keyall response import`, and give the zone bundles: (docs/guide/offline-ksk.md)"),
        ["manual-mode"] = SettingMeanings.AdviceUnless("no", $"{Keys} alone, and only when it is run"),
    };

    // nsec3param [iterations N] [optout BOOL] [salt-length N]
    private static SettingEffect Nsec3(ImportedPolicy policy, string value)
    {
        string[] words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string? After(string name) =>
            Array.IndexOf(words, name) is var at and >= 0 && at + 1 < words.Length ? words[at + 1] : null;
        if (!ushort.TryParse(After("iterations")
            ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out ushort iterations)
            || iterations > Denial.Nsec3Parameters.MaximumIterations
            || !byte.TryParse(After("salt-length")
                ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out byte salt))
        {
            return SettingEffect.Wrong(
                $"iterations up to {Denial.Nsec3Parameters.MaximumIterations} and a salt's length");
        }

        policy.Policy = policy.Policy with
        {
            Nsec3 = new Denial.Nsec3Parameters(iterations, []),
            OptOut = After("optout") is "yes" or "true" or "1"
                ? Denial.Nsec3OptOut.InsecureDelegations : Denial.Nsec3OptOut.None,
        };
        return salt == 0 ? SettingEffect.Mapped : SettingEffect.Changed(
            "has a salt of its own choice",
            "the zone gets a chain without salt, as RFC 9276 advises; write nsec3-salt to keep the present one");
    }

    private static SettingEffect Key(ImportedPolicy policy, string value, bool isKsk)
    {
        string[] words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int at = Array.IndexOf(words, "lifetime");
        return SettingMeanings.Lifetime(policy, at >= 0 && at + 1 < words.Length
            ? words[at + 1] : "unlimited", isKsk);
    }
}
