using System.Collections.Immutable;
using System.Text.Json;
using DnssecToolkit.Bundles;
using DnssecToolkit.Bundles.Controls;
using DnssecToolkit.Bundles.Formats;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary>The bundles of a zone that are due within a run's horizon.</summary>
/// <param name="Zone">The zone.</param>
/// <param name="Policy">Its policy.</param>
/// <param name="Imported">The responses that are there.</param>
/// <param name="Slots">What is to be signed.</param>
/// <param name="AreSignedHere">Whether the private halves of the KSKs are on this host; else a request goes
/// to where they are.</param>
internal sealed record ZoneBundles(
    DomainName Zone, RolloverPolicy Policy, ResponseDirectory Imported, RequestSlots Slots,
    bool AreSignedHere)
{
    /// <summary>What its keys need before they go into a bundle, or null.</summary>
    internal BackupGate? Gate { get; init; }

    /// <summary>Says what will be signed, or who has to sign and by when.</summary>
    internal IEnumerable<string> Lines(Timestamp now, string keys, string keyIndex)
    {
        int count = Slots.Inceptions().Count;
        Timestamp covered = Imported.CoveredUntil(now);
        ComingCeremony next = new CeremonyCalendar(Imported, Policy, now).Next;
        if (AreSignedHere)
        {
            yield return $"{Zone}: {Quantity.Of(count, "bundle")} from {Slots.From} to {Slots.Until}, "
                + $"signed by the KSKs here, for {Imported.Path}";
            yield break;
        }

        string due = next.RequestBy > now ? $"by {next.RequestBy}" : "at once";
        string left = covered > now ? $"bundles last until {covered}" : "there is no bundle for now";
        yield return $"{Zone}: a request is due {due}: its KSKs are not here, and {left}";
        string times = $"--from {Slots.From.ToCompactString()} --until {Slots.Until.ToCompactString()}";
        yield return $"  keyall request make --zone {Zone} --keys {keys} --keyindex {keyIndex} "
            + $"--bundles {Imported.Path} {times} --output ksr.xml";
        string ceremony = next.CeremonyBy > now ? $"by {next.CeremonyBy}" : "at once";
        yield return $"  then have it signed where the KSKs are, {ceremony}, and import the response, "
            + $"{(next.ImportBy > now ? $"by {next.ImportBy}" : "at once")}: keyall response import";
    }

    /// <summary>Writes it for programs.</summary>
    internal void Write(Utf8JsonWriter json, Timestamp now)
    {
        json.WriteStartObject("bundles");
        json.WriteBoolean("signedHere", AreSignedHere);
        json.WriteString("coveredUntil", Imported.CoveredUntil(now).ToString());
        json.WriteString("from", Slots.From.ToString());
        json.WriteString("until", Slots.Until.ToString());
        json.WriteNumber("slots", Slots.Inceptions().Count);
        json.WriteString("directory", Imported.Path);
        json.WriteEndObject();
    }

    /// <summary>Signs them and files the response, as a request and its ceremony would.</summary>
    /// <exception cref="RefusedException">A control says no; nothing was filed.</exception>
    /// <exception cref="KeyUnavailableException">A key is not here, or failed.</exception>
    internal void Sign(ToolRun run, KeyIndex index, KeyMakingOptions making)
    {
        KeySchedule schedule = new(index, Zone, Policy);
        RequestSlots slots = RequestZsks.WhileSecure(
            Slots with { Cuts = KskRoster.ChangesByKeyIndex(schedule) }, schedule);
        using KeyDirectory keys = KeyOptions.Read(making.DirectoryOf(run), Zone, run.Console);
        DemandBackups(schedule, keys, run.Now);
        using OpenTokens tokens = making.AllTokens(run);
        using CeremonySigners signers = new(keys, tokens);
        (string, ulong) name = ($"{Zone}{slots.From.ToCompactString()}", 0);
        SigningRequest request = RequestMaking.Make(
            Zone, slots, RequestZsks.Of(keys, schedule, slots).InSlot, Policy, name, run.Now, signers.Sign,
            Imported.At(slots.From - 1)?.Expiration);
        ZoneKey[] all = [.. keys.Keys.Select(key => key.Key)];
        SignedResponse response = ResponseSigning.Sign(
            request, KskRoster.ByKeyIndex(schedule, all), ResponsePolicy.Of(Policy), signers.Sign);
        Demand(run, request, response, KskDutyOptions.KsksOf(keys));
        File(run, response);
    }

    // A key that signs already goes on.
    private void DemandBackups(KeySchedule schedule, KeyDirectory keys, Timestamp now)
    {
        ZoneKey[] known = [.. Imported.Responses.SelectMany(entry => entry.Response.Bundles)
            .SelectMany(bundle => bundle.Keys).Select(key => key.Key).Distinct()];
        KeyIndexEntry[] coming =
            [.. schedule.Keys.Where(row => row.Start > now && row.Publish < Slots.Until)];
        IEnumerable<ZoneKey> fresh = keys.Keys.Select(key => key.Key)
            .Where(key => coming.Any(row => KeyStock.IsRowOf(row, key))).Except(known);
        Gate?.DemandBeforeCommit(fresh, known, "run this again", keys);
    }

    // What the other side of an offline KSK would check is checked here, too.
    private void Demand(
        ToolRun run, SigningRequest request, SignedResponse response, ImmutableArray<ZoneKey> ksks)
    {
        FindingList findings = new();
        RequestLimits limits = RequestLimits.Of(Zone, Policy);
        bool isChained = Imported.Last?.Bundles[^1].Expiration > run.Now;
        SignedResponse? previous = isChained ? Imported.Last : null;
        RequestControls.Check(request, previous, ksks, limits, run.Now, findings);
        SafetyControls.Check(previous, response, limits, findings);
        ResponseControls.Check(response, request, previous, ksks, findings);
        run.Report(findings);
        if (findings.Kept.FirstOrDefault(finding => finding.Severity == Severity.Fault) is { } fault)
        {
            throw new RefusedException(
                fault.Code, $"{Zone}: the bundles do not pass the controls; none was filed",
                "docs/checks.md says what each means; for other slots make a request: `keyall request make`");
        }
    }

    private void File(ToolRun run, SignedResponse response)
    {
        byte[] octets = BundleFile.Write(response, BundleFormat.Xml, run.Now);
        string path = ResponseDirectory.PathFor(Imported.Path, response, activated: null);
        string? before = Imported.Before(response.Bundles[0].Inception)?.File;
        string manifest = BundleFiles.Write(path, octets, new BundleManifest
        {
            Kind = BundleManifest.Response,
            Zone = Zone,
            File = "",
            Sha256 = "",
            Previous = before is null ? null : BundleManifest.DigestOf(BundleFiles.Octets(before)),
        });
        if (!run.Json)
        {
            BundleReport report = new(Zone) { Bundles = response.Bundles };
            report.Add("response", path, BundleManifest.DigestOf(octets), manifest);
            report.WriteText(run.Console.Output);
        }
    }
}
