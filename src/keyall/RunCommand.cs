using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall run</c>.</summary>
internal sealed class RunCommand
{
    private readonly KeyIndexOptions _index = new();
    private readonly KeyIndexChange _change = new();
    private readonly DueBundles _bundles = new();

    private readonly Option<string> _until = new("--until")
    {
        Description = "Make the keys that are published before this moment",
        HelpName = "MOMENT",
        DefaultValueFactory = _ => "+P3M",
    };

    private readonly Option<string> _algorithm =
        KeyOptions.Algorithm("Algorithm of a new zone's first keys, by name or number");

    private readonly Option<string> _scheme = Scheme();

    private readonly RowsOption _rows =
        new("Which keys are made here, where an offline host makes the others");

    private readonly Option<bool> _rollback = new("--rollback")
    {
        Description =
            "Take back keys that were made and wait for their backup: remove them, and enter nothing",
    };

    /// <summary>The option that says which keys a new zone gets.</summary>
    internal static Option<string> Scheme() => new Option<string>("--scheme")
    {
        Description = "Which keys a new zone gets",
        HelpName = "ksk-zsk|csk",
        DefaultValueFactory = _ => "ksk-zsk",
    }.AcceptOnlyFromAmong("ksk-zsk", "csk");

    /// <summary>What that option says.</summary>
    internal static KeyScheme SchemeOf(ToolRun run, Option<string> scheme) =>
        run.Options.GetRequiredValue(scheme) == "csk" ? KeyScheme.Csk : KeyScheme.KskZsk;

    /// <summary>Makes the command.</summary>
    internal Command Create()
    {
        KeyMakingOptions making = new();
        Command command = _index.AddTo(new Command(
            "run", "The monthly step: makes the keys to come, enters them into the keyindex, and signs the bundles that are due; asks once")
        {
            _until, _algorithm, _scheme, _rows.Option, _rollback, making.Adopt,
        });
        return command.WithOptions(_bundles.All).WithOptions(making.All).WithOptions(_change.All)
            .Does(run => Extend(run, making))
            .WithExample(
                "keyall run --keyindex keyindex --keys /var/lib/dnssec/keys --zone cr.",
                "Make the keys of cr. that are to be published within three months; show what changes and ask.");
    }

    private ExitStatus Extend(ToolRun run, KeyMakingOptions making)
    {
        Timestamp until = run.MomentOf("--until", run.Options.GetRequiredValue(_until));
        FindingList findings = new();
        using KeyIndexFile file = KeyIndexFile.Open(run.Options.GetRequiredValue(_index.File), findings);
        run.Report(findings);
        if (run.Options.GetValue(_rollback))
        {
            return _change.TakeBack(run, file, making, _index.ZonesToChange(run, file.Index));
        }

        List<ZoneProposal> zones = [];
        IReadOnlyList<DomainName> asked = _index.ZonesToChange(run, file.Index);
        KeyIndexOptions.DemandLeaders(file.Index);
        KeyIndexOptions.DemandOwnKeys(file.Index, asked);
        Func<DomainName, RolloverPolicy> policyOf = _index.Policy.OfEach(run, file.Index);
        foreach (DomainName zone in asked.Where(zone => SharedKeys.LeaderOf(file.Index, zone) is null))
        {
            KeySchedule schedule = new(file.Index, zone, SharedKeys.PolicyOf(file.Index, zone, policyOf));
            foreach (DomainName name in SharedKeys.FollowersOf(file.Index, zone).Prepend(zone))
            {
                RolloverPolicyOptions.Demand(run, name, policyOf(name).WithRhythmOf(policyOf(zone)),
                    SchemeOf(run, schedule));
            }

            KeyIndexProposal proposal = _rows.PartOf(run, Proposal(run, schedule, until));
            _rows.Demand(run, schedule, proposal, making.DirectoryOf(run));
            if (!proposal.IsEmpty)
            {
                zones.Add(new ZoneProposal(zone, proposal)
                {
                    Gate = making.GateOf(run, zone, _index.Policy),
                    IsHalfKnown = KnowsHalf(proposal.Preview(file.Index), zone),
                });
            }
        }

        return _change.CarryOut(run, file, making, zones, policyOf, BreakPolicy.Refuse,
            Bundles(run, making, asked, until));
    }

    // The host of offline KSKs signs what others ask of it.
    private Func<KeyIndex, IReadOnlyList<ZoneBundles>> Bundles(
        ToolRun run, KeyMakingOptions making, IReadOnlyList<DomainName> zones, Timestamp until) => preview =>
        _rows.IsKsk(run) ? [] : _bundles.Find(run, zones, preview, until, _index.Policy, making);

    private KeyIndexProposal Proposal(ToolRun run, KeySchedule schedule, Timestamp until) =>
        schedule.Keys.IsEmpty
        ? KeyRhythm.Begin(schedule.Zone, schedule.Policy, KeyOptions.AlgorithmOf(run, _algorithm),
            SchemeOf(run, schedule), run.Now, until)
        : KeyRhythm.Extend(schedule, run.Now, until);

    private KeyScheme SchemeOf(ToolRun run, KeySchedule schedule) =>
        schedule.Keys.IsEmpty ? SchemeOf(run, _scheme)
        : schedule.Keys.Any(key => key.Role == KeyRole.ZSK) ? KeyScheme.KskZsk : KeyScheme.Csk;

    // Before the other host's rows have come nothing can be rehearsed.
    private static bool KnowsHalf(KeyIndex index, DomainName zone)
    {
        KeyIndexEntry[] keys = [.. index.EntriesOf(zone)];
        return !keys.Any(key => key.IsSep) || !keys.Any(key => key.SignsZone);
    }
}
