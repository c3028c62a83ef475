using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Servers;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Names;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>A real name server is told of new versions, and asked; and what happens when it answers otherwise.</summary>
public sealed class PublicationTests : IDisposable
{
    private static readonly DomainName Apex = DomainName.Parse("example.");

    private readonly Registry _registry = new(["example"]);

    /// <inheritdoc/>
    public void Dispose() => _registry.Dispose();

    [ForeignToolTheory("named", "knotd", "dig")]
    [InlineData("named")]
    [InlineData("knotd")]
    public void A_new_version_is_told_to_the_server_which_then_answers_with_it(string program)
    {
        using NameServer server = Serve(program, $"reload: [/bin/kill, -HUP, \"PID\"]");
        uint before = _registry.SerialOf("example");
        _registry.WriteZone("example", Registry.TextOf(2, 21));
        _registry.Run().MustSucceed();
        Assert.Equal(before + 1, _registry.SerialOf("example"));
        Assert.Equal($"{before + 1}", SerialAt(server));
        Assert.Contains("1 fresh", _registry.Run().MustSucceed().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_is_down_is_waited_for_by_one_zone_and_not_by_each()
    {
        using Registry many = new(["a", "b", "c", "d", "e", "f"], "server: s, ",
            "servers: { s: { ask: [\"127.0.0.1#1\"], answer-within: 8s } }\nparallel: 1");
        Stopwatch watch = Stopwatch.StartNew();
        SignallRun run = many.Run();
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(45)); // six zones would take 48
        Assert.Equal(ExitStatus.Refused, run.Status);
        Assert.Equal(5,
            many.Zones.Count(zone =>
                Regex.IsMatch(run.Error,
                    $@"\b{zone}\.: serial .* does not answer: it did not for another zone of this run")));
    }

    [ForeignToolFact("named", "dig")]
    public void A_server_that_stays_with_the_old_version_has_it_put_back()
    {
        using NameServer server = Serve("named", "reload: [/bin/true], answer-within: 3s");
        string before = File.ReadAllText(_registry.Signed("example"));
        _registry.WriteZone("example", Registry.TextOf(2, 21));
        SignallRun run = _registry.Run();
        Assert.Equal(ExitStatus.Refused, run.Status);
        Assert.Contains("[SERVED-VERSION-OLD]", run.Error, StringComparison.Ordinal);
        Assert.Contains("the version before was put back", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(_registry.Signed("example")));
        Assert.Contains("\"event\":\"put-back\"", _registry.Journal, StringComparison.Ordinal);

        Configure(server, "reload: [/bin/kill, -HUP, \"PID\"]"); // the server is mended
        _registry.Run().MustSucceed();
        Assert.Contains("n20.example.", File.ReadAllText(_registry.Signed("example")),
            StringComparison.Ordinal);
        Assert.Equal($"{_registry.SerialOf("example")}", SerialAt(server));
    }

    [ForeignToolFact("named", "dig")]
    public void A_serial_that_the_registry_says_is_not_given_to_other_content_once_a_version_of_it_was_put_back()
    {
        const string keep = "policies: { default: { serial: keep } }";
        _registry.Configure(sections: keep);
        _registry.Run().MustSucceed();
        using NameServer server = NameServer.StartNamed(Apex, _registry.Signed("example"));
        Configure(server, "reload: [/bin/true], answer-within: 3s", keep);
        _registry.WriteZone("example", Registry.TextOf(2, 21));
        Assert.Contains("the version before was put back", _registry.Run().Error, StringComparison.Ordinal);
        Assert.Contains("the version before was put back", _registry.Run().Error, StringComparison.Ordinal); // the same again

        Configure(server, "reload: [/bin/kill, -HUP, \"PID\"]", keep);
        _registry.WriteZone("example", Registry.TextOf(2, 25));
        SignallRun other = _registry.Run();
        Assert.Equal(ExitStatus.Refused, other.Status);
        Assert.Contains("[SERIAL-KEPT]", other.Error, StringComparison.Ordinal);
        Assert.Equal("1", SerialAt(server));
        _registry.WriteZone("example", Registry.TextOf(2, 21));
        _registry.Run().MustSucceed();
        Assert.Equal("2", SerialAt(server));
        _registry.WriteZone("example", Registry.TextOf(3, 25));
        _registry.Run().MustSucceed();
        Assert.Equal("3", SerialAt(server));

        // The same content again, where the file was lost: its serial is its own.
        File.Delete(_registry.Signed("example"));
        _registry.Run().MustSucceed();
        Assert.Equal(3u, _registry.SerialOf("example"));
    }

    [ForeignToolTheory("named", "dig")]
    [InlineData("unixtime")]
    [InlineData("increment")]
    [InlineData("date-counter")]
    public void A_serial_that_was_installed_once_is_gone_above_though_the_version_was_put_back_or_is_lost(
        string policy)
    {
        string serial = $"policies: {{ default: {{ serial: {policy} }} }}";
        _registry.Configure(sections: serial);
        _registry.Run().MustSucceed();
        using NameServer server = NameServer.StartNamed(Apex, _registry.Signed("example"));
        Configure(server, "reload: [/bin/true], answer-within: 3s", serial);
        _registry.Now += 30;
        _registry.WriteZone("example", Registry.TextOf(2, 21));
        Assert.Contains("the version before was put back", _registry.Run().Error, StringComparison.Ordinal);
        uint withdrawn = uint.Parse(
            Regex.Match(_registry.Journal, "\"event\":\"put-back\".*?\"serial\":\"(\\d+)\"").Groups[1].Value,
            CultureInfo.InvariantCulture);
        Configure(server, "reload: [/bin/kill, -HUP, \"PID\"]", serial);
        _registry.Run().MustSucceed(); // at the same moment
        uint next = _registry.SerialOf("example");
        Assert.True(next > withdrawn, $"{next} after {withdrawn}");

        // The file is gone, and with it what says which serial was published.
        File.Delete(_registry.Signed("example"));
        _registry.Run().MustSucceed();
        Assert.True(_registry.SerialOf("example") > next, $"{_registry.SerialOf("example")} after {next}");
    }

    [ForeignToolFact("named")]
    public void A_reload_command_that_fails_or_hangs_is_told_and_the_version_before_put_back()
    {
        using NameServer server = Serve("named",
            "reload: [/bin/sh, -c, \"echo rndc: connect failed >&2; exit 1\"], answer-within: 3s");
        string before = File.ReadAllText(_registry.Signed("example"));
        _registry.WriteZone("example", Registry.TextOf(2, 21));
        SignallRun failed = _registry.Run();
        Assert.Equal(ExitStatus.Refused, failed.Status);
        Assert.Contains(
            "[RELOAD-FAILED] example.: sh ended with status 1: rndc: connect failed; the version before was put back", failed.Error, StringComparison.Ordinal);
        Configure(server, "reload: [/bin/sleep, \"60\"], reload-timeout: 1s");
        Assert.Contains("sleep was still running after 1 s and was ended", _registry.Run().Error,
            StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(_registry.Signed("example")));
    }

    [ForeignToolFact("named", "dig")]
    public void A_server_that_does_not_answer_is_told_again_in_the_next_run()
    {
        _registry.Run().MustSucceed();
        uint before = _registry.SerialOf("example");
        _registry.Configure(sections: "servers: { s: { ask: [\"127.0.0.1#1\"], answer-within: 1s } }",
            zoneFields: "server: s, ");
        _registry.WriteZone("example", Registry.TextOf(2, 21));
        SignallRun run = _registry.Run();
        Assert.Equal(ExitStatus.Refused, run.Status);
        Assert.Contains("is installed, but 127.0.0.1#1 does not answer: connection refused", run.Error,
            StringComparison.Ordinal);
        Assert.Equal(before + 1, _registry.SerialOf("example"));

        using NameServer server = NameServer.StartNamed(Apex, _registry.Signed("example"));
        Configure(server, "reload: [/bin/true]");
        _registry.Run().MustSucceed();
        Assert.Equal(before + 1, _registry.SerialOf("example"));
        Assert.Contains("1 fresh", _registry.Run().MustSucceed().Error, StringComparison.Ordinal);
    }

    [ForeignToolFact("named", "dig", "delv")]
    public void What_is_out_and_not_ours_is_followed_by_the_last_good_content_under_a_higher_serial()
    {
        // The first reload spoils it: as a server that strips or replaces signatures would.
        string served = Spoil("grep -v 'IN RRSIG SOA' \"$1\" > SERVED", out string script);
        uint before = _registry.SerialOf("example");
        using NameServer server = NameServer.StartNamed(Apex, served);
        Configure(server, $"reload: [/bin/sh, {script}, \"{{file}}\", \"PID\"], answer-within: 10s");
        _registry.WriteZone("example", Registry.TextOf(2, 21));
        SignallRun run = _registry.Run();
        Assert.Equal(ExitStatus.Refused, run.Status);
        Assert.Contains("[SERVED-VERSION-OTHER]", run.Error, StringComparison.Ordinal);
        Assert.Contains($"the last good content was signed again as serial {before + 2}", run.Error,
            StringComparison.Ordinal);
        Assert.Equal($"{before + 2}", SerialAt(server));
        Assert.DoesNotContain("n20.example.", File.ReadAllText(_registry.Signed("example")),
            StringComparison.Ordinal);
        _registry.MustBeSound("example");
        _registry.Run().MustSucceed(); // the input comes again, the server is well
        Assert.Contains("n20.example.", File.ReadAllText(_registry.Signed("example")),
            StringComparison.Ordinal);
        Assert.Equal($"{before + 3}", SerialAt(server));
    }

    [ForeignToolFact("named", "dig", "awk")]
    public void A_server_with_a_greater_serial_is_gone_above_at_once_with_fresh_signatures_kept_and_second_opinions_asked()
    {
        string served = Spoil("awk 'NR == 1 { $7 = 500 } 1' \"$1\" > SERVED", out string script);
        using NameServer server = NameServer.StartNamed(Apex, served);
        string opinions = _registry.Files["opinions"];
        Configure(server, $"reload: [/bin/sh, {script}, \"{{file}}\", \"PID\"], answer-within: 10s",
            $"gates: {{ default: {{ second-opinions: [[/bin/sh, -c, \"echo x >> {opinions}\"]] }} }}");
        _registry.WriteZone("example", Registry.TextOf(2, 21));
        SignallRun run = _registry.Run();
        Assert.Equal(ExitStatus.Refused, run.Status);
        Assert.Contains("answers with serial 500", run.Error, StringComparison.Ordinal);
        Assert.Contains("the last good content was signed again as serial 501", run.Error,
            StringComparison.Ordinal);
        Assert.Equal(("501", 2), (SerialAt(server), File.ReadAllLines(opinions).Length));
        Assert.Matches("\"event\":\"signed-again\".*\"made\":[1-6],\"reused\":[1-9][0-9]", _registry.Journal);
        _registry.MustBeSound("example");
        _registry.Run().MustSucceed();
        Assert.Equal("502", SerialAt(server));
        Assert.Contains("n20.example.", File.ReadAllText(_registry.Signed("example")),
            StringComparison.Ordinal);
    }

    [ForeignToolFact("named", "dig")]
    public void Where_signing_again_does_not_help_what_is_told_and_remembered_is_the_file_that_is_there()
    {
        string served = Spoil("grep -v 'IN RRSIG SOA' \"$1\" > SERVED; rm -f SPOILT", out string script);
        using NameServer server = NameServer.StartNamed(Apex, served);
        Configure(server, $"reload: [/bin/sh, {script}, \"{{file}}\", \"PID\"], answer-within: 10s");
        uint before = _registry.SerialOf("example");
        _registry.WriteZone("example", Registry.TextOf(2, 21));
        SignallRun run = _registry.Run();
        Assert.Equal(ExitStatus.Refused, run.Status);
        Assert.Equal(before + 2, _registry.SerialOf("example"));
        Assert.Contains($"serial {before + 2} is installed, but", run.Error, StringComparison.Ordinal);
        Assert.Contains($"\"serial\": \"{before + 2}\"",
            File.ReadAllText(Path.Combine(_registry.State, "zones", "example",
                "state.json")), StringComparison.Ordinal);
        Assert.DoesNotContain("n20.example.", File.ReadAllText(_registry.Signed("example")),
            StringComparison.Ordinal);

        Configure(server, $"reload: [/bin/sh, -c, \"cp $0 {served}; kill -HUP $1\", \"{{file}}\", \"PID\"]");
        _registry.Run().MustSucceed();
        Assert.Contains("n20.example.", File.ReadAllText(_registry.Signed("example")),
            StringComparison.Ordinal);
        Assert.Equal($"{_registry.SerialOf("example")}", SerialAt(server));
    }

    // The server's own copy of the file, and a reload command that spoils it as long as the other file is not there.
    private string Spoil(string spoiling, out string script)
    {
        string served = _registry.Files["served"];
        string spoilt = _registry.Files["spoilt"];
        spoiling = spoiling.Replace("SERVED", served, StringComparison.Ordinal)
            .Replace("SPOILT", spoilt, StringComparison.Ordinal);
        script = _registry.Files.Write("reload.sh", $$"""
            if [ -e {{spoilt}} ]; then cp "$1" {{served}}; else touch {{spoilt}}; {{spoiling}}; fi
            kill -HUP $2
            sleep 0.5
            """);
        _registry.Run().MustSucceed();
        File.Copy(_registry.Signed("example"), served);
        return served;
    }

    private NameServer Serve(string program, string fields)
    {
        _registry.Run().MustSucceed();
        NameServer server = program == "named"
            ? NameServer.StartNamed(Apex, _registry.Signed("example"))
            : NameServer.StartKnotd(Apex, _registry.Signed("example"));
        Configure(server, fields);
        _registry.Run().MustSucceed();
        return server;
    }

    private void Configure(NameServer server, string fields, string sections = "") => _registry.Configure(
        sections: $"{sections}\nservers: {{ s: {{ {fields.Replace("PID", $"{server.ProcessId}", StringComparison.Ordinal)}, ask: [\"127.0.0.1#{server.Port}\"] }} }}",
        zoneFields: "server: s, ");

    private static string SerialAt(NameServer server) => ForeignTool
        .Run("dig", "@127.0.0.1", "-p", $"{server.Port}", "+short", "+norec", "example.", "SOA")
        .MustSucceed().Output.Split(' ')[2];
}
