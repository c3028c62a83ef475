using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using DnssecToolkit.Bundles.Controls;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Configuration;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;

namespace DnssecToolkit.Keyall;

/// <summary>The options that say what a request may be.</summary>
internal sealed class LimitOptions
{
    private const string Any = "any";

    private static readonly Dictionary<string, Func<RequestLimits, string, RequestLimits>> Names = new(StringComparer.Ordinal)
    {
        ["algorithms"] = (limits, text) => limits with { Algorithms = [.. Words(text).Select(AlgorithmOf)] },
        ["bundles"] = (limits, text) => limits with { Bundles = NumberOrAny(text) },
        ["chain"] = (limits, text) => limits with { AllKeysChain = text switch { "all" => true, "one" => false, _ => throw new FormatException() } },
        ["cycle"] = (limits, text) => limits with { Cycle = RangeOrAny(text) },
        ["distinct-keys"] = (limits, text) => limits with { DistinctKeys = NumberOrAny(text) },
        ["horizon"] = (limits, text) => limits with { Horizon = Length(text) },
        ["interval"] = (limits, text) => limits with { Interval = RangeOrAny(text) },
        ["keys"] = (limits, text) => limits with { KeysPerBundle = text == Any ? [] : [.. Words(text).Select(Number)] },
        ["most-keys"] = (limits, text) => limits with { MostKeysPerBundle = NumberOrAny(text) },
        ["overlap"] = (limits, text) => limits with { Overlap = RangeOrAny(text) },
        ["rsa-bits"] = (limits, text) => limits with { RsaBits = [.. Words(text).Select(Number)] },
        ["rsa-exponents"] = (limits, text) => limits with { RsaExponents = [.. Words(text).Select(word => (ulong)Number(word))] },
        ["tolerance"] = (limits, text) => limits with { Tolerance = Length(text) },
        ["ttl"] = (limits, text) => limits with { Ttl = (uint?)NumberOrAny(text) },
        ["validity"] = (limits, text) => limits with { Validity = RangeOrAny(text) },
    };

    private readonly Option<string> _profile = new Option<string>("--profile")
    {
        Description = "What a request may be: zone (what follows from the policy) or root (the root zone's quarter)",
        HelpName = "zone|root",
        DefaultValueFactory = _ => "zone",
    }.AcceptOnlyFromAmong("zone", "root");

    private readonly Option<string[]?> _limits = new("--limit")
    {
        Description = "One limit, such as bundles=9, interval=9d..11d, keys=2,1,1 or horizon=180d; any for none; repeatable",
        HelpName = "NAME=VALUE",
    };

    private readonly Option<string[]?> _waived = new("--waive")
    {
        Description = "A control not to apply, such as KSR-BUNDLE-POP for requests of BIND and Knot DNS; repeatable",
        HelpName = "CODE",
    };

    private readonly Option<string[]?> _zones = new("--zone")
    {
        Description = "A zone that the KSKs are for; repeatable [default: those of the configuration, of the keyindex, or of --keys]",
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
    /// <param name="held">The zones whose KSKs this side is known to have; empty where that is not known.</param>
    /// <exception cref="UsageException">A limit or control is not known, or a value is none; or nothing but the request itself says
    /// which zone it should be for.</exception>
    internal RequestLimits Of(ToolRun run, DomainName zone, IReadOnlyList<DomainName> held)
    {
        RequestLimits limits = run.Options.GetRequiredValue(_profile) == "root" ? RequestLimits.Root : RequestLimits.Of(zone, PolicyOf(run, zone));
        limits = DomainsOf(run, held) is { IsEmpty: false } domains ? limits with { Domains = domains } : throw new UsageException(
            $"the request says that it is for {zone}, and nothing here says for which zones the KSKs are", "name the zone: --zone NAME");
        foreach (string given in run.Options.GetValue(_limits) ?? [])
        {
            limits = With(limits, given);
        }

        return limits with { Waived = [.. (run.Options.GetValue(_waived) ?? []).Select(CodeOf)] };
    }

    private ImmutableArray<DomainName> DomainsOf(ToolRun run, IReadOnlyList<DomainName> held) =>
        run.Options.GetValue(_zones) is { Length: > 0 } named ? [.. named.Select(RolloverPolicyOptions.ZoneOf)]
        : run.Options.GetRequiredValue(_profile) == "root" ? [DomainName.Root]
        : [.. _policy.ZonesOf(run) is var zones && zones.Any() ? zones : held];

    private static RequestLimits With(RequestLimits limits, string given)
    {
        string[] parts = given.Split('=', 2);
        if (parts.Length < 2 || !Names.TryGetValue(parts[0], out Func<RequestLimits, string, RequestLimits>? set))
        {
            throw new UsageException($"--limit {given} names no limit", "limits are: " + string.Join(", ", Names.Keys));
        }

        try
        {
            return set(limits, parts[1]);
        }
        catch (Exception fault) when (fault is FormatException or OverflowException)
        {
            throw new UsageException($"--limit {given}: the value is none", "write such as 9, 2,1,1, 10d, 9d..11d, or any", fault);
        }
    }

    private static string CodeOf(string tag) =>
        tag.StartsWith("KSR-", StringComparison.Ordinal) && CheckCodes.Find(tag) is not null
            ? tag : throw new UsageException($"--waive {tag} is no control of requests", "controls are: " + string.Join(", ", RequestControls.Codes.Select(code => code.Tag)));

    private static string[] Words(string text) => text.Split(',');

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static int? NumberOrAny(string text) => text == Any ? null : Number(text);

    private static DnssecAlgorithm AlgorithmOf(string text) =>
        AlgorithmTraits.TryParse(text, out AlgorithmTraits? traits) ? traits.Algorithm : throw new FormatException();

    private static long Length(string text) =>
        Time.PeriodText.TryParse(text, out Time.Period period) && period.IsFixed ? period.Seconds : throw new FormatException();

    private static LengthRange? RangeOrAny(string text) => text == Any ? null
        : text.Split("..") is [var least, var most] ? new LengthRange(Length(least), Length(most)) : new LengthRange(Length(text), Length(text));
}
