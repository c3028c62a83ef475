using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
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
            "A control not to apply, and why, such as KSR-BUNDLE-POP=\"a request of BIND has no proofs\"; "
            + "a ceremony needs the reason; repeatable",
        HelpName = "CODE[=WHY]",
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

    /// <summary>The same for options that are given to another machine.</summary>
    internal string? ConfigurationOf(ParseResult options) => _policy.ConfigurationOf(options);

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

        return limits with { Waived = [.. WaivedBy(run.Options, agreed).Keys] };
    }

    /// <summary>Gives the controls that are not applied to a zone's requests, each with the reason, which is
    /// empty where none was given.</summary>
    /// <exception cref="UsageException">A control is not known, or what is said of it is no
    /// reason.</exception>
    internal ImmutableSortedDictionary<string, string> WaivedOf(ToolRun run, DomainName zone) =>
        WaivedBy(run.Options, _policy.RequestsOf(run, zone));

    /// <summary>The same for options that are given to another machine.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="agreed">What its configuration has agreed.</param>
    internal ImmutableSortedDictionary<string, string> WaivedBy(
        ParseResult options, RequestAgreement agreed) =>
        (options.GetValue(_waived) ?? []).Select(WaiverOf).Aggregate(agreed.Waived, (waived, given) =>
            given.Why is null && waived.ContainsKey(given.Tag) ? waived
            : waived.SetItem(given.Tag, given.Why ?? ""));

    /// <summary>Demands a reason for each control that an option waives: witnesses are told it.</summary>
    /// <exception cref="UsageException">One has none.</exception>
    internal void DemandReasons(ParseResult options)
    {
        if ((options.GetValue(_waived) ?? []).Select(WaiverOf).FirstOrDefault(given => given.Why is null)
            is { Tag: { } tag })
        {
            throw new UsageException($"--waive {tag} says no reason, and the witnesses are to see one",
                $"write it behind the code: --waive {tag}=\"…\"");
        }
    }

    /// <summary>Gives the options that were given, to be passed on to another command.</summary>
    internal IEnumerable<string> Given(ParseResult options) =>
        Given(options, [_zones, _profile, _limits, _waived, .. _policy.AllAndConfiguration]);

    /// <summary>Gives those of some options that were given, to be passed on to another command.</summary>
    internal static IEnumerable<string> Given(ParseResult options, IEnumerable<Option> some) => some
        .Select(options.GetResult).OfType<OptionResult>().Where(given => !given.Implicit)
        .SelectMany(given => given.Tokens.Count == 0 ? [given.Option.Name]
            : given.Tokens.SelectMany(token => (string[])[given.Option.Name, token.Value]));

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

    private static (string Tag, string? Why) WaiverOf(string given)
    {
        string[] parts = given.Split('=', 2);
        string? why = parts.ElementAtOrDefault(1)?.Trim();
        return !RequestControls.IsControl(parts[0])
            ? throw new UsageException($"--waive {parts[0]} is no control of requests", "controls are: "
                + string.Join(", ", RequestControls.Codes.Select(code => code.Tag)))
            : why is not null && (why.Length == 0 || why.Any(char.IsControl))
            ? throw new UsageException($"--waive {parts[0]}: the reason is empty, or has a control character",
                $"write it on one line: --waive {parts[0]}=\"…\"")
            : (parts[0], why);
    }
}
