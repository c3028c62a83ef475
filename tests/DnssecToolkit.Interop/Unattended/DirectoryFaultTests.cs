using System.Diagnostics;
using System.Text.Json;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Signing;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>Faults of data in a directory of zones, and of the configuration: whom they stop, and who is
/// told.</summary>
public sealed class DirectoryFaultTests
{
    [Fact]
    public void A_file_whose_name_is_no_zones_stops_no_other_zone_and_is_told_once()
    {
        using Registry registry = new(["example"]);
        string told = Notify(registry);
        string stray = registry.Files.Write("unsigned/x..y", "");
        for (int i = 0; i < 2; i++)
        {
            SignallRun run = registry.Run();
            Assert.Equal(ExitStatus.UnreadableInput, run.Status);
            Assert.Contains($"{stray}: [DIRECTORY-STRAY] x..y is no zone's name", run.Error,
                StringComparison.Ordinal);
        }

        Assert.True(File.Exists(registry.Signed("example")));
        Assert.Equal("signall: DIRECTORY-STRAY\n", File.ReadAllText(told));
        File.Delete(stray);
        registry.Run().MustSucceed();
        registry.Run().MustSucceed();
        Assert.Equal("signall: DIRECTORY-STRAY\nsignall: DIRECTORY-STRAY ended\n", File.ReadAllText(told));
    }

    [Fact]
    public void More_strays_than_are_remembered_are_told_once_all_the_same()
    {
        using Registry registry = new(["example"]);
        string told = Notify(registry);
        for (int i = 0; i < 1_100; i++)
        {
            registry.Files.Write($"unsigned/x..{i}", "");
        }

        registry.Run();
        registry.Run();
        Assert.Equal("signall: DIRECTORY-STRAY, and 999 more\n", File.ReadAllText(told));
    }

