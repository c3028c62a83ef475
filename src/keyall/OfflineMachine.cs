using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using DnssecToolkit.Bundles;
using DnssecToolkit.Bundles.Controls;
using DnssecToolkit.Bundles.Formats;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;

namespace DnssecToolkit.Keyall;

/// <summary>The options that tell a script what the offline machine has, and where.</summary>
internal sealed class OfflineMachine
{
    private readonly Option<string> _keys = new("--keys", "-K")
    {
        Description = "Directory of the KSKs as the offline machine has it",
        HelpName = "DIR",
        DefaultValueFactory = _ => "KSK",
    };

    private readonly Option<string?> _keyIndex = new("--keyindex")
    {
        Description = "Keyindex of the offline machine, as that has it; where it can be read here too, "
            + "the screens show its rows",
        HelpName = "FILE",
    };

    private readonly Option<string?> _sealed = new("--sealed")
    {
        Description = "Directory for sealed responses on the offline machine: ksk-lost with --standby, "
            + "zsk-lost where FILE.zsk-lost is beside the request",
        HelpName = "DIR",
    };

    private readonly Option<int?> _standby = new("--standby")
    {
        Description = "Tag of the standby KSK, for --sealed",
        HelpName = "TAG",
    };

    private readonly Option<string?> _response = new("--response")
    {
        Description =
            "Name of the response that is made there [default: skr- and the day when its bundles begin]",
        HelpName = "FILE",
    };

    private readonly Option<string?> _transcript = new("--transcript")
    {
        Description = "Name of the transcript [default: transcript- and that day]",
        HelpName = "FILE",
    };

    private readonly Option<string?> _further = new("--options")
    {
        Description =
            "Further options of `keyall ceremony run` on the offline machine, such as '--pin file:/run/pin'",
        HelpName = "TEXT",
    };

    /// <summary>The options, in the order of the help.</summary>
    internal IEnumerable<Option> All =>
        [_keys, _keyIndex, _sealed, _standby, _response, _transcript, _further];

    /// <summary>The directory of the KSKs.</summary>
    internal string KeysOf(ToolRun run) => run.Options.GetRequiredValue(_keys);

    /// <summary>The request for the sealed response for the loss of the ZSKs; null where none is
    /// made.</summary>
    internal BundleInput<SigningRequest>? RequestForLossOf(
        ToolRun run, BundleInput<SigningRequest>? request) =>
        run.Options.GetValue(_sealed) is not null && request is not null
            && SealedSets.RequestBeside(request.Path) is var beside && Path.Exists(beside)
            ? BundleFiles.Request(beside) : null;

    /// <summary>The name of the response that is made: another one in each ceremony.</summary>
    internal string ResponseOf(ToolRun run, CarriedFiles files) => run.Options.GetValue(_response)
        ?? NewName(run, files, "skr",
            Path.GetExtension(files.Request?.Path) is { Length: > 0 } ending ? ending : ".xml");

    /// <summary>The name of the transcript: another one in each ceremony.</summary>
    internal string TranscriptOf(ToolRun run, CarriedFiles files) =>
        run.Options.GetValue(_transcript) ?? NewName(run, files, "transcript", ".txt");

    private static string NewName(ToolRun run, CarriedFiles files, string what, string ending)
    {
        const string Midnight = "000000";
        string begin = (files.Request?.Content.Bundles[0].Inception ?? run.Now).ToCompactString();
        string day = files.Request is null || begin.EndsWith(Midnight, StringComparison.Ordinal)
            ? begin[..^Midnight.Length] : begin;
        string name = $"{what}-{day}{ending}";
        return ((string?[])[files.Request?.Path, files.Previous?.Path]).Any(path =>
            Path.GetFileName(path) == name) ? $"{what}-{day}-2{ending}" : name;
    }

