using System.CommandLine;
using System.Text.Json;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Keyall;

/// <summary>Shows what is to change in a keyindex, rehearses it, asks once, makes the keys, and writes it.</summary>
internal sealed class KeyIndexChange
{
    private readonly Option<bool> _yes = new("--yes") { Description = "Do it without asking" };

    private readonly Option<bool> _dryRun = new("--dry-run", "-n") { Description = "Show what would change; make no key and write nothing" };

    private readonly Option<bool> _forReal = new("--for-real")
    {
        Description = "Make keys and write the keyindex although --time is not the present",
    };

    /// <summary>The options for it, in the order of the help.</summary>
    internal IEnumerable<Option> All => [_yes, _dryRun, _forReal];

    /// <summary>Carries a change out.</summary>
    /// <param name="run">The run.</param>
    /// <param name="file">The keyindex, open.</param>
    /// <param name="making">Where keys are made.</param>
    /// <param name="zones">The policy of each zone that changes, and what changes there.</param>
    /// <param name="breaks">What becomes of a change that breaks validation.</param>
    internal ExitStatus CarryOut(
        ToolRun run, KeyIndexFile file, KeyMakingOptions making, IReadOnlyList<ZoneProposal> zones, BreakPolicy breaks)
    {
        KeyIndex preview = SharedKeys.Follow(zones.Aggregate(file.Index, (index, zone) => zone.Proposal.Preview(index)));
        ZoneOutlook[] outlooks = [.. zones.Concat(Followers(zones, preview)).Select(zone => ZoneOutlook.Of(zone, file.Index, preview, run.Now))];
        bool isReal = !run.Options.GetValue(_dryRun) && (!run.TimeWasGiven || run.Options.GetValue(_forReal));
        if (zones.Count == 0)
        {
            run.Console.Say("the keyindex has all that it needs");
        }

        Show(run, file.Index, preview, outlooks);
        foreach (ZoneOutlook outlook in outlooks)
        {
            outlook.Demand(run, breaks);
        }

        if (zones.Count == 0 || !isReal)
        {
            run.Console.Say(zones.Count == 0 || run.Options.GetValue(_dryRun)
                ? "nothing was written" : "nothing was written: --time is not the present; insist with --for-real");
            return ExitStatus.Done;
        }

        if (!run.Options.GetValue(_yes))
        {
            int count = zones.Sum(zone => zone.Proposal.Additions.Length);
            Confirmation.Demand(run.Console, $"{file.Path} is to change as shown, with {count} new key{(count == 1 ? "" : "s")}.");
        }

        file.Replace(Make(run, file, making, zones), run.Now);
        return ExitStatus.Done;
    }

    /// <summary>Makes the keys of proposals, and gives the keyindex with their rows.</summary>
    internal static KeyIndex Make(ToolRun run, KeyIndexFile file, KeyMakingOptions options, IReadOnlyList<ZoneProposal> zones)
    {
        KeyIndex index = file.Index;
        using OpenTokens? tokens = options.Tokens(run);
        foreach (ZoneProposal zone in zones)
        {
            zone.Before?.Invoke();
            if (zone.Proposal.Additions.IsEmpty)
            {
                index = zone.Proposal.Apply(index, _ => throw new InvalidOperationException());
                continue;
            }

            FindingList findings = new();
            using KeyStock stock = KeyStock.Open(options.DirectoryOf(run), zone.Zone, [.. index.EntriesOf(zone.Zone)], options.Making(run, tokens), findings);
            List<KeyIndexEntry> rows = [];
            index = zone.Proposal.Apply(index, planned =>
            {
                KeyIndexEntry row = stock.Provide(planned, run.Now);
                run.Console.Say($"{row} is in {row.Key}");
                rows.Add(row);
                return row;
            });
            run.Report(findings);
            // The keys are prepared; to enter them is to commit. The next run takes them up.
            KeyIndexEntry[] lone = [.. rows.Where(row => !BackupGate.HasStandby(row, file.Index.EntriesOf(zone.Zone), run.Now))];
            zone.Gate?.DemandBeforeCommit(stock.KeysOf(lone), options.DirectoryOf(run), "run this again; `keyall run --rollback` takes them back");
        }

        index = SharedKeys.Follow(index);
        SharedKeyFiles.Write(options.DirectoryOf(run), index);
        return index;
    }

    /// <summary>Takes back keys that were made and never entered; asks once.</summary>
    internal ExitStatus TakeBack(ToolRun run, KeyIndexFile file, KeyMakingOptions options, IReadOnlyList<DomainName> zones)
    {
        using OpenTokens tokens = options.AllTokens(run);
        foreach (DomainName zone in zones)
        {
            FindingList findings = new();
            using KeyStock stock = KeyStock.Open(options.DirectoryOf(run), zone, [.. file.Index.EntriesOf(zone)], new KeyMaking(), findings);
            run.Report(findings);
            if (stock.Spare.Count == 0 || run.Options.GetValue(_dryRun))
            {
                run.Console.Say($"{zone} has {Quantity.Of(stock.Spare.Count, "key")} that {(stock.Spare.Count == 1 ? "waits" : "wait")} to be entered");
                continue;
            }

            if (!run.Options.GetValue(_yes))
            {
                Confirmation.Demand(run.Console, $"{string.Join(", ", stock.Spare)} will be gone for good.");
            }

            foreach (ZoneKey key in stock.TakeBack(tokens))
            {
                run.Console.Output.WriteLine($"{key} taken back");
            }
        }

        return ExitStatus.Done;
    }

    // Zones with the keys of one that changes; their keys go by its policy.
    private static IEnumerable<ZoneProposal> Followers(IReadOnlyList<ZoneProposal> zones, KeyIndex preview) => preview.Zones
        .Where(zone => !zones.Any(changed => changed.Zone == zone))
        .Select(zone => (Zone: zone, Leader: zones.FirstOrDefault(changed => SharedKeys.LeaderOf(preview, zone) == changed.Zone)))
        .Where(pair => pair.Leader is not null)
        .Select(pair => new ZoneProposal(pair.Zone, pair.Leader!.Policy, KeyIndexProposal.Nothing) { IsHalfKnown = pair.Leader.IsHalfKnown });

    private static void Show(ToolRun run, KeyIndex before, KeyIndex after, ZoneOutlook[] outlooks)
    {
        if (run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Array(outlooks, (json, outlook) => Write(json, outlook, before, after)));
            return;
        }

        foreach (string line in KeyIndexDifference.Lines(before, after))
        {
            run.Console.Output.WriteLine(line);
        }

        foreach (ZoneOutlook outlook in outlooks)
        {
            outlook.Draw(run.Console.Output, run.Now);
        }
    }

    private static void Write(Utf8JsonWriter json, ZoneOutlook outlook, KeyIndex before, KeyIndex after)
    {
        json.WriteString("zone", outlook.After.Zone.ToString());
        json.WriteStartArray("lines");
        foreach (string line in KeyIndexDifference.Lines(before, after).Where(line => line[2..].StartsWith(
            outlook.After.Zone.IsRoot ? "root " : outlook.After.Zone + " ", StringComparison.Ordinal)))
        {
            json.WriteStringValue(line);
        }

        json.WriteEndArray();
        json.WriteStartArray("breaks");
        foreach (RehearsalBreak broken in outlook.Rehearsal.Breaks)
        {
            json.WriteStartObject();
            RehearseCommand.WriteJson(json, broken);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
