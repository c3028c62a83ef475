using System.CommandLine;
using DnssecToolkit.Bundles;
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

/// <summary><c>keyall request make</c>.</summary>
internal sealed class RequestMakeCommand
{
    private const long Day = 86_400;

    private readonly Option<string> _zone = KeyOptions.Zone("Zone that the request is for");
    private readonly Option<string> _output = new("--output",
        "-O")
    {
        Description = "The request to write; its manifest goes beside it",
        HelpName = "FILE",
        Required = true
    };
    private readonly Option<string?> _format = BundleOptions.Format("xml");
    private readonly Option<string?> _from =
        new("--from") { Description = "When the first slot begins [default: where the imported responses end, else with the day]", HelpName = "MOMENT" };
    private readonly Option<string> _until =
        new("--until")
        {
            Description = "When the last slot ends; +90d counts from the first",
            HelpName = "MOMENT",
            DefaultValueFactory = _ => "+90d"
        };
    private readonly Option<string?> _interval = BundleOptions.Length("--interval",
        "How long a slot is [default: 10d]");
    private readonly Option<string?> _validity = BundleOptions.Length("--validity",
        "How long its signatures are valid [default: 21d]");
    private readonly Option<string?> _id =
        new("--id") { Description = "Name of the request [default: zone and first slot]", HelpName = "NAME" };
    private readonly Option<long> _serial = new("--serial")
    {
        Description = "Number of the request",
        HelpName = "N"
    };
    private readonly ResponseOptions _responses =
        new("the request begins where they end, and its manifest names the last one");
    private readonly Option<string?> _standby = new("--standby-keys")
    {
        Description =
            "Directory of ZSKs for the day the others are lost; a request for a sealed response with them goes to FILE.zsk-lost",
        HelpName = "DIR",
    };

    private readonly RequestKeys _requestKeys = new();
    private readonly RolloverPolicyOptions _policy = new();

    internal Command Create()
    {
        Command command = new Command("make", "Makes the coming ZSKs and a request for the KSKs to sign their DNSKEY RRsets")
        {
            _zone, _output, _format, _from, _until, _interval, _validity, _id, _serial, _responses.Directory, _standby,
        };
        _ = command.WithOptions(_requestKeys.All);
        _policy.AddTo(command);
        return command.Does(Make).WithExample(
            "keyall request make --zone cr --keys /var/lib/dnssec/keys --keyindex keyindex --until +90d --output ksr.xml",
            "Make the ZSKs of the coming 90 days, enter them in the keyindex, and write a request with nine slots.");
    }

