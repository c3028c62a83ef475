using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;
using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall ceremony rehearse</c>: the whole way from request to import, with keys that are made
/// for it and used for nothing else.</summary>
internal sealed class CeremonyRehearseCommand
{
    private const long Day = 86_400;
    private const long Length = 90 * Day;

    private readonly Argument<string> _directory = new("DIR")
    {
        Description =
            "An empty directory, or one that is to be made, for the keys and files of the rehearsal",
    };

    private readonly Option<string> _zone = KeyOptions.Zone("Zone whose ceremony is rehearsed");
    private readonly Option<string> _algorithm = KeyOptions.Algorithm("Algorithm of the keys");
    private readonly Option<string?> _token = TokenOptions.Token(
        "Make the KSK in this token, to rehearse with the device itself");
    private readonly Option<string> _module = TokenOptions.Module(required: false);
    private readonly Option<string?> _pin = TokenOptions.Pin();
    private readonly TokenUseOptions _use = new();
    private readonly Option<bool> _yes = new("--yes") { Description = "Answer Yes to every step" };

    internal Command Create() => new Command(
        "rehearse", "Rehearses a first ceremony and the next one, from request to import, with keys that are made for it and used for nothing else")
    {
        _directory, _zone, _algorithm, _token, _module, _pin, _yes,
    }
    .With(_use)
    .Does(Rehearse)
    .WithExample(
        "keyall ceremony rehearse rehearsal --zone cr",
        "Walk through all steps of a ceremony, a week before it.");

    private ExitStatus Rehearse(ToolRun run)
    {
        string directory = Path.GetFullPath(run.Options.GetRequiredValue(_directory));
        DomainName zone = KeyOptions.NameOf(run.Options.GetRequiredValue(_zone));
        if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
        {
            throw new UnwritableOutputException(
                $"{directory}: is not empty", "a rehearsal has a directory of its own");
        }

        foreach (string name in (string[])["online", "offline", "bundles"])
        {
            Directory.CreateDirectory(Path.Combine(directory, name), NewFile.OwnersDirectory);
        }

        // A first ceremony has no past; the usual one goes on from another: it is held three weeks before its
        // bundles begin.
        Timestamp from = run.Now - (run.Now.Seconds % Day);
        Hold(run, directory, zone, new Ceremony("", from, run.TimeWasGiven ? run.Now : null));
        Hold(run, directory, zone, new Ceremony("-2", from + Length, from + (Length - (21 * Day))));
        run.Console.Say($"the rehearsal went well; nothing of {directory} is used for anything else");
        return ExitStatus.Done;
    }

    private void Hold(ToolRun run, string directory, DomainName zone, Ceremony ceremony)
    {
        string Of(string name) => Path.Combine(directory, name);
        (string request, string response, string transcript) = (Of($"ksr{ceremony.Suffix}.xml"),
            Of($"skr{ceremony.Suffix}.xml"), Of($"transcript{ceremony.Suffix}.txt"));
        void Do(params string[] arguments) => Step(run, ceremony.Moment, arguments);
        string[] token = run.Options.GetValue(_token) is { } uri ? ["--token", uri, .. Access(run)] : [];
        string[] making =
            ["--zone", zone.ToString(), "--algorithm", run.Options.GetRequiredValue(_algorithm)];
        string[] past = ceremony.Suffix.Length == 0 ? ["--first"] : ["--previous", Of("skr.xml")];
        string[] answers = run.Options.GetValue(_yes) ? ["--yes"] : [];
        Do(["run", .. making, "--keyindex", Of("keyindex.offline"), "--keys", Of("offline"), "--rows", "ksk",
            "--yes", "--for-real", .. token]);
        foreach (string key in Directory.GetFiles(Of("offline"), "*.key"))
        {
            File.Copy(key, Path.Combine(Of("online"), Path.GetFileName(key)), overwrite: true);
        }

        Do(["request", "make", .. making, "--keyindex", Of("keyindex.online"), "--keys", Of("online"),
            "--bundles", Of("bundles"),
            "--from", ceremony.From.ToCompactString(), "--output", request, "--for-real"]);
        Do(["ceremony", "script", "--zone", zone.ToString(), "--name", "Rehearsal", "--request", request,
            "--keys", Of("offline"),
            "--keyindex", Of("keyindex.offline"), "--response", Path.GetFileName(response),
            "--transcript", Path.GetFileName(transcript), "--form", "html", "--output",
            Of($"script{ceremony.Suffix}.html"), .. past]);
        Do(["ceremony", "run", request, "--keys", Of("offline"), "--keyindex", Of("keyindex.offline"),
            "--output", response,
            "--transcript", transcript, "--for-real", .. past, .. answers,
            .. token.Length == 0 ? [] : Access(run)]);
        Do("ceremony", "check", transcript, request, response, $"{response}.manifest");
        Do(["response", "import", response, "--keys", Of("online"), "--keyindex", Of("keyindex.online"),
            "--request", request,
            "--transcript", transcript, "--bundles", Of("bundles"), "--for-real",
            .. ceremony.Suffix.Length == 0 ? past : []]);
    }

    private string[] Access(ToolRun run) =>
    [
        .. run.Options.GetValue(_module) is { } module ? (string[])["--module", module] : [],
        .. run.Options.GetValue(_pin) is { } pin ? (string[])["--pin", pin] : [],
        .. _use.Given(run),
    ];

    // Each step is the command that an operator types, and shows what it shows then.
    private static void Step(ToolRun run, Timestamp? moment, string[] arguments)
    {
        run.Console.Streams.Error.WriteLine($"$ keyall {string.Join(' ', arguments)}");
        string[] time = moment is { } given ? ["--time", given.ToCompactString()] : [];
        int status = new Tool("keyall", KeyallCommand.Create())
            .Run([.. arguments, .. time], run.Console.Streams, () => moment ?? Clock.Now);
        if (status != (int)ExitStatus.Done)
        {
            throw new RefusedException(CheckCodes.CeremonyUnfinished,
                $"the rehearsal ended at keyall {arguments[0]} {arguments[1]} with status {status}", "see what it said above");
        }
    }

    // What is said of a ceremony in the names of its files, when its bundles begin, and when it is held; null
    // for the present.
    private sealed record Ceremony(string Suffix, Timestamp From, Timestamp? Moment);
}
