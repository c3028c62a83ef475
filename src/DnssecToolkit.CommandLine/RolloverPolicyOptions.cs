using System.CommandLine;
using DnssecToolkit.Bundles.Controls;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Operations.Unattended;
using DnssecToolkit.Resolving;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.CommandLine;

/// <summary>The options that say how long things take, in all zones and in one.</summary>
public sealed class RolloverPolicyOptions
{
    private readonly Option<string> _template = new Option<string>("--policy")
    {
        Description = "How long things take: default (BIND's delays) or tld (two-day TTLs, a slow parent)",
        HelpName = "default|tld",
        DefaultValueFactory = _ => "default",
    }.AcceptOnlyFromAmong("default", "tld");

    private readonly Option<string[]?> _values = new("--set")
    {
        Description =
            "One value of the policy, for all zones or for one, such as max-zone-ttl=2d or cr.:zsk-period=P3M; repeatable",
        HelpName = "[ZONE:]NAME=LENGTH",
    };

    private readonly Option<string?> _configuration = new("--config", "-c")
    {
        Description = "Take each zone's policy from this configuration of signall instead",
        HelpName = "FILE",
    };

    private SignerConfiguration? _read;

    /// <summary>The options for a single zone that has no configuration, in the order of the help.</summary>
    public IEnumerable<Option> All => [_template, _values];

    /// <summary>The same with the option that takes policies from a configuration.</summary>
    public IEnumerable<Option> AllAndConfiguration => [_configuration, .. All];

    /// <summary>Adds them to a command, and the option that takes policies from a configuration.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in AllAndConfiguration)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Adds the option that names a configuration to a command that needs no policy but its
    /// gates.</summary>
    public void AddConfigurationTo(Command command) => command.Options.Add(_configuration);

    /// <summary>Gives the policy of a zone.</summary>
    /// <param name="run">The run.</param>
    /// <param name="zone">The zone, or null where it is not known yet: then no value may be for one
    /// zone.</param>
    /// <exception cref="UsageException">A value is not known, or no length of time; or the configuration has
    /// not the zone.</exception>
    public RolloverPolicy Of(ToolRun run, DomainName? zone)
    {
        RolloverPolicy policy = run.Options.GetValue(_configuration) is { } file && zone is { } name
            ? Configured(run, file, name)
            : run.Options.GetRequiredValue(_template) == "tld"
            ? RolloverPolicy.TopLevel : RolloverPolicy.Default;
        foreach (string given in run.Options.GetValue(_values) ?? [])
        {
            policy = With(policy, zone, given);
        }

        return policy;
    }

    /// <summary>Gives the policy of each zone of a keyindex. One that the configuration has not, and that has
    /// another's keys, goes by the other's, with a warning.</summary>
    /// <param name="run">The run.</param>
    /// <param name="index">The keyindex.</param>
    public Func<DomainName, RolloverPolicy> OfEach(ToolRun run, KeyIndex index)
    {
        Dictionary<DomainName, RolloverPolicy> known = [];
        return zone => known.TryGetValue(zone, out RolloverPolicy? policy)
            ? policy : known[zone] = OfZoneOrLeader(run, index, zone);
    }

    /// <summary>The path of the configuration that was named, or null.</summary>
    public string? ConfigurationOf(ToolRun run) => ConfigurationOf(run.Options);

    /// <summary>The same for options that are given to another machine.</summary>
    public string? ConfigurationOf(ParseResult options) => options.GetValue(_configuration);

    /// <summary>Gives the zones of the configuration; none where no configuration was named.</summary>
    public IEnumerable<DomainName> ZonesOf(ToolRun run) =>
        run.Options.GetValue(_configuration) is not { } file ? []
        : Read(run, file).Zones.Select(zone => zone.Name);

    /// <summary>Gives the servers of a zone's parent by the configuration; none where no configuration was
    /// named.</summary>
    /// <exception cref="UsageException">The configuration has not the zone.</exception>
    public IReadOnlyList<ServerAddress> ParentsOf(ToolRun run, DomainName zone) =>
        run.Options.GetValue(_configuration) is not { } file ? []
        : Read(run, file).Find(zone)?.Parents
        ?? throw new UsageException($"{file}: there is no zone {zone}, so its parent is not known",
            "add it there");

    /// <summary>Gives the gate that the configuration has for a zone, or null where no configuration was
    /// named.</summary>
    /// <exception cref="UsageException">The configuration has not the zone.</exception>
    public GatePolicy? GateOf(ToolRun run, DomainName zone) =>
        run.Options.GetValue(_configuration) is not { } file ? null
        : Read(run, file).Find(zone)?.Gate
        ?? throw new UsageException($"{file}: there is no zone {zone}, so its gate is not known",
            "add it there");

