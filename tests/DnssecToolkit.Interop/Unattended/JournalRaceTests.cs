using System.Diagnostics;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Operations.Unattended;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>Several write to the journal at once: <c>signall hold</c> does not wait for a run to
/// end.</summary>
public class JournalRaceTests
{
    [Fact]
    public void Lines_that_are_written_at_once_are_all_there()
    {
        using TemporaryDirectory files = new();
        StateDirectory state = StateDirectory.Make(files["state"]);
        Parallel.For(0, 4, writer =>
        {
            Journal journal = new(state, $"run{writer}", Clock.Now);
            for (int i = 0; i < 100; i++)
            {
                journal.Append("held", "example.", $"line {i}");
            }
        });
        Assert.Equal(400, Journal.Read(state).Select(entry => (entry.Run, entry.Reason)).Distinct().Count());
    }

    [Fact]
    public void A_hold_during_a_run_is_in_the_journal_and_counts_from_the_next_run_on()
    {
        using Registry registry = new(["example"]);
        registry.Run().MustSucceed();
        registry.Configure(
            sections: "gates: { default: { second-opinions: [[/bin/sh, -c, \"touch $0; while test -e $0; do sleep 0.1; done\", " + registry.Files["proving"] + "]] } }");
        registry.WriteZone("example", Registry.TextOf(2, 21));
        using Process run = registry.StartProcess("run");
        Assert.True(SpinWait.SpinUntil(() => File.Exists(registry.Files["proving"]),
            TimeSpan.FromMinutes(2)));
        registry.Signall("hold", "example", "--because", "a call from the registrar").MustSucceed();
        File.Delete(registry.Files["proving"]);
        run.WaitForExit();
        Assert.True(run.ExitCode == 0, run.StandardError.ReadToEnd());
        Assert.Contains("\nn20.example. ", File.ReadAllText(registry.Signed("example")),
            StringComparison.Ordinal);
        Assert.Contains("\"event\":\"held\"", registry.Journal, StringComparison.Ordinal);
        Assert.Contains("\"event\":\"signed\"", registry.Journal, StringComparison.Ordinal);
        registry.WriteZone("example", Registry.TextOf(3, 22));
        Assert.Contains("1 held", registry.Run().MustSucceed().Error, StringComparison.Ordinal);
    }
}
