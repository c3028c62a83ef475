using System.Collections.Immutable;
using System.CommandLine;
using DnssecToolkit.Bundles;
using DnssecToolkit.Bundles.Controls;
using DnssecToolkit.Bundles.Formats;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall request sign</c>.</summary>
internal sealed class RequestSignCommand
{
    private static readonly Dictionary<string, KskSchema> Schemas = new(StringComparer.Ordinal)
    {
        ["normal"] = KskSchema.Normal,
        ["pre-publish"] = KskSchema.PrePublish,
        ["rollover"] = KskSchema.Rollover,
        ["revoke"] = KskSchema.Revoke,
        ["publish+"] = KskSchema.HoldPublish,
        ["rollover+"] = KskSchema.HoldRollover,
        ["revoke+"] = KskSchema.HoldRevoke,
    };

    private readonly RequestCheckCommand _check = new();
    private readonly Option<string?> _keyIndex = SharedRows.Option();
    private readonly Option<string?> _pin = TokenOptions.Pin();
    private readonly TokenUseOptions _use = new();
    private readonly Option<string> _module = TokenOptions.Module(required: false);
    private readonly Option<bool> _yes = new("--yes") { Description = "Do not ask" };

    private readonly Option<string> _output = new("--output", "-O") { Description = "The response to write", HelpName = "FILE", Required = true };

    private readonly Option<string?> _format = BundleOptions.Format("the request's; text as BIND has it");

    private readonly Option<string?> _schema = new Option<string?>("--schema")
    {
        Description = $"What the current and the next KSK do, slot by slot: {string.Join(", ", Schemas.Keys)} [default: the keyindex, or the key files' moments]",
        HelpName = "SCHEMA",
    }.AcceptOnlyFromAmong([.. Schemas.Keys]);

    private readonly Option<int?> _current = new("--current") { Description = "Tag of the current KSK, for --schema", HelpName = "TAG" };
    private readonly Option<int?> _next = new("--next") { Description = "Tag of the next KSK, for --schema", HelpName = "TAG" };

    private readonly Option<string?> _validity = BundleOptions.Length("--validity", "Of a request as text: how long signatures are valid [default: 14d]");
    private readonly Option<string?> _refresh = BundleOptions.Length("--refresh", "Of a request as text: how long before its end a signature is replaced [default: 5d]");
    private readonly Option<string?> _until = new("--until") { Description = "Of a request as text: until when signatures are made [default: its last header]", HelpName = "MOMENT" };
    private readonly Option<string?> _inceptionOffset = BundleOptions.Length("--inception-offset", "How long before its slot a signature begins [default: 0 in XML, 1h in text]");

    internal Command Create()
    {
        Command command = new("sign", "Checks a request by the controls, signs it with the KSKs, and writes the response");
        AddTo(command);
        return command.Does(run => Sign(run, (_, _) => { })).WithExample(
            "keyall request sign ksr.xml --keys /mnt/ksk --previous skr-1.xml --output skr-2.xml",
            "Sign a request with the KSKs there that are due, after asking.");
    }

    /// <summary>Adds the options to a command.</summary>
    internal void AddTo(Command command)
    {
        _check.AddTo(command);
        foreach (Option option in (Option[])[_output, _format, _schema, _current, _next, _keyIndex, _validity, _refresh, _until, _inceptionOffset, _module, _pin, _yes])
        {
            command.Options.Add(option);
        }

        _ = command.With(_use);
    }

    /// <summary>Whether all questions are answered with Yes on the command line.</summary>
    internal bool IsConfirmedBeforehand(ToolRun run) => run.Options.GetValue(_yes);

    /// <summary>Checks and signs.</summary>
    /// <param name="run">The run.</param>
    /// <param name="record">Takes what a transcript should have: a kind of entry and its text.</param>
    internal ExitStatus Sign(ToolRun run, Action<string, string> record)
    {
        BundleInput<SigningRequest> input = _check.RequestOf(run);
        BundleInput<SignedResponse>? previous = _check.PreviousOf(run);
        using KeyDirectory keys = _check.KeysOf(run, input.Content);
        BundleFormat format = BundleOptions.FormatOf(run, _format, input.Octets);
        ResponsePolicy policy = PolicyOf(run, input.Content, format);
        SigningRequest request = SlotExpansion.Expand(input.Content, policy, ChangesOf(run, input.Content, keys));
        RequestLimits limits = _check.LimitsOf(run, request);
        SharedRows? rows = SharedRows.Read(run, _keyIndex, request.Domain, request.Bundles[0].Inception);
        FindingList findings = new();
        RequestControls.Check(request, previous?.Content, KsksOf(keys), limits, run.Now, findings);
        CheckDrift(input, rows, findings);
        DemandNone(run, findings, $"{input.Path}: the request");

        BundleReport report = new(request.Domain) { Bundles = request.Bundles };
        report.Add("request", input.Path, input.Digest);
        record("file", $"request {Path.GetFileName(input.Path)} {input.Digest}");
        record("file", previous is null ? "no previous response" : $"previous response {Path.GetFileName(previous.Path)} {previous.Digest}");
        Confirm(run, report, input.Digest);
        SignedResponse response = Response(run, request, keys, policy);
        SafetyControls.Check(previous?.Content, response, limits, findings);
        DemandNone(run, findings, "the response");
        byte[] octets = BundleFile.Write(response, format, run.Now);
        string output = run.Options.GetRequiredValue(_output);
        BundleFiles.Write(output, octets, new BundleManifest
        {
            Kind = "response",
            Zone = response.Domain,
            File = output,
            Sha256 = "",
            Previous = previous?.Digest,
            Rows = [.. rows?.Offline ?? []],
            OtherRows = rows is null ? null : BundleManifest.DigestOf(rows.Online),
        });
        report.Add("response", output, BundleManifest.DigestOf(octets));
        record("file", $"response {Path.GetFileName(output)} {BundleManifest.DigestOf(octets)}");
        report.Bundles = response.Bundles;
        return report.Write(run, findings);
    }

