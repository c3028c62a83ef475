using DnssecToolkit.Keyall;
using DnssecToolkit.Tests.Architecture;

namespace DnssecToolkit.Tests.CommandLine;

public class ScheduleCommandTests
{
    private static readonly string Sample = Path.Combine(CoreSources.RepositoryRoot, "samples", "keyindex", "keyindex");

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
            Assert.StartsWith(".  1976-02-01T00:00:00Z  ZSK 92000  Publish  enters the DNSKEY RRset; by 1976-02-01T00:00:00Z: ",
                Run([.. arguments, "--ics", calendar]).Output);
            Assert.Contains("\r\nSUMMARY:root ZSK 92000: Publish\r\n", File.ReadAllText(calendar), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(calendar);
            File.Delete(Path.Combine(Path.GetTempPath(), $".{Path.GetFileName(calendar)}.lock"));
        }

        Assert.Contains("\"event\": \"Publish\"", Run([.. arguments, "--json"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Show_DrawsSvgAndHtml()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("show");
        try
        {
            string svg = Path.Combine(directory.FullName, "a.svg");
            string html = Path.Combine(directory.FullName, "a.html");
            Assert.Equal(0, Run("show", "--keyindex", Sample, "--time", "19760201000000", "--svg", svg, "--html", html).Status);
            Assert.Contains("<title>Active 1976-02-01T00:00:00Z to 1976-03-15T00:00:00Z</title>", File.ReadAllText(svg), StringComparison.Ordinal);
            Assert.Contains(File.ReadAllText(svg), File.ReadAllText(html), StringComparison.Ordinal);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void Show_SaysWhatIsWrongWithAKeyindex()
    {
        Assert.Equal(3, Run("show", "--keyindex", "/nowhere/keyindex").Status);
        Assert.Equal(2, Run("show", "--keyindex", Sample, "--zone", "cr").Status);
        Assert.Equal(2, Run("show", "--keyindex", Sample, "--step", "0").Status);
    }

    private static ToolTrial Run(params string[] arguments) => ToolTrial.Run(KeyallCommand.Create(), arguments);
}