    /// <summary>The options of <c>keyall ceremony run</c> that follow from these.</summary>
    internal string OptionsOf(ToolRun run) => string.Join(' ', ((string?[])
    [
        run.Options.GetValue(_keyIndex) is { } index ? $"--keyindex {index}" : null,
        run.Options.GetValue(_sealed) is { } directory ? $"--sealed {directory}" : null,
        run.Options.GetValue(_standby) is { } tag
            ? string.Create(CultureInfo.InvariantCulture, $"--standby {tag}")
            : null,
        run.Options.GetValue(_further),
    ]).OfType<string>());

    /// <summary>The options of <c>keyall request check</c> that follow from these.</summary>
    internal string CheckOptionsOf(ToolRun run)
    {
        (LimitOptions limits, ParseResult told) = LimitsOf(run);
        RequestCheckCommand check = new();
        Command sign = new Command("sign") { TreatUnmatchedTokensAsErrors = false }
            .WithOptions(check.CaseOptions);
        string[] index = run.Options.GetValue(_keyIndex) is { } path ? ["--keyindex", path] : [];
        return string.Join(' ', limits.Given(told).Concat(index)
            .Concat(LimitOptions.Given(Parsed(run, sign), check.CaseOptions))
            .Select(word => word.Any(char.IsWhiteSpace) ? $"\"{word}\"" : word));
    }

    /// <summary>The controls that it does not apply, each with the reason.</summary>
    /// <param name="run">The run.</param>
    /// <param name="online">The zone in the configuration of this side, or null.</param>
    /// <exception cref="UsageException">A control has no reason: <c>keyall ceremony run</c> would refuse
    /// it.</exception>
    internal ImmutableSortedDictionary<string, string> WaivedOf(ToolRun run, ZoneConfiguration? online)
    {
        (LimitOptions limits, ParseResult told) = LimitsOf(run);
        limits.DemandReasons(told);
        return limits.WaivedBy(told, limits.ConfigurationOf(told) is not null && online is not null
            ? online.Requests : RequestAgreement.None);
    }

    private (LimitOptions Limits, ParseResult Told) LimitsOf(ToolRun run)
    {
        LimitOptions limits = new();
        Command check = new("check") { TreatUnmatchedTokensAsErrors = false };
        limits.AddTo(check);
        return (limits, Parsed(run, check));
    }

    private ParseResult Parsed(ToolRun run, Command command) =>
        command.Parse([.. CommandLineParser.SplitCommandLine(run.Options.GetValue(_further) ?? "")]);

    /// <summary>Works out what it will show.</summary>
    /// <param name="run">The run.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="files">What is carried there.</param>
    /// <param name="isFirst">Whether there is no response before.</param>
    /// <param name="online">The zone in the configuration of this side, or null.</param>
    internal CeremonyScreens ScreensOf(
        ToolRun run, DomainName zone, CarriedFiles files, bool isFirst, ZoneConfiguration? online)
    {
        (BundleInput<SigningRequest>? request, BundleInput<SignedResponse>? previous, _) = files;
        string? directory = ((string?[])[KeysOf(run), online?.Keys]).FirstOrDefault(Directory.Exists);
        using KeyDirectory? keys = directory is null ? null : KeyOptions.Read(directory, zone, run.Console);
        SharedRows? rows = request is null ? null : RowsOf(run, request, previous);
        RolloverPolicy policy = online?.Rollover ?? RolloverPolicy.Default;
        return new CeremonyForecast(zone, files.Named())
        {
            ResponseName = ResponseOf(run, files),
            RequestName = Path.GetFileName(request?.Path) ?? CeremonyScript.UsualRequest,
            PreviousName = isFirst ? null : Path.GetFileName(previous?.Path) ?? CeremonyScript.UsualPrevious,
            KeyIndexName = run.Options.GetValue(_keyIndex),
            Rows = rows,
            Cut = request is null ? null : CutOf(run, request.Content, keys, rows, policy),
            Duties = DutiesOf(run, zone, keys, rows, policy),
            Configuration = ConfigurationOf(run, online),
            Waived = WaivedOf(run, online),
            Sealed = SealedOf(run, files.ForLoss),
        }.Screens();
    }

