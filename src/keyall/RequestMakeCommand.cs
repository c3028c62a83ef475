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
    private readonly Option<string> _output = new("--output", "-O") { Description = "The request to write; its manifest goes beside it", HelpName = "FILE", Required = true };
    private readonly Option<string?> _format = BundleOptions.Format("xml");
    private readonly Option<string?> _from = new("--from") { Description = "When the first slot begins [default: with the day]", HelpName = "MOMENT" };
    private readonly Option<string> _until = new("--until") { Description = "When the last slot ends; +90d counts from the first", HelpName = "MOMENT", DefaultValueFactory = _ => "+90d" };
    private readonly Option<string?> _interval = BundleOptions.Length("--interval", "How long a slot is [default: 10d]");
    private readonly Option<string?> _validity = BundleOptions.Length("--validity", "How long its signatures are valid [default: 21d]");
    private readonly Option<string?> _id = new("--id") { Description = "Name of the request [default: zone and first slot]", HelpName = "NAME" };
    private readonly Option<long> _serial = new("--serial") { Description = "Number of the request", HelpName = "N" };
    private readonly Option<string?> _bundles = new("--bundles") { Description = "Directory of imported responses: the manifest names the last one", HelpName = "DIR" };
    private readonly RequestKeys _requestKeys = new();
    private readonly RolloverPolicyOptions _policy = new();

    internal Command Create()
    {
        Command command = new Command("make", "Makes the coming ZSKs and a request for the KSKs to sign their DNSKEY RRsets")
        {
            _zone, _output, _format, _from, _until, _interval, _validity, _id, _serial, _bundles,
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
        RequestSlots slots = SlotsOf(run);
        string? previous = PreviousOf(run, zone, slots.From);
        using SharedRows? rows = _requestKeys.MakeMissing(run, zone, slots, policy);
        slots = rows is null ? slots : slots with { Cuts = KskRoster.ChangesByKeyIndex(new KeySchedule(rows.Index, zone, policy)) };
        using KeyDirectory keys = _requestKeys.Read(run, zone);
        using OpenTokens tokens = _requestKeys.Tokens(run);
        using CeremonySigners signers = new(keys, tokens);
        string id = run.Options.GetValue(_id) ?? $"{zone}{slots.From.ToCompactString()}";
        SigningRequest request = RequestMaking.Make(
            zone, slots, RequestKeys.ZsksOf(keys, rows, slots), policy, (id, (ulong)Math.Max(0, run.Options.GetValue(_serial))), run.Now, signers.Sign);
        return Write(run, request, rows, previous);
    }

    private ExitStatus Write(ToolRun run, SigningRequest request, SharedRows? rows, string? previous)
    {
        BundleFormat format = BundleOptions.FormatOf(run, _format, "<"u8);
        byte[] octets = BundleFile.Write(request, format, run.Now);
        string output = run.Options.GetRequiredValue(_output);
        BundleFiles.Write(output, octets, new BundleManifest
        {
            Kind = BundleManifest.Request,
            Zone = request.Domain,
            File = output,
            Sha256 = "",
            Previous = previous,
            Rows = rows?.OfZsks ?? [],
            OtherRows = rows?.OfKsksObserved,
            Proofs = format == BundleFormat.Xml ? [] : [.. request.Bundles.SelectMany((bundle, at) =>
                bundle.Signatures.Select(signature => (at, signature.Ttl, signature.ToRData())))],
        });
        BundleReport report = new(request.Domain) { Bundles = request.Bundles };
        report.Add("request", output, BundleManifest.DigestOf(octets));
        return report.Write(run, new FindingList());
    }

    private string? PreviousOf(ToolRun run, DomainName zone, Timestamp from) => run.Options.GetValue(_bundles) is { } directory
        && ResponseDirectory.Read(directory, zone).Before(from) is { } before ? BundleManifest.DigestOf(BundleFiles.Octets(before.File)) : null;

    private RequestSlots SlotsOf(ToolRun run)
    {
        Timestamp from = run.Options.GetValue(_from) is { } text ? run.MomentOf("--from", text) : run.Now - (run.Now.Seconds % Day);
        return new RequestSlots(
            from, run.MomentOf("--until", run.Options.GetRequiredValue(_until), from),
            BundleOptions.SecondsOf(run, _interval) ?? (10 * Day), BundleOptions.SecondsOf(run, _validity) ?? (21 * Day));
    }
}