    /// <summary>Gives what the configuration has agreed for a zone's requests; nothing where none was named,
    /// or has not the zone.</summary>
    public RequestAgreement RequestsOf(ToolRun run, DomainName zone) =>
        run.Options.GetValue(_configuration) is { } file
        && Read(run, file).Find(zone) is { } found ? found.Requests : RequestAgreement.None;

    /// <summary>Gives the directory of imported responses that the configuration has for a zone; null where
    /// there is none.</summary>
    public string? BundlesOf(ToolRun run, DomainName zone) =>
        run.Options.GetValue(_configuration) is { } file ? Read(run, file).Find(zone)?.Bundles : null;

    /// <summary>Gives the record of what a zone served, from the state directory of the configuration, up to
    /// the run's moment.</summary>
    /// <returns>Null where no configuration was named, or no record is there that this user may read: then
    /// dates say it.</returns>
    public (ServedHistory History, Timestamp Now)? ServedOf(ToolRun run, DomainName zone) =>
        run.Options.GetValue(_configuration) is { } file && Read(run, file) is var configuration
            && configuration.Find(zone) is { } found
            && ServedFile.Read(ServedFile.PathOf(StateDirectory.At(configuration.StateDirectory),
                found)) is { Last: not null } history
            ? (history, run.Now) : null;

    /// <summary>Gives the keyindexes of all zones of the configuration; none where no configuration was
    /// named.</summary>
    public IEnumerable<string> KeyIndexesOf(ToolRun run) =>
        run.Options.GetValue(_configuration) is not { } file ? []
        : Read(run, file).Zones.Select(zone => zone.KeyIndex).OfType<string>().Distinct();

    /// <summary>Gives the policy that a configuration has for a zone.</summary>
    /// <exception cref="UsageException">It has not the zone.</exception>
    public static RolloverPolicy PolicyIn(SignerConfiguration configuration, DomainName zone) =>
        configuration.Find(zone)?.Rollover
        ?? throw new UsageException(
            $"{configuration.File}: there is no zone {zone}, so its policy is not known",
            "add it there, or look at one zone of it: --zone NAME");

    /// <summary>Checks a zone's policy and reports what is wrong with it.</summary>
    /// <exception cref="RefusedException">It breaks a rule.</exception>
    public static void Demand(ToolRun run, DomainName zone, RolloverPolicy policy, KeyScheme scheme)
    {
        FindingList findings = new();
        RolloverPolicyChecks.Check(policy, scheme, default, findings);
        run.Report(findings);
        if (findings.Kept.FirstOrDefault(finding => finding.Severity == Severity.Fault) is { } fault)
        {
            throw new RefusedException(fault.Code, $"the policy of {zone} cannot be kept: {fault.Message}",
                "change it with --set NAME=LENGTH");
        }
    }

    /// <summary>Reads a zone's name as a keyindex writes it.</summary>
    /// <exception cref="UsageException">It is no domain name.</exception>
    public static DomainName ZoneOf(string name) => ZoneNameText.Parse("--zone", name);

    private RolloverPolicy OfZoneOrLeader(ToolRun run, KeyIndex index, DomainName zone)
    {
        if (run.Options.GetValue(_configuration) is not { } file || Read(run, file).Find(zone) is not null
            || SharedKeys.LeaderOf(index, zone) is not { } leader)
        {
            return Of(run, zone);
        }

        run.Console.Warn($"{file}: there is no zone {zone}: it is rehearsed with the policy of {leader}, "
            + "whose keys it has");
        return Of(run, leader);
    }

    private RolloverPolicy Configured(ToolRun run, string file, DomainName zone)
    {
        if (run.Options.GetResult(_template) is { Implicit: false })
        {
            throw new UsageException("--policy and --config both say how long things take",
                "give one of them; --set changes single values of either");
        }

        return PolicyIn(Read(run, file), zone);
    }

    private SignerConfiguration Read(ToolRun run, string file) => _read ??= ConfigurationFile.Read(run, file);

    private static RolloverPolicy With(RolloverPolicy policy, DomainName? zone, string given)
    {
        int equals = given.IndexOf('=');
        int colon = equals < 0 ? -1 : given[..equals].LastIndexOf(':');
        string name = equals < 0 ? given : given[(colon + 1)..equals];
        RolloverPolicyValue value = RolloverPolicyValue.All.FirstOrDefault(known => known.Name == name
            && equals > 0) ?? throw new UsageException(
            $"--set {given} names no value of a policy", "values are: "
                + string.Join(", ", RolloverPolicyValue.All.Select(known => known.Name)));
        Period length = ToolRun.PeriodOf($"--set {name}", given[(equals + 1)..]);
        return value.IsDelay && !length.IsFixed
            ? throw new UsageException($"--set {given}: {name} cannot be in months",
                "write it in days, such as 30d")
            : colon >= 0 && zone is null
            ? throw new UsageException($"--set {given} is for one zone",
                "name the zone that is signed, with --origin")
            : colon < 0 || ZoneOf(given[..colon]) == zone ? value.With(policy, length) : policy;
    }
}
