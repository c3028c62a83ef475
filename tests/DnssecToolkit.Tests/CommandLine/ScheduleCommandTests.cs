using DnssecToolkit.Keyall;
using DnssecToolkit.Tests.Architecture;

namespace DnssecToolkit.Tests.CommandLine;

public partial class ScheduleCommandTests
{
    private static readonly string Sample = Path.Combine(CoreSources.RepositoryRoot, "samples", "keyindex",
        "keyindex");

    [Fact]
    public void Show_DrawsIanasExample()
    {
        ToolTrial trial = Run("show", "--keyindex", Sample, "--time", "19760201000000");
        Assert.Equal(0, trial.Status);
        Assert.Equal(
            """
            zone . at 1976-02-01T00:00:00Z, a character is 4d
            64000K+++++++++++++++++++|++++++++++++++++++++++++++++++
            24000K-----------++++++++|++++++++++++++++++++++++++++++
            24001 ---pppppppp++++++++|+++rrrr-----------------------
            08000Z-----------ppppppp+|++++++++++rrrr----------------
            92000 ------------------P|ppppppp+++++++++++rrrr--------
            signs DNSKEY: KSK 64000 (algorithm 5), KSK 24000 (algorithm 5)
            signs zone:   ZSK 08000 (algorithm 5)
            """,
            string.Join('\n', trial.Output.Split('\n').Take(8)));
    }

