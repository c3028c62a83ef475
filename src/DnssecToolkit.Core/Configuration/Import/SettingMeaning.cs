using System.Globalization;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Configuration.Import;

/// <summary>What a setting does to the policy that is made of it.</summary>
internal delegate SettingEffect SettingMeaning(ImportedPolicy policy, string value);

/// <summary>The kinds of meaning that settings have.</summary>
internal static class SettingMeanings
{
    /// <summary>Nothing that anybody has to know.</summary>
    internal static readonly SettingMeaning Nothing = (_, _) => SettingEffect.Mapped;

    /// <summary>No counterpart: what to do instead.</summary>
    internal static SettingMeaning Advice(string advice) => (_, _) => SettingEffect.Unmapped(advice);

    /// <summary>No counterpart, unless it has the value that is what we do anyway.</summary>
    internal static SettingMeaning AdviceUnless(string same, string advice) =>
        (_, value) => value == same ? SettingEffect.Mapped : SettingEffect.Unmapped(advice);

    /// <summary>A length of time for the policy, in seconds.</summary>
    internal static SettingMeaning Length(Func<ZonePolicy, long, ZonePolicy> apply) => (policy, value) =>
    {
        if (!ForeignLength.TryRead(value, out long seconds))
        {
            return SettingEffect.Wrong("a length of time");
        }

        policy.Policy = apply(policy.Policy, seconds);
        return SettingEffect.Mapped;
    };

    /// <summary>A delay of the rollover policy, by the name of its
    /// <see cref="RolloverPolicyValue"/>.</summary>
    internal static SettingMeaning Delay(string name)
    {
        RolloverPolicyValue target = RolloverPolicyValue.All.Single(value => value.Name == name);
        return Length((policy,
            seconds) => policy with { Rollover = target.With(policy.Rollover, new Period(0, seconds)) });
    }

    /// <summary>Several meanings of one setting; the first that is not mapped is told.</summary>
    internal static SettingMeaning Both(SettingMeaning first, SettingMeaning second) => (policy, value) =>
        first(policy, value) is { Code: not null } told ? told : second(policy, value);

    /// <summary>The lifetime of KSKs, or of ZSKs: the rhythm of <c>keyall run</c>.</summary>
    internal static SettingEffect Lifetime(ImportedPolicy policy, string value, bool isKsk)
    {
        if (!ForeignLength.TryRead(value, out long seconds))
        {
            return SettingEffect.Wrong("a length of time");
        }

        policy.KskLifetime = isKsk ? seconds : policy.KskLifetime;
        policy.ZskLifetime = isKsk ? policy.ZskLifetime : seconds;
        return seconds > 0 ? SettingEffect.Mapped
            : SettingEffect.Unmapped(
                "keys without an end are left alone until you run `keyall roll`; do not let a timer run `keyall run` for them");
    }

    /// <summary>NSEC3 iterations, for a policy that has NSEC3, or gets it.</summary>
    internal static SettingEffect Iterations(ImportedPolicy policy, string value)
    {
        if (!ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ushort iterations)
            || iterations > Denial.Nsec3Parameters.MaximumIterations)
        {
            return SettingEffect.Wrong($"a number up to {Denial.Nsec3Parameters.MaximumIterations}");
        }

        policy.Policy = policy.Policy with { Nsec3 = new Denial.Nsec3Parameters(iterations, []) };
        return iterations == 0 ? SettingEffect.Mapped
            : SettingEffect.Changed("is taken over as it is", "RFC 9276 wants 0: write nsec3-iterations: 0");
    }

    /// <summary>The length of a salt that the other program chooses.</summary>
    internal static SettingEffect SaltLength(ImportedPolicy policy, string value) =>
        value == "0" ? SettingEffect.Mapped : SettingEffect.Changed(
        "has a salt of its own choice",
        "the zone gets a chain without salt, as RFC 9276 advises; write nsec3-salt to keep the present one");
}
