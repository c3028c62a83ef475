using System.CommandLine;
using DnssecToolkit.Bundles;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary>Finds the bundles that are due in the zones of a run whose DNSKEY RRset is served from signed
/// responses.</summary>
internal sealed class DueBundles
{
    private readonly Option<string?> _directory = new("--bundles")
    {
        Description = "Directory of responses: sign what is due there with the KSKs here, "
            + "or say when a request is due; by default the configuration's",
        HelpName = "DIR",
    };

    /// <summary>The options.</summary>
    internal IEnumerable<Option> All => [_directory];

    /// <summary>Finds them.</summary>
    /// <param name="run">The run.</param>
    /// <param name="zones">The zones.</param>
    /// <param name="preview">The keyindex as it will be.</param>
    /// <param name="until">How far ahead.</param>
    /// <param name="policy">The zones' policies, and where the configuration has their responses.</param>
    /// <param name="making">Where the keys are.</param>
    internal IReadOnlyList<ZoneBundles> Find(
        ToolRun run, IReadOnlyList<DomainName> zones, KeyIndex preview, Timestamp until,
        RolloverPolicyOptions policy, KeyMakingOptions making)
    {
        List<ZoneBundles> due = [];
        foreach (DomainName zone in zones.Where(zone => preview.EntriesOf(zone).Any(row => row.IsSep)))
        {
            bool areHere = AreHere(run, zone, preview, until, making);
            if (!preview.EntriesOf(zone).Any(row => row.Role == KeyRole.ZSK)
                || (run.Options.GetValue(_directory) ?? policy.BundlesOf(run, zone)) is not { } directory)
            {
                SayWhoSigns(run, zone, areHere);
                continue;
            }

            ResponseDirectory imported = ResponseDirectory.Read(directory, zone);
            WarnOfOthers(run, imported, new KeySchedule(preview, zone, policy.Of(run, zone)));
            if (ComingSlots.Until(imported, run.Now, until) is { } slots)
            {
                BackupGate? gate = making.GateOf(run, zone, policy);
                ZoneBundles bundles = new(zone, policy.Of(run, zone), imported, slots,
                    areHere)
                { Gate = gate };
                due.Add(bundles);
            }
            else
            {
                run.Console.Say($"{zone}: bundles last until {imported.CoveredUntil(run.Now)}; none is due");
            }
        }

        return due;
    }

    // What was signed ahead stays as it is, whatever a later change of the keyindex says.
    private static void WarnOfOthers(ToolRun run, ResponseDirectory imported, KeySchedule schedule)
    {
        foreach ((Interval time, KeyBundle bundle) in imported.Stretches(new Interval(run.Now, Interval.Forever)))
        {
            KeyIndexEntry? lacking = schedule.RolesAt(time.Start).Publish
                .FirstOrDefault(row => !bundle.Keys.Any(key => KeyStock.IsRowOf(row, key.Key)));
            if (lacking is not null)
            {
                run.Console.Warn(
                    $"{schedule.Zone}: by the keyindex {lacking} is published at {time.Start}, and the bundle "
                    + $"that was signed for then has not got it; responses last until {imported.CoveredUntil(run.Now)}");
                run.Console.Hint(
                    "make a request for the time from now on, have it signed and put it in place of "
                    + "the responses that begin later; or let the change begin when these end: --at");
                return;
            }
        }
    }

    // Keys that are still to be made are made here. A row may have no place: then the directory knows its
    // key.
    private static bool AreHere(
        ToolRun run, DomainName zone, KeyIndex preview, Timestamp until, KeyMakingOptions making)
    {
        KeyIndexEntry[] ksks = [.. preview.EntriesOf(zone).Where(row =>
            row.IsSep && row.Signer is null && row.Removed > run.Now && row.Start < until)];
        KeyIndexEntry[] known = [.. ksks.Where(row => row.Tag <= ushort.MaxValue)];
        if (known.Length == 0)
        {
            return ksks.Length > 0;
        }

        using KeyDirectory keys = KeyOptions.Read(making.DirectoryOf(run), zone, run.Console);
        DirectoryKey[] whole =
            [.. keys.Keys.Where(key => key.Reference is not null || key.Software is not null)];
        return known.All(row => Array.Exists(whole, key => KeyStock.IsRowOf(row, key.Key)));
    }

    private static void SayWhoSigns(ToolRun run, DomainName zone, bool areHere)
    {
        if (areHere)
        {
            run.Console.Say(
                $"{zone}: signall signs the DNSKEY RRset itself, with the keys here; no bundles are needed");
        }
        else
        {
            run.Console.Warn(
                $"{zone}: its KSKs are not here, and no directory of responses is named: "
                + "when the next request is due is not known");
            run.Console.Hint(
                "name it: --bundles DIR, or the zone's `bundles:` in the configuration that --config names");
        }
    }
}
