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

/// <summary>Shows what is to change in a keyindex, rehearses it, asks once, makes the keys, and writes
/// it.</summary>
internal sealed class KeyIndexChange
{
    private readonly Option<bool> _yes = new("--yes") { Description = "Do it without asking" };

    private readonly Option<bool> _dryRun = new("--dry-run",
        "-n")
    { Description = "Show what would change; make no key and write nothing" };

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
    /// <param name="zones">What changes in each zone.</param>
    /// <param name="policyOf">Gives each zone's policy: those that follow have their own.</param>
    /// <param name="breaks">What becomes of a change that breaks validation.</param>
    /// <param name="bundles">Gives the bundles that are due when the keyindex is as it will be, or null: none
    /// are looked for.</param>
    internal ExitStatus CarryOut(
        ToolRun run, KeyIndexFile file, KeyMakingOptions making, IReadOnlyList<ZoneProposal> zones,
        Func<DomainName, RolloverPolicy> policyOf, BreakPolicy breaks,
        Func<KeyIndex, IReadOnlyList<ZoneBundles>>? bundles = null)
    {
        KeyIndex preview =
            SharedKeys.Follow(zones.Aggregate(file.Index, (index, zone) => zone.Proposal.Preview(index)));
        KeyIndex entered =
            SharedKeys.Follow(zones.Aggregate(file.Index, (index, zone) => zone.Part.Preview(index)));
        ZoneOutlook[] outlooks = [.. zones.Concat(Followers(zones, preview))
            .Select(zone => ZoneOutlook.Of(zone, file.Index, preview, policyOf, run.Now))];
        IReadOnlyList<ZoneBundles> due = bundles?.Invoke(preview) ?? [];
        ZoneBundles[] own = [.. due.Where(zone => zone.AreSignedHere)];
        bool isReal = !run.Options.GetValue(_dryRun) && (!run.TimeWasGiven || run.Options.GetValue(_forReal));
        if (zones.Count == 0)
        {
            run.Console.Say("the keyindex has all that it needs");
        }

        Show(run, (file.Index, entered), outlooks, due);
        ShowBundles(run, due, making.DirectoryOf(run), file.Path);
        foreach (ZoneOutlook outlook in outlooks)
        {
            outlook.Demand(run, breaks);
        }

        bool isNothing = zones.Count == 0 && own.Length == 0;
        if (isNothing && isReal)
        {
            making.Tidy(run, file.Index);
        }

        if (isNothing || !isReal)
        {
            run.Console.Say(isNothing || run.Options.GetValue(_dryRun)
                ? "nothing was written"
                : "nothing was written: --time is not the present; insist with --for-real");
            return ExitStatus.Done;
        }

        if (!run.Options.GetValue(_yes))
        {
            Confirmation.Demand(run.Console, Question(file, zones, own));
            file.DemandUnchanged(); // before a key is made: who waits for a Yes may have edited it
        }

        // The keyindex first: a run that ends here is run again, and signs the bundles then.
        KeyIndex changed = file.Index;
        if (zones.Count > 0)
        {
            changed = Make(run, file, making, zones);
            making.Enter(run, file, changed);
        }

        foreach (ZoneBundles zone in own)
        {
            zone.Sign(run, changed, making);
        }

        return ExitStatus.Done;
    }

    private static string Question(KeyIndexFile file, IReadOnlyList<ZoneProposal> zones, ZoneBundles[] own)
    {
        int count = own.Sum(zone => zone.Slots.Inceptions().Count);
        string keys = Quantity.Of(zones.Sum(zone => zone.Part.Additions.Length), "new key");
        string bundles = $"{Quantity.Of(count, "bundle")} to be signed";
        return zones.Count == 0 ? $"{bundles} as shown."
            : $"{file.Path} is to change as shown, with {keys}{(count > 0 ? $" and {bundles}" : "")}.";
    }

