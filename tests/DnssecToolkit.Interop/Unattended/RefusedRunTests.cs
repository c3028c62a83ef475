using System.Diagnostics;
using System.Text.Json;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Signing;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>Runs that do nothing, or not all: what the status, the journal and the messages say of
/// them.</summary>
public sealed class RefusedRunTests : IDisposable
{
    private readonly Registry _registry = new(["cr", "co.cr"]);

    [Fact]
    public void What_keeps_runs_from_their_work_is_in_every_form_of_the_status()
    {
        string json = _registry.Files["status.json"];
        string page = _registry.Files["status.html"];
        _registry.Configure(sections: $"status: {{ json: {json}, page: {page} }}");
        _registry.Run().MustSucceed();
        Assert.Equal(("good", null), LevelIn(File.ReadAllText(json)));
        _registry.Now -= 43_200;
        Assert.Equal(ExitStatus.Refused, _registry.Run().Status);
        (string level, string? problem) = LevelIn(File.ReadAllText(json)); // written by the run that was refused
        Assert.Equal("bad", level);
        Assert.StartsWith("[CLOCK-BACKWARDS] since ", problem, StringComparison.Ordinal);
        Assert.Contains("runs sign nothing: [CLOCK-BACKWARDS]", File.ReadAllText(page),
            StringComparison.Ordinal);
        Assert.Contains("runs sign nothing: [CLOCK-BACKWARDS]", _registry.Signall("status").Output,
            StringComparison.Ordinal);
        string metrics = _registry.Signall("status", "--metrics").Output;
        Assert.Contains("\ndnssec_toolkit_run_problem 1\n", metrics, StringComparison.Ordinal);
        _registry.Now += 43_200;
        _registry.Run().MustSucceed();
        Assert.Equal(("good", null), LevelIn(File.ReadAllText(json)));
    }

    [Fact]
    public void Why_looks_for_a_DS_in_the_parent_zone()
    {
        _registry.WriteZone("cr", Registry.TextOf(1, 5)
            + $"co NS ns1\nco DS 12345 13 2 {new string('a', 64)}\n");
        _registry.Run().MustSucceed();
        Assert.StartsWith("co.cr. DS: signed by key 13/", _registry.Signall("why", "co.cr", "DS").Output,
            StringComparison.Ordinal);
        Assert.StartsWith("co.cr. SOA: signed by key 13/", _registry.Signall("why", "co.cr", "SOA").Output,
            StringComparison.Ordinal);
        Assert.Contains("no zone has cr. DS", _registry.Signall("why", "cr", "DS").Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_loss_of_state_the_hint_about_names_that_are_gone_names_an_option_that_run_has()
    {
        _registry.WriteZone("cr", Registry.TextOf(1, 100));
        _registry.Run().MustSucceed();
        Directory.Delete(_registry.State, recursive: true);
        _registry.WriteZone("cr", Registry.TextOf(2, 5));
        SignallRun run = _registry.Run();
        Assert.Equal(ExitStatus.Refused, run.Status);
        Assert.Contains("signall run cr. --accept PREVIOUS-SHRUNK --because", run.Error,
            StringComparison.Ordinal);
        Assert.DoesNotContain("--max-removed", run.Error, StringComparison.Ordinal);
        _registry.Run("cr", "--accept", "PREVIOUS-SHRUNK", "--because", "a registrar left").MustSucceed();
    }

    [Fact]
    public void Zones_that_are_held_are_named_in_the_journal()
    {
        _registry.Signall("hold", "co.cr", "--because", "a trial").MustSucceed();
        _registry.Run();
        Assert.Matches("\"event\":\"run\".*\"held\":1,\"heldZones\":\"co.cr.\"", _registry.Journal);
    }

    [Fact]
    public void A_hold_that_lasts_until_the_signatures_run_out_is_told_once_and_its_end_too()
    {
        string told = _registry.Files["told"];
        _registry.Configure(
            $"notify: {{ command: [/bin/sh, -c, \"echo \\\"$0\\\" >> {told}\"], timeout: 20s }}");
        _registry.Run().MustSucceed();
        _registry.Signall("hold", "co.cr", "--because", "a trial").MustSucceed();
        _registry.Run().MustSucceed();
        Assert.False(File.Exists(told));
        _registry.Now += 40 * 86_400; // its signatures have ended by then, whatever the policy's default is
        for (int i = 0; i < 2; i++)
        {
            SignallRun run = _registry.Run();
            Assert.Equal(ExitStatus.Refused, run.Status);
            Assert.Contains("[HOLD-EXPIRES] co.cr. is held, and its signatures began to expire at ",
                run.Error, StringComparison.Ordinal);
        }

        Assert.Equal("signall: co.cr. HOLD-EXPIRES\n", File.ReadAllText(told));
        _registry.Signall("release", "co.cr").MustSucceed();
        _registry.Run().MustSucceed();
        Assert.EndsWith("signall: co.cr. HOLD-EXPIRES ended\n", File.ReadAllText(told),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_was_ended_by_a_signal_is_in_the_journal()
    {
        _registry.Configure(
            sections: "servers: { s: { reload: [/bin/sleep, \"300\"], ask: [\"127.0.0.1#9\"] } }",
            zoneFields: "server: s,");
        using Process process = _registry.StartProcess("run");
        Stopwatch watch = Stopwatch.StartNew();
        while (!File.Exists(_registry.Signed("co.cr")) && watch.Elapsed < TimeSpan.FromMinutes(2))
        {
            Thread.Sleep(50);
        }

        ForeignTool.Run("kill", "-TERM",
            process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)).MustSucceed();
        process.WaitForExit();
        Assert.NotEqual(0, process.ExitCode);
        Assert.Contains("\"event\":\"stopped\"", _registry.Journal, StringComparison.Ordinal);
    }

    public void Dispose() => _registry.Dispose();

    private static (string Level, string? Problem) LevelIn(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return (document.RootElement.GetProperty("level").GetString()!,
            document.RootElement.GetProperty("problem").GetString());
    }
}
