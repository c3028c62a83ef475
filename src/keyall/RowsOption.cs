using System.Collections.Immutable;
using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary>The option that says whose rows of a keyindex are changed here, and the question whether they are
/// this host's.</summary>
/// <remarks>Where KSKs are offline each host has the private halves of its own keys alone, and changes their
/// rows alone; those of the other side come with the next request or response.</remarks>
internal sealed class RowsOption
{
    private const string All = "all";
    private const string Ksk = "ksk";
    private const string Zsk = "zsk";

    private readonly string _together;

    /// <param name="description">What the option is for.</param>
    /// <param name="together">How both hosts keep to one another, as the end of a sentence, or
    /// nothing.</param>
    internal RowsOption(string description, string together = "")
    {
        _together = together;
        Option = new Option<string>("--rows")
        {
            Description = description,
            HelpName = $"{All}|{Ksk}|{Zsk}",
            DefaultValueFactory = _ => All,
        }.AcceptOnlyFromAmong(All, Ksk, Zsk);
    }

    /// <summary>The option.</summary>
    internal Option<string> Option { get; }

    /// <summary>Whether this is the host of offline KSKs, as far as the option says.</summary>
    internal bool IsKsk(ToolRun run) => run.Options.GetRequiredValue(Option) == Ksk;

    /// <summary>Whether one side's rows are meant.</summary>
    internal bool IsOneSide(ToolRun run) => run.Options.GetRequiredValue(Option) != All;

    /// <summary>Gives what of a change is entered here.</summary>
    internal KeyIndexProposal PartOf(ToolRun run, KeyIndexProposal proposal) =>
        IsOneSide(run) ? proposal.OfSide(ofKsks: IsKsk(run)) : proposal;

    /// <summary>Refuses a change of rows that another host owns, and says what to type on which.</summary>
    /// <param name="run">The run; <c>--rows all</c> is the operator's word that this host owns them
    /// all.</param>
    /// <param name="schedule">The zone.</param>
    /// <param name="part">What is to be entered here.</param>
    /// <param name="keys">The directory of the key files.</param>
    /// <exception cref="RefusedException">Some of the rows are another host's.</exception>
    internal void Demand(ToolRun run, KeySchedule schedule, KeyIndexProposal part, string keys)
    {
        bool isWord = run.Options.GetResult(Option) is { Implicit: false } && !IsOneSide(run);
        KeyIndexEntry[] rows = InUse(schedule, run.Now);
        bool[] touched = [.. SidesOf(part).Distinct()];
        foreach (bool ofKsks in touched.Where(ofKsks => !isWord && IsElsewhere(rows, ofKsks, keys)))
        {
            string there = $"the {Words(ofKsks).ToUpperInvariant()}s of {schedule.Zone} are another host's";
            string lost = $"; if that host is lost, or this one has all keys: --rows {All}";
            throw touched.Length == 1
                ? new RefusedException(
                    CheckCodes.MoveElsewhere,
                    $"{there}: no row of theirs has a place (key=) or a key file here",
                    $"do this on the host that has them{lost}")
                : new RefusedException(
                    CheckCodes.MoveElsewhere, $"rows of KSKs and of ZSKs are to change, and {there}",
                    $"type the same on both: here with --rows {Words(!ofKsks)}, "
                    + $"there with --rows {Words(ofKsks)}{_together}{lost}");
        }
    }

    /// <summary>Whether a zone's KSKs and ZSKs are on two hosts: the option says so, or their private halves
    /// do and the option does not say that all are here.</summary>
    /// <param name="run">The run.</param>
    /// <param name="schedule">The zone.</param>
    /// <param name="keys">The directory of the key files.</param>
    internal bool AreTwoHosts(ToolRun run, KeySchedule schedule, string keys) => IsOneSide(run)
        || (run.Options.GetResult(Option) is not { Implicit: false } && InUse(schedule, run.Now) is var rows
            && (IsElsewhere(rows, ofKsks: true, keys) || IsElsewhere(rows, ofKsks: false, keys)));

    /// <summary>Whether the private half of a KSK that signs now or is to sign is on another host, where this
    /// one has ZSKs.</summary>
    /// <param name="schedule">The zone.</param>
    /// <param name="now">The present: what has gone by then does not count.</param>
    /// <param name="keys">The directory of the key files.</param>
    internal static bool AreKsksElsewhere(KeySchedule schedule, Timestamp now, string keys) =>
        InUse(schedule, now).Any(row => row.IsSep && !row.NeverSigns && !IsHere(row, keys))
        && schedule.Own.Keys.Any(row => !row.IsSep && IsHere(row, keys));

    // A key that goes on beyond its removal is somebody's, too: nothing takes its place.
    private static KeyIndexEntry[] InUse(KeySchedule schedule, Timestamp now)
    {
        ImmutableArray<KeyIndexEntry> held = schedule.RolesAt(now).Held;
        return [.. schedule.Own.Keys.Where(row => row.Removed > now || held.Contains(row))];
    }

    private static string Words(bool ofKsks) => ofKsks ? Ksk : Zsk;

    // Another signer's rows are nobody's here: both hosts learn of them.
    private static IEnumerable<bool> SidesOf(KeyIndexProposal part) =>
        part.Additions.Select(key => key.Role != KeyRole.ZSK).Concat(part.Changes
            .Where(change => change.Before.Signer is null).Select(change => change.Before.IsSep));

    private static bool IsElsewhere(KeyIndexEntry[] rows, bool ofKsks, string keys)
    {
        ILookup<bool, bool> here = rows.ToLookup(row => row.IsSep == ofKsks, row => IsHere(row, keys));
        return here[true].Any() && !here[true].Contains(true) && here[false].Contains(true);
    }

    private static bool IsHere(KeyIndexEntry row, string keys)
    {
        BindKeyName name = new(row.Zone, row.Algorithm, row.PossibleTags[0]);
        return row.Key is not null || File.Exists(Path.Combine(keys, $"{name}.private"));
    }
}
