using System.Globalization;
using System.Text;

namespace DnssecToolkit.Interop.Terminals;

/// <summary>What a person sees on a terminal, and what a pipe gets: the tool runs as a process of its
/// own.</summary>
public class ProgressTests
{
    private const int Hosts = 20_000;

    private static readonly string Signall = Path.Combine(AppContext.BaseDirectory, "signall");

    [ForeignToolFact("script")]
    public void Terminal_ShowsProgressAndTheReport()
    {
        using TemporaryDirectory directory = new();
        ForeignRun run = ForeignTool.Run(
            "script", "-qec",
            $"'{Signall}' {string.Join(' ', Arguments(directory).Select(argument => $"'{argument}'"))}", directory["typescript"])
            .MustSucceed();
        Assert.Contains("\u001b[", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"\d+%", run.Output);
        Assert.Contains("example. signed as serial 2", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Pipe_GetsNothingWhereAllGoesWell()
    {
        using TemporaryDirectory directory = new();
        ForeignRun run = ForeignTool.Run(Signall, Arguments(directory)).MustSucceed();
        Assert.Equal(("", ""), (run.Output, run.Error));
    }

    private static string[] Arguments(TemporaryDirectory directory)
    {
        StringBuilder zone =
            new("@ 3600 SOA ns h 1 7200 3600 1209600 3600\n@ 3600 NS ns\nns 3600 A 192.0.2.53\n");
        for (int host = 0; host < Hosts; host++)
        {
            zone.Append(CultureInfo.InvariantCulture, $"host{host} 3600 A 192.0.2.1\n");
        }

        Directory.CreateDirectory(directory["keys"]);
        ForeignTool.Run(
            Path.Combine(AppContext.BaseDirectory, "keyall"), "key", "generate", "--zone", "example",
            "--keys", directory["keys"]).MustSucceed();
        return
        [
            "--zone-file", directory.Write("db",
                zone.ToString()), "--origin", "example", "--keys", directory["keys"],
            "--output", directory["db.signed"],
        ];
    }
}