    [Fact]
    public void Plan_ListsEventsAsTextAsJsonAndAsACalendar()
    {
        string calendar = Path.Combine(Path.GetTempPath(), $"plan-{Guid.NewGuid():N}.ics");
        string[] arguments = ["plan", "--keyindex", Sample, "--time", "19760201000000", "--until", "+P1M"];
        try
        {
            Assert.StartsWith(
                ".  1976-02-01T00:00:00Z  ZSK 92000  Publish  enters the DNSKEY RRset; by 1976-02-01T00:00:00Z: ",
                Run([.. arguments, "--ics", calendar]).Output);
            Assert.Contains("\r\nSUMMARY:root ZSK 92000: Publish\r\n", File.ReadAllText(calendar),
                StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(calendar);
            File.Delete(Path.Combine(Path.GetTempPath(), $".{Path.GetFileName(calendar)}.lock"));
        }

        Assert.Contains("\"event\": \"Publish\"", Run([.. arguments, "--json"]).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Show_DrawsSvgAndHtml()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("show");
        try
        {
            string svg = Path.Combine(directory.FullName, "a.svg");
            string html = Path.Combine(directory.FullName, "a.html");
            Assert.Equal(0,
                Run("show", "--keyindex", Sample, "--time", "19760201000000", "--svg", svg, "--html",
                    html).Status);
            Assert.Contains("<title>Active 1976-02-01T00:00:00Z to 1976-03-15T00:00:00Z</title>",
                File.ReadAllText(svg), StringComparison.Ordinal);
            Assert.Contains(File.ReadAllText(svg), File.ReadAllText(html), StringComparison.Ordinal);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    // The seed's legend, in color: the label and each character of the picture, and nothing else of it.
    [Fact]
    public void Show_PaintsThePictureOnATerminalAndNothingElsewhere()
    {
        string[] arguments = ["show", "--keyindex", Sample, "--time", "19760201000000"];
        string plain = Run(arguments).Output;
        string painted = ToolTrial.Run(KeyallCommand.Create(), terminal: true, colors: true,
            arguments).Output;
        Assert.DoesNotContain('\u001b', plain);
        Assert.Equal(plain, Escape().Replace(painted, ""));
        string[] lines = painted.Split('\n');
        Assert.Contains("\u001b[33mP\u001b[0m", lines[5], StringComparison.Ordinal); // 92000 is published in this step
        Assert.Contains("\u001b[32m+\u001b[0m", lines[1], StringComparison.Ordinal);
        Assert.Contains("\u001b[36mr\u001b[0m", lines[3], StringComparison.Ordinal);
        Assert.Equal(plain, ToolTrial.Run(KeyallCommand.Create(), terminal: true, arguments).Output);
    }

    // Each turn of the picture in text is an edge of a bar in the drawing.
    [Fact]
    public void Show_DrawsTheSeedsPictureAsBars()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("show");
        try
        {
            string svg = Path.Combine(directory.FullName, "a.svg");
            Assert.Equal(0,
                Run("show", "--keyindex", Sample, "--time", "19760201000000", "--svg", svg).Status);
            System.Xml.Linq.XDocument drawing = System.Xml.Linq.XDocument.Load(svg);
            string[] texts = [.. drawing.Descendants().Where(element => element.Name.LocalName == "text")
                .Select(element => element.Value)];
            Assert.Equal(["KSK 64000 signs", "KSK 24000 signs", "ZSK 24001", "ZSK 08000 signs", "ZSK 92000"],
                texts[1..]);
            string[] bars = [.. drawing.Descendants().Where(element => element.Name.LocalName == "title")
                .Select(element => element.Value)];
            Assert.Equal(
                [
                    "Active 1975-11-21T00:00:00Z to 1976-05-31T00:00:00Z",
                    "Active 1976-01-01T00:00:00Z to 1976-05-31T00:00:00Z",
                    "Published 1975-12-01T00:00:00Z to 1976-01-01T00:00:00Z",
                    "Active 1976-01-01T00:00:00Z to 1976-02-15T00:00:00Z", "Retired 1976-02-15T00:00:00Z to 1976-03-01T00:00:00Z",
                    "Published 1976-01-01T00:00:00Z to 1976-02-01T00:00:00Z",
                    "Active 1976-02-01T00:00:00Z to 1976-03-15T00:00:00Z", "Retired 1976-03-15T00:00:00Z to 1976-04-01T00:00:00Z",
                    "Published 1976-02-01T00:00:00Z to 1976-03-01T00:00:00Z",
                    "Active 1976-03-01T00:00:00Z to 1976-04-15T00:00:00Z", "Retired 1976-04-15T00:00:00Z to 1976-05-01T00:00:00Z",
                ],
                bars);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    // On the first day there are keys for three months; the year goes on with those that the rhythm adds.
    [Fact]
    public void Plan_ListsKeysThatAreNotMadeYetAndTheyComeAsItSaid()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("plan");
        try
        {
            string index = Path.Combine(directory.FullName, "keyindex");
            string[] run = ["run", "--keyindex", index, "--keys", directory.FullName, "--yes", "--for-real"];
            Assert.Equal(0, Run([.. run, "--zone", "cr."]).Status);
            string[] planned = EventsOf(Run("plan", "--keyindex", index, "--json"));
            Assert.Equal(13, planned.Count(line => line.EndsWith(" ZSK Start", StringComparison.Ordinal))); // from today to this day next year
            Assert.Contains("2026-11-21T00:00:00Z KSK Publish", planned);
            Assert.Contains("\"toBeMade\": true", Run("plan", "--keyindex", index, "--json").Output,
                StringComparison.Ordinal);
            Assert.Matches(@"ZSK new \d+  Start    signs the zone; takes over from (new )?\d+",
                Run("plan", "--keyindex", index).Output);

            // A year of monthly runs later the keys have done what the first day's plan said.
            for (int month = 1; month <= 12; month++)
            {
                Assert.Equal(0, Run([.. run, "--time", $"now+P{month}M"]).Status);
            }

            Assert.Equal(planned, EventsOf(Run("plan", "--keyindex", index, "--json")));
        }
        finally
        {
            directory.Delete(recursive: true);
        }

        static string[] EventsOf(ToolTrial plan)
        {
            using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse(plan.Output);
            return [.. json.RootElement.EnumerateArray()
                .Where(row => row.GetProperty("event").GetString() != "RunsOut")
                .Select(row =>
                    $"{row.GetProperty("moment").GetString()} {row.GetProperty("role").GetString()} {row.GetProperty("event").GetString()}")
                .Order(StringComparer.Ordinal)];
        }
    }

    // RFC 5545: each event once, lines of 75 octets at most, alarms at the last safe moment.
    [Fact]
    public void Plan_WritesACalendarOfEveryEvent()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("plan");
        try
        {
            string file = Path.Combine(directory.FullName, "plan.ics");
            string[] plan = Run("plan", "--keyindex", Sample, "--time", "19760201000000", "--until", "+P1Y",
                "--ics", file).Output.TrimEnd('\n').Split('\n');
            string[] lines = File.ReadAllText(file).Split("\r\n");
            Assert.Equal(("BEGIN:VCALENDAR", "END:VCALENDAR"), (lines[0], lines[^2]));
            Assert.All(lines, line => Assert.InRange(line.Length, 0, 75));
            Assert.Equal(plan.Length, lines.Count(line => line == "BEGIN:VEVENT"));
            Assert.Equal(plan.Length, lines.Where(line => line.StartsWith("UID:", StringComparison.Ordinal))
                .Distinct().Count());
            Assert.Equal(plan.Count(line => line.Contains("; by ", StringComparison.Ordinal)),
                lines.Count(line => line == "BEGIN:VALARM"));
            Assert.Contains("DTSTART:19760301T000000Z", lines);
            Assert.Contains("TRIGGER;VALUE=DATE-TIME:19760201T000000Z", lines);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [System.Text.RegularExpressions.GeneratedRegex("\u001b\\[[0-9]+m")]
    private static partial System.Text.RegularExpressions.Regex Escape();

    [Fact]
    public void Show_SaysWhatIsWrongWithAKeyindex()
    {
        Assert.Equal(3, Run("show", "--keyindex", "/nowhere/keyindex").Status);
        Assert.Equal(2, Run("show", "--keyindex", Sample, "--zone", "cr").Status);
        Assert.Equal(2, Run("show", "--keyindex", Sample, "--step", "0").Status);
    }

    private static ToolTrial Run(params string[] arguments) =>
        ToolTrial.Run(KeyallCommand.Create(), arguments);
}
