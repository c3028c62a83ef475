using System.Collections.Immutable;
using System.CommandLine;
using DnssecToolkit.Bundles;
using DnssecToolkit.Bundles.Controls;
using DnssecToolkit.Bundles.Formats;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall request check</c>, and what <c>sign</c> shares with it.</summary>
internal sealed class RequestCheckCommand
{
    private readonly Argument<string> _file =
        new("FILE") { Description = "The request, in any of the three formats" };
    private readonly LimitOptions _limits = new();
    private readonly KskDutyOptions _duties = new();
    private readonly Option<string?> _keyIndex = SharedRows.Option();
    private readonly Option<bool> _settle = SharedRows.Settle();
    private readonly ResponsePolicyOptions _policy = new();

    private readonly Option<string> _keys = new("--keys", "-K")
    {
        Description = "Directory of the KSKs' BIND key files; their .key files are enough to check",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<string?> _previous = new("--previous")
    {
        Description = "The response before this one; left out only for the first of a zone (--first)",
        HelpName = "FILE",
    };

    private readonly Option<bool> _first =
        new("--first") { Description = "There is no response before this one" };

    internal Command Create()
    {
        Command command = new("check", "Applies the controls to a request; status 1 where one says no");
        AddTo(command);
        return command.WithOptions(CaseOptions).Does(Check).WithExample(
            "keyall request check ksr.xml --keys /mnt/ksk --previous skr-1.xml",
            "See whether a request may be signed, and read its words aloud.");
    }

    /// <summary>Adds the options to a command.</summary>
    internal void AddTo(Command command)
    {
        command.Arguments.Add(_file);
        command.Options.Add(_keys);
        command.Options.Add(_previous);
        command.Options.Add(_first);
        _limits.AddTo(command);
    }

    /// <summary>The options that say what becomes of the request: who signs, by which rows, for how
    /// long.</summary>
    internal Option[] CaseOptions => [.. _duties.All, _keyIndex, _settle, .. _policy.All];

    /// <summary>The request.</summary>
    private BundleInput<SigningRequest> RequestOf(ToolRun run) =>
        BundleFiles.Request(run.Options.GetRequiredValue(_file));

    /// <summary>The response before it, or null.</summary>
    /// <exception cref="UsageException">Neither it nor <c>--first</c> was given.</exception>
    private BundleInput<SignedResponse>? PreviousOf(ToolRun run) => (run.Options.GetValue(_previous), run.Options.GetValue(_first)) switch
    {
        ({ } path, false) => BundleFiles.Response(path),
        (null, true) => null,
        _ => throw new UsageException("give either --previous or --first",
            "the chain from one response to the next shows that a request is from the same side as the last"),
    };

    /// <summary>What is about to be signed, and what it follows.</summary>
    internal (BundleInput<SigningRequest> Request, BundleInput<SignedResponse>? Previous) Read(ToolRun run) =>
        (RequestOf(run), PreviousOf(run));

    /// <summary>Demands a reason for each control that an option waives.</summary>
    internal void DemandReasons(ToolRun run) => _limits.DemandReasons(run.Options);

    /// <summary>The directory of the KSKs.</summary>
    internal KeyDirectory KeysOf(ToolRun run, SigningRequest request) =>
        KeyOptions.Read(run.Options.GetRequiredValue(_keys), request.Domain, run.Console);

    /// <summary>What a request may be.</summary>
    /// <param name="run">The run.</param>
    /// <param name="request">The request.</param>
    /// <param name="held">The zones whose KSKs are in the keyindex; where there are none, those that have key
    /// files here count.</param>
    /// <exception cref="UsageException">Nothing says which zones the KSKs are for.</exception>
    private RequestLimits LimitsOf(ToolRun run, SigningRequest request, DomainName[] held) =>
        _limits.Of(
        run, request.Domain, held.Length > 0
            ? held : KeyDirectory.ZonesIn(run.Options.GetRequiredValue(_keys)));

    /// <summary>How long things take in the zone.</summary>
    private RolloverPolicy PolicyOf(ToolRun run, SigningRequest request) =>
        _limits.PolicyOf(run, request.Domain);

    /// <summary>What the configuration demands of the zone's keys, or null where none was named.</summary>
    internal Configuration.GatePolicy? GateOf(ToolRun run, SigningRequest request) =>
        _limits.GateOf(run, request.Domain);

    /// <summary>Applies the controls, and holds what the manifest says about the previous response against
    /// the one that is here.</summary>
    internal static void Apply(
        BundleInput<SigningRequest> request, BundleInput<SignedResponse>? previous,
        ImmutableArray<ZoneKey> ksks, RequestLimits limits,
        Timestamp now, FindingList findings)
    {
        RequestControls.Check(request.Content, previous?.Content, ksks, limits, now, findings);
        if (request.Manifest is { } manifest && manifest.Previous != previous?.Digest)
        {
            findings.Add(new Finding(CheckCodes.BundlePrevious, new SourceLocation(request.Path),
                previous is null ? "the request follows a response, and none is named here"
                : manifest.Previous is null
                ? $"its manifest names no response before it, and {previous.Path} is named here"
                : $"the request follows another response than {previous.Path}")
            {
                Hint = manifest.Previous is { } named
                    ? $"the response that it follows has the words: {BundleManifest.WordsOf(named)}"
                    : "have it made again with what was imported: `keyall request make --bundles DIR`",
            });
        }
    }

    private ExitStatus Check(ToolRun run)
    {
        (BundleInput<SigningRequest> request, BundleInput<SignedResponse>? previous) = Read(run);
        using KeyDirectory keys = KeysOf(run, request.Content);
        using SharedRows? rows = RowsOf(run, request.Content, toChange: false);
        FindingList findings = new();
        SigningCase asked = CaseOf(run, (request, previous), keys, rows, BundleFormat.Bind, findings);
        if (!findings.HasFaults && (rows is not null || _duties.AreGiven(run)))
        {
            ResponseSigning.DemandSigners(asked.Request, asked.Duties);
        }

        return ReportOf(run, request, previous).Write(run, findings);
    }

    /// <summary>The keyindex, or null where none was named.</summary>
    /// <param name="run">The run.</param>
    /// <param name="request">The request, whose rows come into it.</param>
    /// <param name="toChange">Whether it is written, too.</param>
    internal SharedRows? RowsOf(ToolRun run, SigningRequest request, bool toChange) =>
        SharedRows.Read(run, _keyIndex, request.Domain, request.Bundles[0].Inception, toChange);

    /// <summary>Says what is to be signed and by whom, and finds all that is in the way of it, before anybody
    /// is asked.</summary>
    /// <param name="run">The run.</param>
    /// <param name="files">The request, and the response before it or null.</param>
    /// <param name="keys">The KSKs.</param>
    /// <param name="rows">The keyindex, or null.</param>
    /// <param name="format">The response's format.</param>
    /// <param name="findings">Takes what is in the way; where there are faults, nobody has duties.</param>
    internal SigningCase CaseOf(
        ToolRun run, (BundleInput<SigningRequest> Request, BundleInput<SignedResponse>? Previous) files,
        KeyDirectory keys, SharedRows? rows, BundleFormat format, FindingList findings)
    {
        (BundleInput<SigningRequest> input, BundleInput<SignedResponse>? previous) = files;
        DomainName[] held = [.. (rows?.Index.Entries ?? []).Where(row => row.IsSep).Select(row => row.Zone)
            .Distinct()]; // before a request adds any
        rows?.Take(
            run, input.Path, input.Manifest, input.Content.Bundles, run.Options.GetValue(_settle), findings);
        RolloverPolicy rollover = PolicyOf(run, input.Content);
        KeySchedule? schedule = rows is null ? null : new(rows.Index, input.Content.Domain, rollover);
        ResponsePolicy policy = _policy.Of(run, input.Content, rollover, format);
        SigningRequest request = SlotExpansion.Expand(
            input.Content, policy, _duties.Changes(run, keys, schedule));
        RequestLimits limits = LimitsOf(run, request, held);
        Apply(
            input with { Content = request }, previous, KskDutyOptions.KsksOf(keys), limits, run.Now,
            findings);
        SayReplaced(input, previous, findings);
        SigningCase asked = new(input, request, previous, keys,
            findings.HasFaults ? (_, _) => new KskDuties([], [])
                : _duties.Duties(run, request, keys, schedule),
            policy, limits, format);
        if (_duties.AreGiven(run))
        {
            DutyControls.Check(request, asked.Duties, keys.Keys, schedule, limits, findings);
        }

        rows?.CheckKsks(asked.Ksks, findings);
        return asked;
    }

    // Which bundles of the previous response the request's take the place of.
    private static void SayReplaced(
        BundleInput<SigningRequest> request, BundleInput<SignedResponse>? previous, FindingList findings)
    {
        if (previous is not null)
        {
            RequestPast.Replaced(previous.Content, request.Content.Bundles[0].Inception, previous.Path,
                findings);
        }
    }

    /// <summary>What is shown of a request.</summary>
    internal BundleReport ReportOf(
        ToolRun run, BundleInput<SigningRequest> request, BundleInput<SignedResponse>? previous) =>
        Add(New(run, request), request, previous);

    /// <summary>What is shown before a ceremony's first step: the program, the configuration, the request,
    /// the response before.</summary>
    internal BundleReport GroundOf(
        ToolRun run, BundleInput<SigningRequest> request, BundleInput<SignedResponse>? previous)
    {
        BundleReport report = New(run, request);
        report.AddGround(_limits.ConfigurationOf(run));
        return Add(report, request, previous);
    }

    private BundleReport New(ToolRun run, BundleInput<SigningRequest> request) =>
        new(request.Content.Domain) { Waived = _limits.WaivedOf(run, request.Content.Domain) };

    private static BundleReport Add(BundleReport report, BundleInput<SigningRequest> request,
        BundleInput<SignedResponse>? previous)
    {
        report.Bundles = request.Content.Bundles;
        report.Add("request", request);
        if (previous is not null)
        {
            report.Add("previous response", previous);
        }

        return report;
    }
}
