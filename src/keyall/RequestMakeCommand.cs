using System.CommandLine;
using DnssecToolkit.Bundles;
using DnssecToolkit.Bundles.Formats;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Cryptography;
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
    private readonly Option<string> _keys = KeyOptions.Directory();
    private readonly Option<string> _output = new("--output", "-O") { Description = "The request to write; its manifest goes beside it", HelpName = "FILE", Required = true };
    private readonly Option<string?> _format = BundleOptions.Format("xml");
    private readonly Option<string?> _from = new("--from") { Description = "When the first slot begins [default: with the day]", HelpName = "MOMENT" };
    private readonly Option<string> _until = new("--until") { Description = "When the last slot ends; +90d counts from the first", HelpName = "MOMENT", DefaultValueFactory = _ => "+90d" };
    private readonly Option<string?> _interval = BundleOptions.Length("--interval", "How long a slot is [default: 10d]");
    private readonly Option<string?> _validity = BundleOptions.Length("--validity", "How long its signatures are valid [default: 21d]");
    private readonly Option<string?> _lifetime = BundleOptions.Length("--zsk-lifetime", "Make the ZSKs that are missing, each to sign for so long [default: make none]");
    private readonly Option<string?> _id = new("--id") { Description = "Name of the request [default: zone and first slot]", HelpName = "NAME" };
    private readonly Option<long> _serial = new("--serial") { Description = "Number of the request", HelpName = "N" };
    private readonly Option<string?> _keyIndex = SharedRows.Option();
    private readonly Option<string?> _token = TokenOptions.Token("Make the ZSKs in this token, such as pkcs11:token=LABEL");
    private readonly Option<string> _module = TokenOptions.Module(required: false);
    private readonly Option<string?> _pin = TokenOptions.Pin();
    private readonly TokenUseOptions _use = new();
    private readonly RolloverPolicyOptions _policy = new();

    private readonly Option<string> _algorithm = new("--algorithm", "-a")
    {
        Description = "Algorithm of the ZSKs that are made",
        HelpName = "NAME",
        DefaultValueFactory = _ => AlgorithmTraits.Of(DnssecAlgorithm.ECDSAP256SHA256).Mnemonic,
    };

    internal Command Create()
    {
        Command command = new("make", "Makes the coming ZSKs and a request for the KSKs to sign their DNSKEY RRsets");
        foreach (Option option in (Option[])[_zone, _keys, _output, _format, _from, _until, _interval, _validity, _lifetime, _algorithm, _id, _serial, _keyIndex, _token, _module, _pin])
        {
            command.Options.Add(option);
        }

        _policy.AddTo(command);
        return command.With(_use).Does(Make).WithExample(
            "keyall request make --zone cr --keys /var/lib/dnssec/keys --zsk-lifetime 30d --until +90d --output ksr.xml",
            "Make the ZSKs of the coming 90 days, and a request with nine slots.");
    }

    private ExitStatus Make(ToolRun run)
    {
        DomainName zone = KeyOptions.NameOf(run.Options.GetRequiredValue(_zone));
        RolloverPolicy policy = _policy.Of(run, zone);
        RequestSlots slots = SlotsOf(run);
        string directory = run.Options.GetRequiredValue(_keys);
        using OpenTokens tokens = new(_use.Of(run, run.Options.GetValue(_pin), threads: 1), run.Options.GetValue(_module));
        GenerateMissing(run, zone, directory, slots, policy, tokens);
        using KeyDirectory keys = KeyOptions.Read(directory, zone, run.Console);
        SharedRows? rows = SharedRows.Read(run, _keyIndex, zone, slots.From);
        SigningRequest request;
        using (CeremonySigners signers = new(keys, tokens))
        {
            string id = run.Options.GetValue(_id) ?? $"{zone}{slots.From.ToCompactString()}";
            request = RequestMaking.Make(
                zone, slots, [.. keys.Keys.Where(key => !key.Key.IsSep).Select(key => (key.Key, key.Timing))], policy,
                (id, (ulong)Math.Max(0, run.Options.GetValue(_serial))), run.Now, signers.Sign);
        }

        return Write(run, request, rows);
    }

    private ExitStatus Write(ToolRun run, SigningRequest request, SharedRows? rows)
    {
        BundleFormat format = BundleOptions.FormatOf(run, _format, "<"u8);
        byte[] octets = BundleFile.Write(request, format, run.Now);
        string output = run.Options.GetRequiredValue(_output);
        BundleFiles.Write(output, octets, new BundleManifest
        {
            Kind = "request",
            Zone = request.Domain,
            File = output,
            Sha256 = "",
            Rows = [.. rows?.Online ?? []],
            OtherRows = rows is null ? null : BundleManifest.DigestOf(rows.Offline),
            Proofs = format == BundleFormat.Xml ? [] : [.. request.Bundles.SelectMany((bundle, at) =>
                bundle.Signatures.Select(signature => (at, signature.Ttl, signature.ToRData())))],
        });
        BundleReport report = new(request.Domain) { Bundles = request.Bundles };
        report.Add("request", output, BundleManifest.DigestOf(octets));
        return report.Write(run, new FindingList());
    }

    private void GenerateMissing(ToolRun run, DomainName zone, string directory, RequestSlots slots, RolloverPolicy policy, OpenTokens tokens)
    {
        if (BundleOptions.SecondsOf(run, _lifetime) is not { } lifetime)
        {
            return;
        }

        if (!AlgorithmTraits.TryParse(run.Options.GetRequiredValue(_algorithm), out AlgorithmTraits? traits))
        {
            throw new UsageException("--algorithm is not one to make keys of");
        }

        using KeyDirectory keys = KeyOptions.Read(directory, zone, run.Console);
        KeyTiming[] existing = [.. keys.Keys.Where(key => !key.Key.IsSep && key.Key.Algorithm == traits.Algorithm)
            .Select(key => key.Timing.IsEmpty ? new KeyTiming { Activate = new Timestamp(0) } : key.Timing)];
        List<ZoneKey> all = [.. keys.Keys.Select(key => key.Key)];
        foreach (KeyTiming timing in ZskSuccession.Missing(existing, slots, lifetime, policy))
        {
            KeyGeneration generation = new(zone, traits.Algorithm, KeyRole.ZSK) { Timing = timing with { Created = run.Now } };
            ZoneKey made = Generate(run, generation, directory, (uint)policy.DnskeyTtl.Seconds, all, tokens);
            run.Console.Say($"made {made}: published {timing.Publish}, signs {timing.Activate} to {timing.Inactive}, gone {timing.Delete}");
            all.Add(made);
        }
    }

    private ZoneKey Generate(ToolRun run, KeyGeneration generation, string directory, uint ttl, List<ZoneKey> all, OpenTokens tokens)
    {
        if (run.Options.GetValue(_token) is not { } token)
        {
            using SoftwareKey key = generation.Generate(all);
            BindKeyFiles.Write(directory, key, ttl);
            return key.Key;
        }

        Pkcs11Uri where = TokenOptions.UriOf(token, run.Options.GetValue(_module));
        (ZoneKey made, Pkcs11Uri uri) = TokenKeyGeneration.Generate(tokens.Connect(where), generation, all);
        BindTokenFile file = new(made.Algorithm, where.PinSource is null ? uri : uri.WithPinSource(where.PinSource), generation.Timing);
        BindKeyFiles.Write(directory, made, file, ttl);
        return made;
    }

    private RequestSlots SlotsOf(ToolRun run)
    {
        Timestamp from = run.Options.GetValue(_from) is { } text ? run.MomentOf("--from", text) : run.Now - (run.Now.Seconds % Day);
        return new RequestSlots(
            from, run.MomentOf("--until", run.Options.GetRequiredValue(_until), from),
            BundleOptions.SecondsOf(run, _interval) ?? (10 * Day), BundleOptions.SecondsOf(run, _validity) ?? (21 * Day));
    }
}