    [Fact]
    public void A_stray_file_is_in_every_form_of_the_status_and_stops_the_heartbeat()
    {
        using Registry registry = new(["example"]);
        string beats = registry.Files["beats"];
        string json = registry.Files["status.json"];
        registry.Configure(
            $"notify: {{ heartbeat-command: [/bin/sh, -c, \"echo beat >> {beats}\"] }}\nstatus: {{ json: {json} }}");
        registry.Run().MustSucceed();
        Assert.Equal("beat\n", File.ReadAllText(beats));
        Assert.DoesNotContain("warning", registry.Signall("config", "check").MustSucceed().Error,
            StringComparison.Ordinal);
        string stray = registry.Files.Write("unsigned/x..y", "");
        Assert.Equal(ExitStatus.UnreadableInput, registry.Run().Status);
        Assert.Equal("beat\n", File.ReadAllText(beats));
        SignallRun check = registry.Signall("config", "check");
        Assert.Equal(ExitStatus.UnreadableInput, check.Status);
        Assert.Contains("[DIRECTORY-STRAY]", check.Error, StringComparison.Ordinal);
        Assert.Contains("no fault, 1 warning about directories of zones",
            registry.Signall("config", "check", "--verbose").Error, StringComparison.Ordinal);
        using (JsonDocument status = JsonDocument.Parse(File.ReadAllText(json)))
        {
            Assert.Equal("attention", status.RootElement.GetProperty("level").GetString());
            Assert.Equal(stray, status.RootElement.GetProperty("strays")[0].GetProperty("path").GetString());
        }

        Assert.Contains($"{stray}: [DIRECTORY-STRAY]", registry.Signall("status").Output,
            StringComparison.Ordinal);
        Assert.Contains(stray, registry.Signall("status", "--page").Output, StringComparison.Ordinal);
        Assert.Contains("\ndnssec_toolkit_strays 1\n", registry.Signall("status", "--metrics").Output,
            StringComparison.Ordinal);
        SignallRun health = registry.Signall("health");
        Assert.Equal(ExitStatus.Refused, health.Status);
        Assert.Contains($"attention: {stray} ", health.Output, StringComparison.Ordinal);
        Assert.Contains("\"event\":\"directory\"", registry.Journal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_is_away_stops_no_other_and_its_zones_go_on_being_signed()
    {
        using Registry registry = new(["example", "other"]);
        string told = Notify(registry);
        string second = registry.Files["second"];
        Directory.CreateDirectory(second);
        File.Move(registry.Files["unsigned/other"], Path.Combine(second, "other"));
        File.AppendAllText(
            registry.Files["dnssec.yaml"],
            $"\n  - {{ directory: {second}/, keys: {registry.Files["keys"]}, output: \"{registry.Files["signed"]}/{{zone}}\" }}\n");
        registry.Run().MustSucceed();
        uint serial = registry.SerialOf("other");
        Directory.Move(second, registry.Files["away"]);
        registry.WriteZone("example", Registry.TextOf(2, 21));
        for (int i = 0; i < 2; i++)
        {
            SignallRun run = registry.Run();
            Assert.Equal(ExitStatus.UnreadableInput, run.Status);
            Assert.Contains($"{second}: [DIRECTORY-UNREADABLE] ", run.Error, StringComparison.Ordinal);
            Assert.Contains("other.: the directory of its file ", run.Error, StringComparison.Ordinal);
        }

        Assert.Contains("\nn20.example. ", File.ReadAllText(registry.Signed("example")),
            StringComparison.Ordinal);
        Assert.Equal("signall: other. INPUT-UNREADABLE\nsignall: DIRECTORY-UNREADABLE\n",
            File.ReadAllText(told));
        Assert.Contains($"bad: {second} ", registry.Signall("health").Output, StringComparison.Ordinal);
        Assert.Equal(ExitStatus.Usage,
            registry.Signall("forget", "other", "--because", "it is closed").Status);
        Assert.Equal(serial, registry.SerialOf("other"));
        registry.Now += 13 * 86_400;
        registry.Run();
        Assert.True(registry.SerialOf("other") > serial);

        Directory.Move(registry.Files["away"], second);
        registry.Run().MustSucceed();
        Assert.EndsWith("signall: other. INPUT-UNREADABLE ended\nsignall: DIRECTORY-UNREADABLE ended\n",
            File.ReadAllText(told), StringComparison.Ordinal);
    }

    [Fact]
    public void A_signed_file_of_a_zone_that_nothing_knows_is_an_alarm_until_the_operator_gives_it_up()
    {
        using Registry registry = new(["example", "co.example"]);
        string told = Notify(registry);
        registry.Run().MustSucceed();
        File.Move(registry.Files["unsigned/co.example"], registry.Files["co.example"]);
        Directory.Delete(Path.Combine(registry.State, "zones", "co.example"), recursive: true);
        for (int i = 0; i < 2; i++)
        {
            SignallRun run = registry.Run();
            Assert.Equal(ExitStatus.UnreadableInput, run.Status);
            Assert.Contains("[OUTPUT-UNCONFIGURED] co.example. is signed here, under serial 2", run.Error,
                StringComparison.Ordinal);
        }

        Assert.Equal("signall: OUTPUT-UNCONFIGURED\n", File.ReadAllText(told));
        Assert.Contains("bad: ", registry.Signall("health").Output, StringComparison.Ordinal);
        Assert.Contains("[OUTPUT-UNCONFIGURED]", registry.Signall("status").Output, StringComparison.Ordinal);
        Assert.Contains("[OUTPUT-UNCONFIGURED]", registry.Signall("config", "check").Error,
            StringComparison.Ordinal);
        Assert.Equal(ExitStatus.Usage,
            registry.Signall("forget", "or.example", "--because", "a slip").Status);
        registry.Signall("forget", "co.example", "--because", "it is closed").MustSucceed();
        registry.Run().MustSucceed();
        Assert.Equal("signall: OUTPUT-UNCONFIGURED\nsignall: OUTPUT-UNCONFIGURED ended\n",
            File.ReadAllText(told));
        Assert.True(File.Exists(registry.Signed("co.example")));
    }

    [Fact]
    public void A_pipe_in_the_place_of_a_zone_file_an_include_or_a_signed_file_keeps_no_run_waiting()
    {
        using Registry registry = new(["example", "included", "other"]);
        registry.Run().MustSucceed();
        File.Delete(registry.Files["unsigned/example"]);
        Directory.CreateDirectory(registry.Files["unsigned/parts"]);
        foreach (string pipe in (string[])["unsigned/example", "unsigned/parts/pipe", "signed/stranger"])
        {
            ForeignTool.Run("mkfifo", registry.Files[pipe]).MustSucceed();
        }

        registry.WriteZone("included", Registry.TextOf(2, 21) + "$INCLUDE parts/pipe\n");
        registry.WriteZone("other", Registry.TextOf(2, 21));
        using Process run = registry.StartProcess("run");
        Assert.True(run.WaitForExit(TimeSpan.FromSeconds(90)), "the run waits for a pipe");
        Assert.Equal((int)ExitStatus.UnreadableInput, run.ExitCode);
        string said = run.StandardError.ReadToEnd();
        Assert.Contains($"{registry.Files["unsigned/example"]} is no regular file", said,
            StringComparison.Ordinal);
        Assert.Contains("parts/pipe' is no regular file", said, StringComparison.Ordinal);
        Assert.Contains("\nn20.other. ", File.ReadAllText(registry.Signed("other")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_directory_is_no_fault()
    {
        using Registry registry = new([]);
        Assert.DoesNotContain("CONFIG-KEY", registry.Run().MustSucceed().Error, StringComparison.Ordinal);
        registry.Configure(zoneFields: "polcy: default, ");
        SignallRun wrong = registry.Run();
        Assert.Equal(ExitStatus.Usage, wrong.Status);
        Assert.Contains("[CONFIG-KEY] there is no key polcy here", wrong.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("no key keys here", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_of_the_configuration_that_stops_a_run_is_told_once_and_its_end_too()
    {
        using Registry registry = new(["example"]);
        string told = Notify(registry);
        registry.Run().MustSucceed();
        string sections =
            $"notify: {{ command: [/bin/sh, -c, \"echo \\\"$0\\\" >> {told}; cat >> {told}.text\"] }}";
        registry.Configure(sections, "polcy: default, ");
        Assert.Equal(ExitStatus.Usage, registry.Run("--dry-run").Status);
        Assert.False(File.Exists(told));
        Assert.Equal(ExitStatus.Usage, registry.Run().Status);
        Assert.Equal(ExitStatus.Usage, registry.Run().Status);
        Assert.Equal("signall: CONFIGURATION, nothing is signed\n", File.ReadAllText(told));
        Assert.Contains("[CONFIG-KEY] there is no key polcy here", File.ReadAllText(told + ".text"),
            StringComparison.Ordinal);
        Notify(registry);
        registry.Run().MustSucceed();
        Assert.EndsWith("signall: CONFIGURATION ended\n", File.ReadAllText(told), StringComparison.Ordinal);
    }

    [Fact]
    public void YAML_that_cannot_be_parsed_is_told_by_the_last_settings_that_read_well()
    {
        using Registry registry = new(["example"]);
        string told = Notify(registry);
        registry.Run().MustSucceed();
        string remembered = Path.Combine(registry.State, "notify.yaml");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(remembered));
        registry.Files.Write("dnssec.yaml", $"state: {registry.State}\nzones: [\n  - {{ zone: example\n");
        Assert.Equal(ExitStatus.Usage, registry.Run("--dry-run").Status);
        Assert.False(File.Exists(told));
        Assert.Equal(ExitStatus.Usage, registry.Run().Status);
        Assert.Equal(ExitStatus.Usage, registry.Run().Status);
        SignallRun health = registry.Signall("health");
        Assert.Equal(ExitStatus.Usage, health.Status);
        Assert.StartsWith("bad: runs sign nothing: ", health.Output, StringComparison.Ordinal);
        Assert.Equal("signall: CONFIGURATION, nothing is signed\n", File.ReadAllText(told));
        Notify(registry);
        registry.Run().MustSucceed();
        Assert.EndsWith("signall: CONFIGURATION ended\n", File.ReadAllText(told), StringComparison.Ordinal);
    }

    [Fact]
    public void A_slip_in_the_word_notify_is_told_by_the_last_settings()
    {
        using Registry registry = new(["example"]);
        string told = Notify(registry);
        registry.Run().MustSucceed();
        string path = registry.Files["dnssec.yaml"];
        File.WriteAllText(path, File.ReadAllText(path)
            .Replace("notify:", "notfy:", StringComparison.Ordinal));
        Assert.Equal(ExitStatus.Usage, registry.Run().Status);
        Assert.Equal("signall: CONFIGURATION, nothing is signed\n", File.ReadAllText(told));
    }

    [Theory]
    [InlineData("unsigned/EXAMPLE")]
    [InlineData("second/example")]
    public void A_second_file_of_a_zone_stops_no_zone(string path)
    {
        using Registry registry = new(["example", "other"]);
        string told = Notify(registry);
        Directory.CreateDirectory(registry.Files["second"]);
        File.AppendAllText(
            registry.Files["dnssec.yaml"],
            $"\n  - {{ directory: {registry.Files["second"]}, keys: {registry.Files["keys"]}, output: \"{registry.Files["signed"]}/{{zone}}\" }}\n");
        registry.Run().MustSucceed();
        registry.Files.Write(path, Registry.TextOf(9, 5));
        registry.WriteZone("other", Registry.TextOf(2, 21));
        SignallRun run = registry.Run();
        Assert.Equal(ExitStatus.UnreadableInput, run.Status);
        Assert.Contains($"{registry.Files[path]}: [DIRECTORY-STRAY] ", run.Error, StringComparison.Ordinal);
        Assert.Contains("is a zone of the configuration already: this file is not read", run.Error,
            StringComparison.Ordinal);
        Assert.DoesNotContain("new input refused", run.Error, StringComparison.Ordinal);
        Assert.Contains("\nn20.other. ", File.ReadAllText(registry.Signed("other")),
            StringComparison.Ordinal);
        Assert.Equal("signall: DIRECTORY-STRAY\n", File.ReadAllText(told));
    }

    [Fact]
    public void A_configuration_that_is_gone_is_told_by_health_too_and_by_the_settings_of_that_configuration_alone()
    {
        using Registry registry = new(["example"]);
        string told = Notify(registry);
        registry.Run().MustSucceed();
        File.Delete(registry.Files["dnssec.yaml"]);
        foreach (string configuration in (string[])["another.yaml", "dnssec.yaml", "dnssec.yaml"])
        {
            Assert.False(configuration == "another.yaml" && File.Exists(told));
            ForeignRun health = ForeignTool.Run(new ForeignCommand(
                "env", [$"STATE_DIRECTORY={registry.State}", SignallProcess.Executable, "health", "--config",
                    registry.Files[configuration]]));
            Assert.Equal((int)ExitStatus.Usage, health.ExitCode);
        }

        Assert.Equal("signall: CONFIGURATION, nothing is signed\n", File.ReadAllText(told));
    }

    private static string Notify(Registry registry)
    {
        string told = registry.Files["told"];
        registry.Configure($"notify: {{ command: [/bin/sh, -c, \"echo \\\"$0\\\" >> {told}\"] }}");
        return told;
    }
}
