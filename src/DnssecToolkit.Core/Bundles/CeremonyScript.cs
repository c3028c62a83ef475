using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using DnssecToolkit.Names;

namespace DnssecToolkit.Bundles;

/// <summary>The script of a signing ceremony: who does what, what the screen should show, and places for
/// initials, times and signatures.</summary>
public sealed record CeremonyScript
{
    private const string Blank = CeremonyText.Blank;
    /// <summary>What a request is called where nobody said otherwise.</summary>
    public const string UsualRequest = "ksr.xml";

    /// <summary>What the response before is called where nobody said otherwise.</summary>
    public const string UsualPrevious = "skr-last.xml";

    /// <summary>The ceremony's name.</summary>
    public required string Name { get; init; }

    /// <summary>The zone.</summary>
    public required DomainName Zone { get; init; }

    /// <summary>Who holds it, or null.</summary>
    public string? Organisation { get; init; }

    /// <summary>Where, or null.</summary>
    public string? Place { get; init; }

    /// <summary>The roles.</summary>
    public ImmutableArray<string> Roles { get; init; } = CeremonySteps.Roles;

    /// <summary>The numbers of the bags that are to be opened.</summary>
    public ImmutableArray<string> Bags { get; init; } = [];

    /// <summary>Files whose digest is known now: what each is, its name, its SHA-256 in hex.</summary>
    public ImmutableArray<(string What, string Name, string Sha256)> Files { get; init; } = [];

    /// <summary>What the keyindex says about keys until the next ceremony: moment, key, what
    /// happens.</summary>
    public ImmutableArray<(string Moment, string Key, string What)> Schedule { get; init; } = [];

    /// <summary>The directory of the KSKs.</summary>
    public string KeyDirectory { get; init; } = "KSK";

    /// <summary>The request's file name.</summary>
    public string Request { get; init; } = UsualRequest;

    /// <summary>The previous response's file name, or null for the first ceremony of a zone.</summary>
    public string? Previous { get; init; } = UsualPrevious;

    /// <summary>The name of the response that is made: of this ceremony alone, so that none is written
    /// over.</summary>
    public required string Response { get; init; }

    /// <summary>The name of the transcript, of this ceremony alone.</summary>
    public required string Transcript { get; init; }

    /// <summary>What else <c>keyall ceremony run</c> is told, such as where the keyindex is; empty for
    /// nothing.</summary>
    public string Further { get; init; } = "";

    /// <summary>What <c>keyall request check</c> is told besides; empty for nothing.</summary>
    public string CheckOptions { get; init; } = "";

