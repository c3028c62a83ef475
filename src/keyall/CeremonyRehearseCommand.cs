using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall ceremony rehearse</c>: the whole way from request to import, with keys that are made for it and used for nothing else.</summary>
internal sealed class CeremonyRehearseCommand
{
    private readonly Argument<string> _directory = new("DIR") { Description = "An empty directory, or one that is to be made, for the keys and files of the rehearsal" };
    private readonly Option<string> _zone = KeyOptions.Zone("Zone whose ceremony is rehearsed");
    private readonly Option<string> _algorithm = KeyOptions.Algorithm("Algorithm of the keys");
    private readonly Option<string?> _token = TokenOptions.Token("Make the KSK in this token, to rehearse with the device itself");
    private readonly Option<string> _module = TokenOptions.Module(required: false);
    private readonly Option<string?> _pin = TokenOptions.Pin();
    private readonly TokenUseOptions _use = new();
    private readonly Option<bool> _yes = new("--yes") { Description = "Answer Yes to every step" };

    internal Command Create() => new Command("rehearse", "Rehearses a ceremony from request to import, with keys that are made for it and used for nothing else")
    {
        _directory, _zone, _algorithm, _token, _module, _pin, _yes,
    }
    .With(_use)
    .Does(Rehearse)
    .WithExample("keyall ceremony rehearse rehearsal --zone cr", "Walk through all steps of a ceremony, a week before it.");

    private ExitStatus Rehearse(ToolRun run)
    {
        string directory = Path.GetFullPath(run.Options.GetRequiredValue(_directory));
        DomainName zone = KeyOptions.NameOf(run.Options.GetRequiredValue(_zone));
        if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
        {
            throw new UnwritableOutputException($"{directory}: is not empty", "a rehearsal has a directory of its own");
        }

        string Of(string name) => Path.Combine(directory, name);
        foreach (string name in (string[])["online", "offline", "bundles"])
        {
            Directory.CreateDirectory(Of(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        string[] token = run.Options.GetValue(_token) is { } uri ? ["--token", uri, .. Access(run)] : [];
        string[] making = ["--zone", zone.ToString(), "--algorithm", run.Options.GetRequiredValue(_algorithm)];
        Step(run, ["run", .. making, "--keyindex", Of("keyindex.offline"), "--keys", Of("offline"), "--rows", "ksk", "--yes", "--for-real", .. token]);
        foreach (string key in Directory.GetFiles(Of("offline"), "*.key"))
        {
            File.Copy(key, Path.Combine(Of("online"), Path.GetFileName(key)));
        }

        Step(run, ["request", "make", .. making, "--keyindex", Of("keyindex.online"), "--keys", Of("online"), "--output", Of("ksr.xml"), "--for-real"]);
        string[] answers = run.Options.GetValue(_yes) ? ["--yes"] : [];
        Step(run, ["ceremony", "run", Of("ksr.xml"), "--keys", Of("offline"), "--keyindex", Of("keyindex.offline"), "--first", "--output", Of("skr.xml"),
            "--transcript", Of("transcript.txt"), "--for-real", .. answers, .. token.Length == 0 ? [] : Access(run)]);
        Step(run, ["ceremony", "check", Of("transcript.txt"), Of("ksr.xml"), Of("skr.xml"), Of("skr.xml.manifest")]);
        Step(run, ["response", "import", Of("skr.xml"), "--keys", Of("online"), "--keyindex", Of("keyindex.online"), "--request", Of("ksr.xml"),
            "--transcript", Of("transcript.txt"), "--bundles", Of("bundles"), "--for-real"]);
        run.Console.Say($"the rehearsal went well; nothing of {directory} is used for anything else");
        return ExitStatus.Done;
    }

    private string[] Access(ToolRun run) =>
    [
        .. run.Options.GetValue(_module) is { } module ? (string[])["--module", module] : [],
        .. run.Options.GetValue(_pin) is { } pin ? (string[])["--pin", pin] : [],
        .. _use.Given(run),
    ];

    // Each step is the command that an operator types, and shows what it shows then.
    private static void Step(ToolRun run, string[] arguments)
    {
        run.Console.Streams.Error.WriteLine($"$ keyall {string.Join(' ', arguments)}");
        string[] time = run.TimeWasGiven ? ["--time", run.Now.ToCompactString()] : [];
        int status = new Tool("keyall", KeyallCommand.Create()).Run([.. arguments, .. time], run.Console.Streams, () => run.TimeWasGiven ? run.Now : Clock.Now);
        if (status != (int)ExitStatus.Done)
        {
            throw new RefusedException(CheckCodes.CeremonyUnfinished, $"the rehearsal ended at keyall {arguments[0]} {arguments[1]} with status {status}", "see what it said above");
        }
    }
}
