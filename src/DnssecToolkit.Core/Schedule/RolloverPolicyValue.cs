using System.Collections.Immutable;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>A value of a rollover policy by the name that operators write.</summary>
/// <param name="Name">The name.</param>
/// <param name="IsDelay">Whether it is a delay: in seconds, and not in months.</param>
/// <param name="Get">Gives the value.</param>
/// <param name="With">Gives the policy with another value.</param>
public sealed record RolloverPolicyValue(
    string Name, bool IsDelay, Func<RolloverPolicy, Period> Get,
    Func<RolloverPolicy, Period, RolloverPolicy> With)
{
    /// <summary>Whether it says how signatures are made, which a configuration says elsewhere in its
    /// policy.</summary>
    public bool IsOfSignatures => Name is "signatures-validity" or "signatures-refresh";

    /// <summary>All values that a policy has, by RFC 7583 and by the rhythm of the keys.</summary>
    public static ImmutableArray<RolloverPolicyValue> All { get; } =
    [
        new("dnskey-ttl", true, policy => policy.DnskeyTtl,
            (policy, value) => policy with { DnskeyTtl = value }),
        new("max-zone-ttl", true, policy => policy.MaxZoneTtl,
            (policy, value) => policy with { MaxZoneTtl = value }),
        new("parent-ds-ttl", true, policy => policy.DsTtl, (policy, value) => policy with { DsTtl = value }),
        new("zone-propagation-delay", true, policy => policy.PropagationDelay,
            (policy, value) => policy with { PropagationDelay = value }),
        new("parent-propagation-delay", true, policy => policy.ParentPropagationDelay,
            (policy, value) => policy with { ParentPropagationDelay = value }),
        new("parent-registration-delay", true, policy => policy.ParentRegistrationDelay,
            (policy, value) => policy with { ParentRegistrationDelay = value }),
        new("signer-delay", true, policy => policy.SignerDelay,
            (policy, value) => policy with { SignerDelay = value }),
        new("publish-safety", true, policy => policy.PublishSafety,
            (policy, value) => policy with { PublishSafety = value }),
        new("retire-safety", true, policy => policy.RetireSafety,
            (policy, value) => policy with { RetireSafety = value }),
        new("signatures-validity", true, policy => policy.SignatureValidity,
            (policy, value) => policy with { SignatureValidity = value }),
        new("signatures-refresh", true, policy => policy.SignatureRefresh,
            (policy, value) => policy with { SignatureRefresh = value }),
        new("add-hold-down", true, policy => policy.AddHoldDown,
            (policy, value) => policy with { AddHoldDown = value }),
        new("zsk-period", false, policy => policy.ZskPeriod,
            (policy, value) => policy with { ZskPeriod = value }),
        new("zsk-publish", false, policy => policy.ZskPublish,
            (policy, value) => policy with { ZskPublish = value }),
        new("zsk-use", false, policy => policy.ZskUse, (policy, value) => policy with { ZskUse = value }),
        new("zsk-life", false, policy => policy.ZskLife, (policy, value) => policy with { ZskLife = value }),
        new("ksk-period", false, policy => policy.KskPeriod,
            (policy, value) => policy with { KskPeriod = value }),
        new("ksk-publish", false, policy => policy.KskPublish,
            (policy, value) => policy with { KskPublish = value }),
        new("ksk-life", false, policy => policy.KskLife, (policy, value) => policy with { KskLife = value }),
    ];
}