    /// <summary>The controls that are not applied to the request, each with the reason.</summary>
    public ImmutableSortedDictionary<string, string> Waived { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What the offline machine should show of the files.</summary>
    public required CeremonyScreens Screens { get; init; }

    /// <summary>How many bundles the response should have, from when to when; null where the request is not
    /// at hand.</summary>
    public string? Summary { get; init; }

    /// <summary>Gives it as Markdown.</summary>
    public string ToMarkdown()
    {
        StringBuilder text = new();
        Line(text, $"# {Name}: key signing for {Zone}\n");
        Line(text, $"{(Organisation is null ? "" : $"{Organisation}. ")}Place: {Place ?? Blank + Blank}  Date: {Blank}\n");
        Table(
            text, ["role", "name", "signature", "time (UTC)"],
            Roles.Select(role => (string[])[role, "", "", ""]));
        Table(text, ["bag", "number on the last script", "number found", "initials"],
            Bags.DefaultIfEmpty("").Select((bag, i) => (string[])[Number(i + 1), bag, "", ""]));
        WriteFiles(text);
        WriteWaived(text);
        WriteSchedule(text);
        Line(text, "## Steps\n");
        Table(text, ["step", "what is done", "expected", "initials", "time (UTC)"],
            Steps().Select((step, i) => (string[])[Number(i + 1), step.What, step.Expected, "", ""]));
        WriteScreens(text);
        Line(text, "## Exceptions\n\nNumber of the step, what happened, who decided:\n\n1. \n2. \n3. \n");
        Line(text, "## End\n\nWe have seen what is written here, and the exceptions are complete.\n");
        Table(text, ["role", "signature", "time (UTC)"], Roles.Select(role => (string[])[role, "", ""]));
        return text.ToString();
    }

    private ImmutableArray<string> Before =>
    [
        .. CeremonySteps.Before(Previous is null,
            Files.Any(file => file.What == CeremonySteps.RequestForLoss), "none", () => Blank)
            .Select(step => step()),
    ];

    private string RequestDigest => Files.FirstOrDefault(file => file.What == "request").Sha256 ?? Blank;

    private IEnumerable<(string What, string Expected)> Steps()
    {
        string ground =
            $"{Request} --keys {KeyDirectory} {(Previous is null ? "--first" : $"--previous {Previous}")}";
        string run = $"{ground} {Further}{(Further.Length > 0 ? " " : "")}--output {Response} --transcript {Transcript}";
        return
        [
            ($"`keyall request check {ground}{(CheckOptions.Length > 0 ? " " : "")}{CheckOptions}`",
                "screen A; exit status 0"),
            ($"`keyall ceremony run {run}`", "screen B"),
            .. Before.Select((step, i) => (step, $"screen C, question {Number(i + 1)}{OnScreenB(step)}")),
            (CeremonySteps.Agreement(Zone, RequestDigest), "screen D"),
            ("The response is written", $"screen E{(Summary is null ? "" : $"; {Summary}")}"),
            .. CeremonySteps.After.Select((step, i) => (step, $"screen F, question {Number(i + 1)}")),
            ("The words of the transcript are written down", $"screen G; exit status 0: {Blank}"),
            ($"`keyall ceremony check {Transcript} {Response} {Response}{BundleManifest.Ending}`",
                "screen H, with the words of the transcript; exit status 0"),
        ];
    }

    // A step about a file of this script says which of them; all octets and the words stand in the table of
    // files.
    private string OnScreenB(string step) =>
        Files.FirstOrDefault(file => CeremonySteps.FileOf(step) == file.What) is
        {
            Sha256: { } sha256,
            What: var what
        }
            ? $"; {what} on screen B as under Files: `{sha256[..8]}`…" : "";

    private void WriteScreens(StringBuilder text)
    {
        Line(text, "## Screens\n");
        Line(text, $"What the machine should show, and what is typed. {Blank} is what nobody can know beforehand.\n");
        string agreement = Screens.Agreement + CeremonyText.Questions(
            [CeremonySteps.Agreement(Zone, RequestDigest)]);
        WriteScreen(text, "A: `keyall request check`", Screens.Request);
        WriteScreen(text, "B: `keyall ceremony run`, before its first question", Screens.Ground);
        WriteScreen(text, "C: the questions before anything is signed", CeremonyText.Questions(Before));
        WriteScreen(text, "D: what is about to be signed", agreement);
        WriteScreen(text, "E: the response", Screens.Response);
        WriteScreen(text, "F: the questions after that", CeremonyText.Questions(CeremonySteps.After));
        WriteScreen(text, "G: the end of `keyall ceremony run`", CeremonyText.EndScreen(Transcript));
        WriteScreen(text, "H: `keyall ceremony check`", CeremonyText.CheckScreen);
    }

    private static void WriteScreen(StringBuilder text, string name, string screen) =>
        Line(text, $"### Screen {name}\n\n```\n{screen.TrimEnd('\n')}\n```\n");

    private void WriteFiles(StringBuilder text)
    {
        Line(text, "## Files\n");
        Table(text, ["file", "name", "SHA-256 and words", "initials"], Files.Select(file => (string[])
            [file.What, $"`{file.Name}`", $"`{file.Sha256}` {BundleManifest.WordsOf(file.Sha256)}", ""])
            .Concat(((string[])["response", "transcript"]).Select(what => (string[])[what, "", Blank, ""])));
    }

    private void WriteWaived(StringBuilder text)
    {
        if (!Waived.IsEmpty)
        {
            Line(text, "## Controls that are not applied\n");
            Table(text, ["control", "why", "initials"],
                Waived.Select(waiver => (string[])[waiver.Key, waiver.Value, ""]));
        }
    }

    private void WriteSchedule(StringBuilder text)
    {
        if (!Schedule.IsEmpty)
        {
            Line(text, "## What the keyindex says\n");
            Table(
                text, ["moment", "key", "what happens"],
                Schedule.Select(entry => (string[])[entry.Moment, entry.Key, entry.What]));
        }
    }

    private static void Table(StringBuilder text, string[] head, IEnumerable<string[]> rows)
    {
        Row(head);
        Row([.. head.Select(_ => "---")]);
        foreach (string[] row in rows)
        {
            Row(row);
        }

        text.Append('\n');

        void Row(string[] cells) => text.Append("| ").AppendJoin(" | ",
            cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