    private SignedResponse Response(ToolRun run, SigningRequest request, KeyDirectory keys, ResponsePolicy policy)
    {
        using OpenTokens tokens = new(_use.Of(run, run.Options.GetValue(_pin), threads: 1), run.Options.GetValue(_module));
        using CeremonySigners signers = new(keys, tokens);
        return ResponseSigning.Sign(request, DutiesOf(run, request, keys), policy, signers.Sign);
    }

    private Func<int, KeyBundle, KskDuties> DutiesOf(ToolRun run, SigningRequest request, KeyDirectory keys)
    {
        if (run.Options.GetValue(_schema) is { } schema)
        {
            return KskRoster.BySchema(
                Schemas[schema], request.Bundles.Length, KskOf(run, _current, keys),
                Schemas[schema] == KskSchema.Normal ? null : KskOf(run, _next, keys));
        }

        return ScheduleOf(run, request) is { } schedule ? KskRoster.ByKeyIndex(schedule, KsksOf(keys)) : KskRoster.ByTiming(keys.Keys);
    }

    private ImmutableSortedSet<Time.Timestamp> ChangesOf(ToolRun run, SigningRequest request, KeyDirectory keys) =>
        run.Options.GetValue(_schema) is not null ? []
        : ScheduleOf(run, request) is { } schedule ? KskRoster.ChangesByKeyIndex(schedule)
        : KskRoster.ChangesByTiming(keys.Keys);

    private KeySchedule? ScheduleOf(ToolRun run, SigningRequest request) => run.Options.GetValue(_keyIndex) is { } path
        ? new KeySchedule(KeyIndexOptions.Read(path, run), request.Domain, _check.PolicyOf(run, request)) : null;

    private ResponsePolicy PolicyOf(ToolRun run, SigningRequest request, BundleFormat format)
    {
        RolloverPolicy policy = _check.PolicyOf(run, request);
        return new ResponsePolicy
        {
            PublishSafety = policy.PublicationInterval,
            RetireSafety = policy.KskRetireInterval,
            InceptionOffset = BundleOptions.SecondsOf(run, _inceptionOffset) ?? (request.HasExpirations ? 0 : 3_600),
            ForParent = format != BundleFormat.Xml,
            Validity = BundleOptions.SecondsOf(run, _validity) ?? policy.SignatureValidity.Seconds,
            Refresh = BundleOptions.SecondsOf(run, _refresh) ?? policy.SignatureRefresh.Seconds,
            Until = run.Options.GetValue(_until) is { } until ? run.MomentOf("--until", until, request.Bundles[^1].Inception) : null,
        };
    }

    private void Confirm(ToolRun run, BundleReport report, string digest)
    {
        if (!run.Options.GetValue(_yes))
        {
            report.WriteText(run.Console.Streams.Error);
            Confirmation.Demand(run.Console, $"The request with SHA-256 {digest} is about to be signed.");
        }
    }

    // The rows of ZSKs come with the request; those of KSKs are this side's.
    private static void CheckDrift(BundleInput<SigningRequest> input, SharedRows? rows, FindingList findings)
    {
        if (rows is not null && input.Manifest is { } manifest)
        {
            RowDrift.CheckOurs(manifest, rows.Offline, input.Path, findings);
            RowDrift.CheckTheirs(manifest, rows.Online, input.Path, findings);
        }
    }

    private static void DemandNone(ToolRun run, FindingList findings, string what)
    {
        if (findings.Kept.FirstOrDefault(finding => finding.Severity == Severity.Fault) is { } fault)
        {
            run.Report(findings);
            throw new RefusedException(fault.Code, $"{what} does not pass the controls; nothing was written", "docs/checks.md says what each means, and what to do");
        }
    }

    private static ImmutableArray<ZoneKey> KsksOf(KeyDirectory keys) => [.. keys.Keys.Select(key => key.Key).Where(key => key.IsSep)];

    private static ZoneKey KskOf(ToolRun run, Option<int?> option, KeyDirectory keys)
    {
        int tag = run.Options.GetValue(option) ?? throw new UsageException($"--schema needs {option.Name}", "name the KSK by its tag; `keyall key list` shows it");
        ZoneKey[] found = [.. KsksOf(keys).Where(key => key.Tag.Value == tag)];
        return found.Length == 1 ? found[0] : throw new UsageException($"{option.Name} {tag} is the tag of {found.Length} KSKs in {keys.Path}");
    }
}
