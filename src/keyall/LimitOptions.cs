using System.Collections.Immutable;
using System.CommandLine;
using DnssecToolkit.Bundles.Controls;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;

namespace DnssecToolkit.Keyall;

/// <summary>The options that say what a request may be.</summary>
internal sealed class LimitOptions
{
    private readonly Option<string?> _profile = new Option<string?>("--profile")
    {
        Description =
            "What a request may be: zone (what follows from the policy) or root (the root zone's quarter) [default: the configuration's, or zone]",
        HelpName = "zone|root",
    }.AcceptOnlyFromAmong("zone", "root");

    private readonly Option<string[]?> _limits = new("--limit")
    {
        Description =
            "One limit, such as bundles=9, interval=9d..11d, keys=2,1,1 or horizon=180d; any for none; repeatable",
        HelpName = "NAME=VALUE",
    };

    private readonly Option<string[]?> _waived = new("--waive")
    {
        Description =
            "A control not to apply, such as KSR-BUNDLE-POP for requests of BIND and Knot DNS; repeatable",
        HelpName = "CODE",
    };

    private readonly Option<string[]?> _zones = new("--zone")
    {
        Description =
            "A zone that the KSKs are for; repeatable [default: those of the configuration, of the keyindex, or of --keys]",
        HelpName = "NAME",
    };

    private readonly RolloverPolicyOptions _policy = new();

    internal void AddTo(Command command)
    {
        command.Options.Add(_zones);
        command.Options.Add(_profile);
        command.Options.Add(_limits);
        command.Options.Add(_waived);
        _policy.AddTo(command);
    }

    /// <summary>The path of the configuration that was named, or null.</summary>
    internal string? ConfigurationOf(ToolRun run) => _policy.ConfigurationOf(run);

    /// <summary>Gives the policy of a zone.</summary>
    internal RolloverPolicy PolicyOf(ToolRun run, DomainName zone) => _policy.Of(run, zone);

    /// <summary>Gives the gate that the configuration has for a zone, or null where none was named.</summary>
    internal GatePolicy? GateOf(ToolRun run, DomainName zone) => _policy.GateOf(run, zone);

    /// <summary>Gives the limits for a zone's requests.</summary>
    /// <param name="run">The run.</param>
    /// <param name="zone">The zone that the request is for.</param>
    /// <param name="held">The zones whose KSKs this side is known to have; empty where that is not
    /// known.</param>
    /// <exception cref="UsageException">A limit or control is not known, or a value is none; or nothing but
    /// the request itself says which zone it should be for.</exception>
    internal RequestLimits Of(ToolRun run, DomainName zone, IReadOnlyList<DomainName> held)
    {
        RequestAgreement agreed = AgreementOf(run, zone);
        RequestLimits limits = agreed.LimitsOf(zone, () => PolicyOf(run, zone));
        limits = DomainsOf(run, agreed.Profile, held) is { IsEmpty: false } domains
            ? limits with { Domains = domains } : throw new UsageException(
            $"the request says that it is for {zone}, and nothing here says for which zones the KSKs are",
            "name the zone: --zone NAME");
        foreach (string given in run.Options.GetValue(_limits) ?? [])
        {
            limits = With(limits, given);
        }

        return limits with
        {
            Waived = limits.Waived.Union((run.Options.GetValue(_waived) ?? [])
            .Select(CodeOf))
        };
    }

    private RequestAgreement AgreementOf(ToolRun run, DomainName zone)
    {
        RequestAgreement agreed = _policy.RequestsOf(run, zone);
        return run.Options.GetValue(_profile) is not { } profile ? agreed
            : agreed with { Profile = profile == "root" ? RequestProfile.Root : RequestProfile.Zone };
    }

    private ImmutableArray<DomainName> DomainsOf(ToolRun run, RequestProfile profile,
        IReadOnlyList<DomainName> held) =>
        run.Options.GetValue(_zones) is { Length: > 0 } named
            ? [.. named.Select(RolloverPolicyOptions.ZoneOf)]
        : profile == RequestProfile.Root ? [DomainName.Root]
        : [.. _policy.ZonesOf(run) is var zones && zones.Any() ? zones : held];

    private static RequestLimits With(RequestLimits limits, string given)
    {
        string[] parts = given.Split('=', 2);
        return parts.Length < 2 || !RequestLimitText.Names.Contains(parts[0])
            ? throw new UsageException(
                $"--limit {given} names no limit", "limits are: " + string.Join(", ", RequestLimitText.Names))
            : RequestLimitText.With(limits, parts[0], parts[1])
            ?? throw new UsageException($"--limit {given}: the value is none", RequestLimitText.Forms);
    }

    private static string CodeOf(string tag) =>
        RequestControls.IsControl(tag)
            ? tag : throw new UsageException($"--waive {tag} is no control of requests", "controls are: "
                + string.Join(", ", RequestControls.Codes.Select(code => code.Tag)));
}
