using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using DnssecToolkit.Names;

namespace DnssecToolkit.Bundles;

/// <summary>The script of a signing ceremony: who does what, what the screen should show, and places for initials,
/// times and signatures.</summary>
public sealed record CeremonyScript
{
    private const string Blank = "____________";

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

    /// <summary>What the keyindex says about keys until the next ceremony: moment, key, what happens.</summary>
    public ImmutableArray<(string Moment, string Key, string What)> Schedule { get; init; } = [];

    /// <summary>The directory of the KSKs.</summary>
    public string KeyDirectory { get; init; } = "KSK";

    /// <summary>The request's file name.</summary>
    public string Request { get; init; } = "ksr.xml";

    /// <summary>The previous response's file name, or null for the first ceremony of a zone.</summary>
    public string? Previous { get; init; } = "skr-last.xml";

    /// <summary>The screen that <c>keyall request check</c> should show, or null where the request is not at hand.</summary>
    public string? RequestScreen { get; init; }

    /// <summary>The screen that <c>keyall ceremony run</c> should show before its first step, or null where the request is not at hand.</summary>
    public string? GroundScreen { get; init; }

    /// <summary>How many bundles the response should have, from when to when; null where the request is not at hand.</summary>
    public string? Summary { get; init; }

    /// <summary>Gives it as Markdown.</summary>
    public string ToMarkdown()
    {
        StringBuilder text = new();
        Line(text, $"# {Name}: key signing for {Zone}\n");
        Line(text, $"{(Organisation is null ? "" : $"{Organisation}. ")}Place: {Place ?? Blank + Blank}  Date: {Blank}\n");
        Table(text, ["role", "name", "signature", "time (UTC)"], Roles.Select(role => (string[])[role, "", "", ""]));
        Table(text, ["bag", "number on the last script", "number found", "initials"],
            Bags.DefaultIfEmpty("").Select((bag, i) => (string[])[Number(i + 1), bag, "", ""]));
        WriteFiles(text);
        WriteSchedule(text);
        Line(text, "## Steps\n");
        Table(text, ["step", "what is done", "expected", "initials", "time (UTC)"],
            Steps().Select((step, i) => (string[])[Number(i + 1), step.What, step.Expected, "", ""]));
        WriteScreen(text, "A", "What `keyall request check` shows", RequestScreen);
        WriteScreen(text, "B", "What `keyall ceremony run` shows before its first step", GroundScreen);
        Line(text, "## Exceptions\n\nNumber of the step, what happened, who decided:\n\n1. \n2. \n3. \n");
        Line(text, "## End\n\nWe have seen what is written here, and the exceptions are complete.\n");
        Table(text, ["role", "signature", "time (UTC)"], Roles.Select(role => (string[])[role, "", ""]));
        return text.ToString();
    }

    private IEnumerable<(string What, string Expected)> Steps()
    {
        string chain = Previous is null ? "--first" : $"--previous {Previous}";
        (string, string)[] commands =
        [
            ($"`keyall request check {Request} --keys {KeyDirectory} {chain}`",
                $"exit status 0; {(RequestScreen is null ? $"SHA-256 and words of the request: {Blank}" : "screen A")}"),
            ($"`keyall ceremony run {Request} --keys {KeyDirectory} {chain} --output skr.xml --transcript transcript.txt`",
                $"{(GroundScreen is null ? "" : "screen B, then ")}each step is asked for; exit status 0; {(Summary is null ? "" : $"{Summary}; ")}SHA-256 and words of the response: {Blank}"),
        ];
        return
        [
            .. CeremonySteps.Before.Select(step => (step, ExpectedOf(step))), .. commands, .. CeremonySteps.After.Select(step => (step, "")),
            ("`keyall ceremony check transcript.txt skr.xml skr.xml.manifest`", $"exit status 0; words of the transcript: {Blank}"),
        ];
    }

    // A step about a file of this script says which of them; all octets and the words stand in the table of files.
    private string ExpectedOf(string step) =>
        Files.FirstOrDefault(file => CeremonySteps.FileOf(step) == file.What) is { Sha256: { } sha256, What: var what }
            ? $"{what} on the screen as under Files: `{sha256[..8]}`…" : "";

    private static void WriteScreen(StringBuilder text, string letter, string what, string? screen)
    {
        if (screen is not null)
        {
            Line(text, $"## Screen {letter}\n\n{what}:\n\n```\n{screen.TrimEnd('\n')}\n```\n");
        }
    }

    private void WriteFiles(StringBuilder text)
    {
        Line(text, "## Files\n");
        Table(text, ["file", "name", "SHA-256 and words", "initials"], Files.Select(file => (string[])
            [file.What, $"`{file.Name}`", $"`{file.Sha256}` {BundleManifest.WordsOf(file.Sha256)}", ""])
            .Concat(((string[])["response", "transcript"]).Select(what => (string[])[what, "", Blank, ""])));
    }

    private void WriteSchedule(StringBuilder text)
    {
        if (!Schedule.IsEmpty)
        {
            Line(text, "## What the keyindex says\n");
            Table(text, ["moment", "key", "what happens"], Schedule.Select(entry => (string[])[entry.Moment, entry.Key, entry.What]));
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
