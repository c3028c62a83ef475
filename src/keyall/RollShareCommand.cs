using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall roll share</c>.</summary>
internal static class RollShareCommand
{
    /// <summary>Makes the command.</summary>
    internal static Command Create()
    {
        MoveOptions common = new();
        Option<string?> with = new("--with")
        {
            Description = "Zone whose keys it is to have",
            HelpName = "NAME"
        };
        Option<bool> end =
            new("--end") { Description = "Let it go on by itself with the keys that it has now; those that follow them are its own" };
        return common.AddTo(new Command("share",
            "Gives an unsigned zone the keys of another; its rows follow every change of the other's") { with,
            end })
            .Does(run =>
            {
                string? name = run.Options.GetValue(with);
                if (name is null != run.Options.GetValue(end))
                {
                    throw new UsageException("it is not said whose keys the zone is to have",
                        "give --with NAME; or --end, if it is to go on by itself");
                }

                return name is null
                    ? common.Roll(run, (schedule, _) => End(schedule), ofFollower: true)
                    : common.Roll(run,
                        (schedule, at) =>
                        SharedKeys.Join(LeaderOf(common, run, schedule, RolloverPolicyOptions.ZoneOf(name),
                            at), schedule.Zone, at));
            })
            .WithExample(
                "keyall roll share --keyindex keyindex --keys keys --zone go.cr. --with cr.",
                "Sign go.cr. with the keys of cr. from now on.");
    }

    private static KeyIndexProposal End(KeySchedule schedule) =>
        SharedKeys.Leave(schedule) is { IsEmpty: false } proposal ? proposal
        : throw new RefusedException(CheckCodes.MoveImpossible,
            $"{schedule.Zone} has no keys of another zone", "see its keys: `keyall show`");

    private static KeySchedule LeaderOf(MoveOptions common, ToolRun run, KeySchedule schedule,
        DomainName leader, Time.Timestamp at)
    {
        KeyIndexEntry? present = schedule.Keys.FirstOrDefault(key => key.Removed > at
            || schedule.RolesAt(at).Held.Contains(key));
        KeySchedule leading = common.OtherZone(run, leader);
        return present is not null
            ? throw new RefusedException(CheckCodes.MoveImpossible,
                $"{schedule.Zone} has a key of its own: {present}", "let it give these up first: `keyall roll insecure`")
            : leading.RolesAt(at).SignZone.IsEmpty || leading.Keys.Any(key => key.Shares is not null)
            || leader == schedule.Zone
            ? throw new RefusedException(CheckCodes.MoveImpossible,
                $"{leader} has no keys of its own that sign at {at}", "name the zone whose keys they are")
            : leading;
    }
}