    private string? ConfigurationOf(ToolRun run, ZoneConfiguration? online)
    {
        (LimitOptions limits, ParseResult told) = LimitsOf(run);
        string? path = limits.ConfigurationOf(told);
        if (path is not null && online is null)
        {
            run.Console.Warn(
                $"what {path} of --options waives is not in the script: --config does not name it here");
        }

        return path;
    }

    // A request as text says only when keys change: how it is cut into bundles the offline machine is told.
    private SigningRequest? CutOf(
        ToolRun run, SigningRequest request, KeyDirectory? keys, SharedRows? rows, RolloverPolicy policy)
    {
        if (rows is null && run.Options.GetValue(_keyIndex) is not null && !request.HasExpirations)
        {
            return null; // when its KSKs change is not known here
        }

        ResponsePolicyOptions options = new();
        Command sign = new Command("sign") { TreatUnmatchedTokensAsErrors = false }.WithOptions(options.All);
        ParseResult told = Parsed(run, sign);
        return SlotExpansion.Expand(
            request, options.Of(run, told, request, policy, BundleFormat.Bind),
            rows is not null
                ? KskRoster.ChangesByKeyIndex(new KeySchedule(rows.Index, request.Domain, policy))
            : keys is not null ? KskRoster.ChangesByTiming(keys.Keys) : []);
    }

    private Func<int, KeyBundle, KskDuties>? DutiesOf(
        ToolRun run, DomainName zone, KeyDirectory? keys, SharedRows? rows, RolloverPolicy policy) =>
        keys is null ? null
        : rows is not null
            ? KskRoster.ByKeyIndex(new KeySchedule(rows.Index, zone, policy), KskDutyOptions.KsksOf(keys))
        : run.Options.GetValue(_keyIndex) is null ? KskRoster.ByTiming(keys.Keys) : null;

    // The keyindex itself, or what it had when the response before was made.
    private SharedRows? RowsOf(
        ToolRun run, BundleInput<SigningRequest> request, BundleInput<SignedResponse>? previous)
    {
        if (run.Options.GetValue(_keyIndex) is not { } path)
        {
            return null;
        }

        FindingList findings = new();
        KeyIndex? index = File.Exists(path) ? KeyIndexOptions.Read(path, run)
            : previous?.Manifest is { } manifest ? KeyIndex.Read(
                System.Text.Encoding.Latin1.GetBytes(TextOf(manifest)), previous.ManifestPath, findings)
            : null;
        if (index is null || request.Manifest is null)
        {
            return null;
        }

        SharedRows rows = SharedRows.Of(
            null, index, request.Content.Domain, request.Content.Bundles[0].Inception);
        rows.Take(run, request.Path, request.Manifest, request.Content.Bundles, settle: false, findings);
        run.Report(findings);
        return findings.HasFaults ? null : rows;
    }

    private static string TextOf(BundleManifest manifest) => string.Concat(manifest.Rows
        .Concat(manifest.OtherRows ?? []).Prepend(KeyIndex.Header).Select(row => row + "\n"));

    private ImmutableArray<(KeyLoss Loss, string Path)> SealedOf(
        ToolRun run, BundleInput<SigningRequest>? forLoss)
    {
        if (run.Options.GetValue(_sealed) is not { } directory)
        {
            return [];
        }

        bool hasKsk = run.Options.GetValue(_standby) is not null;
        IEnumerable<KeyLoss> losses = ((KeyLoss[])[KeyLoss.Ksk, KeyLoss.Zsk])
            .Where(loss => loss == KeyLoss.Ksk ? hasKsk : forLoss is not null);
        return [.. losses.Select(loss => (loss, SealedSets.PathOf(directory, loss)))];
    }
}
