using System.Collections.Immutable;
using System.CommandLine;
using DnssecToolkit.Bundles;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Schedule;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall ceremony script</c>.</summary>
internal sealed class CeremonyScriptCommand
{
    private const long UntilTheNext = 200 * 86_400;

    private readonly DocumentOptions _document = new();

    private readonly Option<string> _name = new("--name")
    {
        Description = "Name of the ceremony",
        HelpName = "NAME",
        DefaultValueFactory = _ => "Ceremony",
    };

    private readonly Option<string[]?> _bags = new("--bag")
    {
        Description = "Number of a tamper-evident bag that is to be opened; repeatable",
        HelpName = "NUMBER",
    };

    private readonly Option<string?> _request = new("--request")
    {
        Description = "The request: its digest, words and screen stand in the script",
        HelpName = "FILE",
    };

    private readonly Option<string?> _previous = new("--previous")
    {
        Description = "The response before: its digest and words stand in the script",
        HelpName = "FILE",
    };

    private readonly Option<bool> _first = new("--first")
    {
        Description = "There is no response before this one",
    };

    private readonly OfflineMachine _offline = new();

    internal Command Create() => new Command(
        "script", "Prints the script of a signing ceremony: roles, steps with their screens, digests and words, bags, places for initials and signatures")
        .WithOptions([.. _document.All, _name, _bags, _request, _previous, _first, .. _offline.All])
        .Does(Print)
        .WithExample(
            "keyall ceremony script --zone cr --config dnssec.yaml --name 'KSK ceremony 12' --bag BB51184546 --request ksr.xml"
            + " --form pdf --output script.pdf",
            "Print what is to be read out and filled in at the next ceremony.");

    private ExitStatus Print(ToolRun run)
    {
        SignerConfiguration? configuration = _document.Configuration(run);
        ZoneConfiguration? zone = _document.ZoneIn(run, configuration);
        BundleInput<SigningRequest>? request = run.Options.GetValue(_request) is { } asked
            ? BundleFiles.Request(asked)
            : null;
        BundleInput<SignedResponse>? previous = run.Options.GetValue(_previous) is { } before
            ? BundleFiles.Response(before)
            : null;
        CarriedFiles files = new(request, previous, _offline.RequestForLossOf(run, request));
        bool isFirst = run.Options.GetValue(_first);
        CeremonyScript script = new()
        {
            Name = run.Options.GetRequiredValue(_name),
            Zone = _document.Zone(run),
            Organisation = configuration?.Ceremony.Organisation,
            Place = configuration?.Ceremony.Place,
            Roles = configuration is { Ceremony.Roles: { Count: > 0 } roles }
                ? [.. roles]
                : CeremonySteps.Roles,
            Bags = [.. run.Options.GetValue(_bags) ?? []],
            Files = FilesOf(configuration, files),
            Schedule = EventsOf(DocumentOptions.ScheduleOf(run, zone), run.Now),
            KeyDirectory = _offline.KeysOf(run),
            Request = Path.GetFileName(request?.Path) ?? CeremonyScript.UsualRequest,
            Previous = isFirst ? null : Path.GetFileName(previous?.Path) ?? CeremonyScript.UsualPrevious,
            Response = _offline.ResponseOf(run, files),
            Transcript = _offline.TranscriptOf(run, files),
            Further = _offline.OptionsOf(run),
            CheckOptions = _offline.CheckOptionsOf(run),
            Waived = _offline.WaivedOf(run, zone),
            Screens = _offline.ScreensOf(run, _document.Zone(run), files, isFirst, zone),
            Summary = request is null ? null : SummaryOf(request.Content),
        };
        _document.Write(run, script.ToMarkdown(), $"{script.Name}: key signing for {script.Zone}");
        return ExitStatus.Done;
    }

    private static ImmutableArray<(string What, string Name, string Sha256)> FilesOf(
        SignerConfiguration? configuration, CarriedFiles carried)
    {
        (string tool, string sha256) = RunningTool.Identity;
        List<(string, string, string)> files = [("tool", tool, sha256)];
        if (configuration is not null)
        {
            files.Add(("configuration", Path.GetFileName(configuration.File),
                BundleManifest.DigestOf(BundleFiles.Octets(configuration.File))));
        }

        Add("request", carried.Request);
        Add("previous response", carried.Previous);
        Add(CeremonySteps.RequestForLoss, carried.ForLoss);
        return [.. files];

        void Add<T>(string what, BundleInput<T>? input)
        {
            if (input is not null)
            {
                files.Add((what, Path.GetFileName(input.Path), input.Digest));
            }

            if (input?.ManifestDigest is { } digest)
            {
                files.Add(($"manifest of the {what}", Path.GetFileName(input.ManifestPath), digest));
            }
        }
    }

    private static ImmutableArray<(string Moment, string Key, string What)> EventsOf(KeySchedule? schedule,
        Time.Timestamp now) => schedule is null ? [] :
    [
        .. schedule.Events(now, now + UntilTheNext)
        .Where(entry => entry.Kind is not (ScheduleEventKind.Ready or ScheduleEventKind.Dead))
            .Select(entry => (entry.Moment.ToString(), entry.Key.ToString(),
                $"{entry.Kind}: {entry.Reason}{(entry.Duty is null ? "" : $"; {entry.Duty}")}")),
    ];

    private static string SummaryOf(SigningRequest request) =>
        $"{Quantity.Of(request.Bundles.Length, "bundle")}, "
        + $"of which the first begins {request.Bundles[0].Inception} and the last {request.Bundles[^1].Inception}";
}