    /// <summary>Makes the keys of proposals, and gives the keyindex with their rows.</summary>
    internal static KeyIndex Make(ToolRun run, KeyIndexFile file, KeyMakingOptions options,
        IReadOnlyList<ZoneProposal> zones)
    {
        KeyIndex index = file.Index;
        using OpenTokens? tokens = options.Tokens(run);
        foreach (ZoneProposal zone in zones)
        {
            zone.Before?.Invoke();
            if (zone.Part.Additions.IsEmpty)
            {
                index = zone.Part.Apply(index, _ => throw new InvalidOperationException());
                continue;
            }

            FindingList findings = new();
            using KeyStock stock = KeyStock.Open(
                options.DirectoryOf(run), zone.Zone, [.. index.EntriesOf(zone.Zone)],
                options.Making(run, tokens, file.Path), findings);
            if (stock.PassedOver is { Count: > 0 } others)
            {
                run.Console.Warn(
                    $"{string.Join(", ", others)}: no row, and not made for {file.Path}: left alone");
                run.Console.Hint(
                    "`keyall run --adopt TAG` takes a key whose moments the keyindex is to say from now on");
            }

            List<KeyIndexEntry> rows = [];
            index = zone.Part.Apply(index, planned =>
            {
                KeyIndexEntry row = stock.Provide(planned, run.Now);
                run.Console.Say($"{row} is in {row.Key}");
                rows.Add(row);
                return row;
            });
            run.Report(findings);
            // The keys are prepared; to enter them is to commit. The next run takes them up.
            KeyIndexEntry[] lone =
                [.. rows.Where(row => !BackupGate.HasStandby(row, file.Index.EntriesOf(zone.Zone), run.Now))];
            zone.Gate?.DemandBeforeCommit(stock.KeysOf(lone), options.DirectoryOf(run),
                "run this again; `keyall run --rollback` takes them back");
        }

        foreach (int tag in options.AdoptedBy(run).Where(tag => !index.Entries.Any(row => row.Tag == tag)))
        {
            run.Console.Warn(
                $"--adopt {tag:D5}: no key that is needed now and has no row and no moments of its own has this tag");
        }

        index = SharedKeys.Follow(index);
        SharedKeyFiles.Write(options.DirectoryOf(run), index);
        return index;
    }

    /// <summary>Takes back keys that were made and never entered; asks once.</summary>
    internal ExitStatus TakeBack(ToolRun run, KeyIndexFile file, KeyMakingOptions options,
        IReadOnlyList<DomainName> zones)
    {
        using OpenTokens tokens = options.AllTokens(run);
        foreach (DomainName zone in zones)
        {
            FindingList findings = new();
            using KeyStock stock = KeyStock.Open(options.DirectoryOf(run), zone,
                [.. file.Index.EntriesOf(zone)], new KeyMaking { KeyIndex = file.Path }, findings);
            run.Report(findings);
            if (stock.Spare.Count == 0 || run.Options.GetValue(_dryRun))
            {
                run.Console.Say(
                    $"{zone} has {Quantity.Of(stock.Spare.Count, "key")} that {(stock.Spare.Count == 1 ? "waits" : "wait")} to be entered");
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

    // Zones with the keys of one that changes.
    private static IEnumerable<ZoneProposal> Followers(IReadOnlyList<ZoneProposal> zones, KeyIndex preview) =>
        zones.SelectMany(leader => SharedKeys.FollowersOf(preview, leader.Zone)
            .Where(zone => !zones.Any(changed => changed.Zone == zone))
            .Select(zone => new ZoneProposal(zone, KeyIndexProposal.Nothing)
            {
                IsHalfKnown = leader.IsHalfKnown,
            }));

    private static void Show(
        ToolRun run, (KeyIndex Before, KeyIndex After) index, ZoneOutlook[] outlooks,
        IReadOnlyList<ZoneBundles> due)
    {
        if (run.Json)
        {
            DomainName[] zones = [.. outlooks.Select(outlook => outlook.After.Zone)
                .Union(due.Select(zone => zone.Zone))];
            run.Console.Output.WriteLine(JsonText.Array(zones, (json, zone) =>
            {
                Write(json, zone, index,
                    outlooks.FirstOrDefault(outlook => outlook.After.Zone == zone)?.Rehearsal.Breaks ?? []);
                due.FirstOrDefault(bundles => bundles.Zone == zone)?.Write(json, run.Now);
            }));
            return;
        }

        foreach (string line in KeyIndexDifference.Lines(index.Before, index.After))
        {
            run.Console.Output.WriteLine(line);
        }

        foreach (ZoneOutlook outlook in outlooks)
        {
            outlook.Draw(run.Console.Output, run.Now);
        }
    }

    private static void ShowBundles(ToolRun run, IReadOnlyList<ZoneBundles> due, string keys, string keyIndex)
    {
        foreach (string line in due.SelectMany(zone => zone.Lines(run.Now, keys, keyIndex))
            .Where(_ => !run.Json))
        {
            run.Console.Output.WriteLine(line);
        }
    }

    private static void Write(
        Utf8JsonWriter json, DomainName zone, (KeyIndex Before, KeyIndex After) index,
        IEnumerable<RehearsalBreak> breaks)
    {
        json.WriteString("zone", zone.ToString());
        json.WriteStartArray("lines");
        foreach (string line in KeyIndexDifference.Lines(index.Before, index.After, zone))
        {
            json.WriteStringValue(line);
        }

        json.WriteEndArray();
        json.WriteStartArray("breaks");
        foreach (RehearsalBreak broken in breaks)
        {
            json.WriteStartObject();
            RehearseCommand.WriteJson(json, broken);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