    private ExitStatus Make(ToolRun run)
    {
        DomainName zone = KeyOptions.NameOf(run.Options.GetRequiredValue(_zone));
        RolloverPolicy policy = _policy.Of(run, zone);
        ResponseDirectory? imported = _responses.Read(run, zone, _policy);
        RequestPast? past = imported is null ? null : new RequestPast(imported, run.Now);
        RequestSlots slots = SlotsOf(run, imported);
        Timestamp asked = slots.Until;
        string? previous = past?.DigestBefore(slots.From);
        FindingList findings = new();
        past?.DemandNoGap(slots.From, findings);
        BackupGate? gate = _requestKeys.GateOf(run, zone, _policy);
        using SharedRows? rows = _requestKeys.MakeMissing(run, zone, slots, _policy);
        KeySchedule? schedule = rows is null ? null : new KeySchedule(rows.Index, zone, policy)
            .As(_policy.ServedOf(run, zone));
        slots = schedule is null ? slots : RequestZsks.WhileSecure(
            slots with { Cuts = KskRoster.ChangesByKeyIndex(schedule) }, schedule);
        using KeyDirectory keys = _requestKeys.Read(run, zone);
        RequestZsks zsks = RequestZsks.Of(keys, schedule, slots);
        ZoneKey[] published = [.. zsks.Keys.Where(zsk => zsk.Timing.Publish <= run.Now
            && !(zsk.Timing.Delete <= run.Now)).Select(zsk => zsk.Key)];
        gate?.DemandBeforeCommit(zsks.Keys.Where(zsk => zsk.Timing.Activate > run.Now).Select(zsk => zsk.Key),
            published, "make the request again", keys);
        using OpenTokens tokens = _requestKeys.Tokens(run);
        using CeremonySigners signers = new(keys, tokens);
        string id = run.Options.GetValue(_id) ?? $"{zone}{slots.From.ToCompactString()}";
        SigningRequest Request(string name, RequestZsks all, BundleSigner sign) => RequestMaking.Make(
            zone, slots, all.InSlot, policy, (name, (ulong)Math.Max(0, run.Options.GetValue(_serial))), run.Now,
            sign,
            past?.CoveredAt(slots.From));
        SigningRequest request = Request(id, zsks, signers.Sign);
        if (slots.Until >= asked) // else the zone is insecure from then on
        {
            past?.DemandNoLoss(request);
        }

        if (past is not null && schedule is not null)
        {
            past.Compare(request, schedule, findings);
            DemandNone(run, findings);
        }

        BundleReport report = new(zone) { Bundles = request.Bundles };
        Write(run, "request", run.Options.GetRequiredValue(_output), request,
            ManifestOf(zone, previous) with
            {
                Rows = [.. (rows?.OfZsks ?? []).Union(zsks.Rows.Select(row => row.ToSharedRow()))],
                OtherRows = rows?.OfKsksObserved
            }, report);
        if (run.Options.GetValue(_standby) is { } directory)
        {
            using KeyDirectory standby = StandbyOf(run, directory, zone);
            // On the day signall would wait for a copy of them, and there would be no time for one.
            gate?.DemandBeforeCommit(standby.Keys.Select(key => key.Key), published, "make the request again",
                standby, keys);
            using CeremonySigners both = new(standby, tokens);
            SigningRequest forLoss = Request($"{id}-{SealedSet.NameOf(KeyLoss.Zsk)}",
                zsks.With([.. standby.Keys.Select(key => key.Key)]),
                (key, message) => standby.Keys.Any(own => own.Key.Equals(key))
                    ? both.Sign(key, message) : signers.Sign(key, message));
            Write(run, CeremonySteps.RequestForLoss,
                SealedSets.RequestBeside(run.Options.GetRequiredValue(_output)), forLoss,
                ManifestOf(zone, previous) with { Sealed = KeyLoss.Zsk }, report);
        }

        return report.Write(run, findings);
    }

    private static BundleManifest ManifestOf(DomainName zone, string? previous) =>
        new() { Kind = BundleManifest.Request, Zone = zone, File = "", Sha256 = "", Previous = previous };

    private static KeyDirectory StandbyOf(ToolRun run, string directory, DomainName zone)
    {
        KeyDirectory standby = KeyOptions.Read(directory, zone, run.Console);
        return standby.Keys.Count > 0 && standby.Keys.All(key => !key.Key.IsSep)
            ? standby : throw new UsageException(
            $"--standby-keys {directory}: there should be ZSKs of {zone} there, and nothing else",
            "make one: keyall key generate --type zsk --keys DIR");
    }

    private void Write(ToolRun run, string what, string output, SigningRequest request,
        BundleManifest manifest, BundleReport report)
    {
        BundleFormat format = BundleOptions.FormatOf(run, _format, "<"u8);
        byte[] octets = BundleFile.Write(request, format, run.Now);
        string manifestDigest = BundleFiles.Write(output, octets, manifest with
        {
            Proofs = format == BundleFormat.Xml ? [] : [.. request.Bundles.SelectMany((bundle, at) =>
                bundle.Signatures.Select(signature => (at, signature.Ttl, signature.ToRData())))],
        });
        report.Add(what, output, BundleManifest.DigestOf(octets), manifestDigest);
    }

    private static void DemandNone(ToolRun run, FindingList findings)
    {
        if (findings.Kept.FirstOrDefault(finding => finding.Code == CheckCodes.SkrLeaves) is { } fault)
        {
            run.Report(findings);
            throw new RefusedException(fault.Code,
                "the request does not fit the responses before it; it was not written", fault.Hint!);
        }
    }

    private RequestSlots SlotsOf(ToolRun run, ResponseDirectory? imported)
    {
        Timestamp from = run.Options.GetValue(_from) is { } text ? run.MomentOf("--from", text)
            : imported is not null ? ComingSlots.From(imported, run.Now) : run.Now - (run.Now.Seconds % Day);
        return new RequestSlots(
            from, run.MomentOf("--until", run.Options.GetRequiredValue(_until), from),
            BundleOptions.SecondsOf(run, _interval)
                ?? ComingSlots.Interval, BundleOptions.SecondsOf(run, _validity) ?? ComingSlots.Validity);
    }
}
