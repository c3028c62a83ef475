using System.Diagnostics;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Bundles;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Verifyzone;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>The run that a registry leaves alone: what it does, what it refuses, and what it remembers.</summary>
public class UnattendedRunTests
{
    private const int Hour = 3_600;
    private const int Day = 86_400;

    [ForeignToolFact("dnssec-verify")]
    public void A_first_run_signs_all_zones_and_the_next_finds_them_fresh()
    {
        using Registry registry = new(["example", "a.example", "other"]);
        registry.Run().MustSucceed();
        Assert.All(registry.Zones, registry.MustBeSound);
        DateTime[] written =
            [.. registry.Zones.Select(zone => File.GetLastWriteTimeUtc(registry.Signed(zone)))];
        registry.Now += Hour;
        SignallRun second = registry.Run().MustSucceed();
        Assert.Contains("3 zones: 3 fresh", second.Error, StringComparison.Ordinal);
        Assert.Equal(written, registry.Zones.Select(zone => File.GetLastWriteTimeUtc(registry.Signed(zone))));
        Assert.False(File.Exists(Path.Combine(registry.State, "running.json")));
    }

    [ForeignToolFact("dnssec-verify")]
    public void Changed_content_is_signed_though_its_serial_stands_still()
    {
        using Registry registry = new(["example", "other"]);
        registry.Run().MustSucceed();
        uint before = registry.SerialOf("example");
        registry.WriteZone("example", Registry.TextOf(1, 21));
        Assert.Contains("example. signed as serial", registry.Run().MustSucceed().Error,
            StringComparison.Ordinal);
        Assert.Equal(before + 1, registry.SerialOf("example"));
        Assert.Contains("\nn20.example. ", File.ReadAllText(registry.Signed("example")),
            StringComparison.Ordinal);
        registry.MustBeSound("example");
    }

    [Fact]
    public void A_file_that_is_written_again_with_the_same_content_is_fresh()
    {
        using Registry registry = new(["example"]);
        registry.Run().MustSucceed();
        registry.WriteZone("example", Registry.TextOf(1, 20));
        Assert.Contains("all its signatures are fresh", registry.Run().MustSucceed().Error,
            StringComparison.Ordinal);
        Assert.Contains("1 fresh", registry.Run().MustSucceed().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Signatures_are_made_again_when_they_are_due_and_all_of_them_stay_valid_for_a_month_of_hourly_runs()
    {
        using Registry registry = new(["example"]);
        for (int hour = 0; hour < 30 * 24; hour += 6)
        {
            registry.Now = registry.Start + (hour * (long)Hour);
            SignallRun run = registry.Signall("run").MustSucceed();
            Assert.Equal("", run.Output + run.Error); // cron mails what is printed
            if (hour % 72 == 0)
            {
                Verifies(registry);
            }
        }

        Assert.Contains("\"reason\":\"signatures have to be made again\"", registry.Journal,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("garbage (", ExitStatus.UnreadableInput, "the zone file has faults")]
    [InlineData("", ExitStatus.UnreadableInput, "no SOA")]
    [InlineData(null, ExitStatus.UnreadableInput, "Could not find file")]
    [InlineData("shrunk", ExitStatus.Refused, "[PREVIOUS-SHRUNK]")]
    public void Refused_input_leaves_the_last_accepted_content_being_signed(string? text, ExitStatus status,
        string says)
    {
        using Registry registry = new(["example", "other"]);
        registry.Run().MustSucceed();
        string before = File.ReadAllText(registry.Signed("example"));
        registry.WriteZone("other", Registry.TextOf(2, 30));
        if (text is null)
        {
            // By name, not by directory: a zone that is gone from its directory is no longer configured.
            Configured(registry, "example", "other");
            registry.Run().MustSucceed();
            File.Delete(registry.Files["unsigned/example"]);
        }
        else
        {
            registry.WriteZone("example", text == "shrunk" ? Registry.TextOf(2, 10) : text);
        }

        SignallRun run = registry.Run();
        Assert.Equal(status, run.Status);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(registry.Signed("example")));
        Assert.Contains("n29.other.", File.ReadAllText(registry.Signed("other")), StringComparison.Ordinal); // the other zone had its turn

        registry.Now += 11 * Day;
        SignallRun later = registry.Run();
        Assert.Equal(status, later.Status);
        Assert.Contains("the new input was refused, so the content accepted", later.Error,
            StringComparison.Ordinal);
        Assert.NotEqual(before, File.ReadAllText(registry.Signed("example")));
        Assert.Contains("\nn19.example. ", File.ReadAllText(registry.Signed("example")),
            StringComparison.Ordinal);
        Verifies(registry);
    }

    [Fact]
    public void What_the_gate_refuses_is_accepted_once_with_a_reason_and_told_in_the_journal()
    {
        using Registry registry = new(["example", "other"]);
        registry.Run().MustSucceed();
        registry.WriteZone("example", Registry.TextOf(2, 10));
        Assert.Equal(ExitStatus.Refused, registry.Run().Status);
        Assert.Equal(ExitStatus.Usage, registry.Run("--accept", "PREVIOUS-SHRUNK", "--because", "x").Status); // for all zones at once
        Assert.Equal(ExitStatus.Usage, registry.Run("example", "--accept", "PREVIOUS-SHRUNK").Status);
        registry.Run("example", "--accept", "PREVIOUS-SHRUNK", "--because", "a registrar left").MustSucceed();
        Assert.DoesNotContain("n10.example.", File.ReadAllText(registry.Signed("example")),
            StringComparison.Ordinal);
        Assert.Contains(
            $"\"event\":\"accepted\",\"zone\":\"example.\",\"reason\":\"a registrar left\",\"code\":\"PREVIOUS-SHRUNK\",\"by\":\"{Environment.UserName}\"", registry.Journal, StringComparison.Ordinal);
        registry.WriteZone("example", Registry.TextOf(3, 5));
        Assert.Equal(ExitStatus.Refused, registry.Run().Status); // once
    }

    [Fact]
    public void Input_whose_delegations_all_move_is_refused_until_it_is_accepted()
    {
        using Registry registry = new(["example", "other"]);
        registry.WriteZone("example", Registry.TextOf(2, 20) + Moved("ns.a.net."));
        registry.Run().MustSucceed();
        registry.WriteZone("example", Registry.TextOf(3, 20) + Moved("ns.b.net."));
        SignallRun refused = registry.Run();
        Assert.Equal(ExitStatus.Refused, refused.Status);
        Assert.Contains("[PREVIOUS-CHANGED]", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("ns.b.net.", File.ReadAllText(registry.Signed("example")),
            StringComparison.Ordinal);
        registry.Run("example", "--accept", "PREVIOUS-CHANGED", "--because", "the hoster moved")
            .MustSucceed();
        Assert.Contains("ns.b.net.", File.ReadAllText(registry.Signed("example")), StringComparison.Ordinal);

        static string Moved(string server) =>
            string.Concat(Enumerable.Range(0, 12).Select(i => $"d{i} NS {server}\n"));
    }

    [Fact]
    public void A_zone_on_hold_is_left_alone_until_it_is_released()
    {
        using Registry registry = new(["example", "other"]);
        registry.Run().MustSucceed();
        string before = File.ReadAllText(registry.Signed("example"));
        registry.Signall("hold", "example", "--because", "migration").MustSucceed();
        registry.WriteZone("example", Registry.TextOf(2, 21));
        Assert.Contains("held since", registry.Run().MustSucceed().Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(registry.Signed("example")));
        registry.Signall("release", "example").MustSucceed();
        registry.Run().MustSucceed();
        Assert.NotEqual(before, File.ReadAllText(registry.Signed("example")));
        Assert.Equal(ExitStatus.Usage, registry.Signall("release", "example").Status);
    }

    [Fact]
    public void A_zone_whose_hold_a_power_loss_left_empty_stays_held()
    {
        using Registry registry = new(["example"]);
        registry.Run().MustSucceed();
        string before = File.ReadAllText(registry.Signed("example"));
        registry.Signall("hold", "example", "--because", "migration").MustSucceed();
        File.WriteAllBytes(Assert.Single(Directory.GetFiles(Path.Combine(registry.State, "holds"))), []);
        registry.WriteZone("example", Registry.TextOf(2, 21));
        Assert.Contains("by somebody: the file that says why cannot be read", registry.Run()
            .MustSucceed().Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(registry.Signed("example")));
        registry.Signall("release", "example").MustSucceed();
        registry.Run().MustSucceed();
        Assert.NotEqual(before, File.ReadAllText(registry.Signed("example")));
    }

    [Fact]
    public void A_missing_key_is_an_alarm_with_the_hours_that_are_left()
    {
        using Registry registry = new(["example", "other"]);
        registry.Run().MustSucceed();
        foreach (string key in Directory.GetFiles(registry.Files["keys"], "Kexample.*.private"))
        {
            File.Delete(key);
        }

        registry.Now += 10 * Day;
        SignallRun run = registry.Run();
        Assert.Equal(ExitStatus.KeyUnavailable, run.Status);
        Assert.Matches(
            @"example\. was not signed again, and keeps signatures that are due: the private half of .* what is served stays valid for \d+ h, until", run.Error);
        Assert.Contains("other. signed as serial", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_opinion_that_objects_keeps_the_zone_from_its_place()
    {
        using Registry registry = new(["example"]);
        registry.Run().MustSucceed();
        string before = File.ReadAllText(registry.Signed("example"));
        registry.Configure(
            sections: "gates: { default: { second-opinions: [[/bin/sh, -c, \"echo no good; grep -q n20 $0 && exit 3; exit 0\", \"{file}\"]] } }");
        registry.WriteZone("example", Registry.TextOf(2, 21));
        SignallRun run = registry.Run();
        Assert.Equal(ExitStatus.Refused, run.Status);
        Assert.Contains(
            "[SECOND-OPINION-REFUSED] example.: the signed zone was not installed: sh ended with status 3: no good", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(registry.Signed("example")));
    }

    [ForeignToolFact("kzonecheck", "dnssec-verify")]
    public void Knots_and_BINDs_verifiers_are_second_opinions()
    {
        using Registry registry = new(["example"]);
        string Opinions(string moment) =>
            $"gates: {{ default: {{ second-opinions: [[{ForeignTool.Find("dnssec-verify")}, -q, -x, -o, \"{{zone}}\", \"{{file}}\"], "
            + $"[{ForeignTool.Find("kzonecheck")}, -d, \"on\", -t, \"{moment}\", -o, \"{{zone}}\", \"{{file}}\"]] }} }}";
        registry.Configure(sections: Opinions("+0"));
        registry.Run().MustSucceed();
        string before = File.ReadAllText(registry.Signed("example"));
        registry.Configure(sections: Opinions($"{(registry.Now + (400 * Day)).Seconds}")); // a moment at which it is right to object
        registry.WriteZone("example", Registry.TextOf(2, 21));
        SignallRun run = registry.Run();
        Assert.Equal(ExitStatus.Refused, run.Status);
        Assert.Contains(
            "[SECOND-OPINION-REFUSED] example.: the signed zone was not installed: kzonecheck ended with status 1: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(registry.Signed("example")));
    }

    [Fact]
    public void A_moment_that_is_not_now_changes_nothing_unless_it_is_for_real()
    {
        using Registry registry = new(["example"]);
        Assert.Contains("would be signed", registry.Run("--time", "now+1d").MustSucceed().Error,
            StringComparison.Ordinal);
        Assert.False(File.Exists(registry.Signed("example")));
        Assert.False(Directory.Exists(registry.State));
        registry.Run("--time", "now+1d", "--for-real").MustSucceed();
        Assert.True(File.Exists(registry.Signed("example")));
    }

    [Fact]
    public void The_ds_reaches_the_parent_only_when_no_cache_has_the_child_unsigned()
    {
        string ds = "";
        using Registry registry = new(["child.example"]);
        ds = registry.Files["ds"];
        registry.Configure(zoneFields: $"ds-output: {ds}, ");
        registry.Run().MustSucceed();
        registry.Now += Hour;
        registry.Run().MustSucceed();
        Assert.Empty(Directory.GetFiles(ds, "dsset-*"));
        registry.Now += Day; // max-zone-ttl 1d, propagation-delay 5m
        registry.Run().MustSucceed();
        Assert.Single(Directory.GetFiles(ds, "dsset-child.example."));
    }

    [Fact]
    public void A_child_is_signed_before_its_parent_which_takes_its_ds_in_the_same_run()
    {
        using Registry registry = new(["example", "child.example"]);
        string ds = registry.Files["ds"];
        registry.WriteZone("example", Registry.TextOf(1, 20) + "child NS ns1\n");
        registry.Configure(zoneFields: $"child-ds: {ds}, child-ds-unasked: may-go-bogus, ds-output: {ds}, ");
        registry.Run().MustSucceed();
        Assert.DoesNotContain("\nchild.example. 300 IN DS ", File.ReadAllText(registry.Signed("example")),
            StringComparison.Ordinal);
        registry.Now += Day + Hour;
        registry.Run().MustSucceed();
        Assert.Contains("\nchild.example. 300 IN DS ", File.ReadAllText(registry.Signed("example")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Previous_versions_are_kept_up_to_their_number()
    {
        using Registry registry = new(["example"], zoneFields: "versions: 2, ");
        for (int i = 0; i < 5; i++)
        {
            registry.WriteZone("example", Registry.TextOf(i + 1, 20 + i));
            registry.Run().MustSucceed();
        }

        uint serial = registry.SerialOf("example");
        string[] kept = [.. Directory.GetFiles(Path.Combine(registry.State, "zones", "example", "versions"))
            .Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        Assert.Equal([$"{serial - 2}.signed", $"{serial - 1}.signed"], kept);
    }

    [Fact]
    public void Of_two_runs_at_once_the_second_says_who_holds_the_lock()
    {
        using Registry registry = new(["example"]);
        registry.Run().MustSucceed();
        string held = registry.Files.Write("held", "");
        registry.Configure(
            sections: $"gates: {{ default: {{ second-opinions: [[/bin/sh, -c, \"while test -e $0; do sleep 0.1; done\", {held}]] }} }}");
        registry.WriteZone("example", Registry.TextOf(2, 21));
        using Process first = registry.StartProcess("run");
        string marker = Path.Combine(registry.State, "running.json");
        Assert.True(SpinWait.SpinUntil(() => File.Exists(marker), TimeSpan.FromMinutes(2)));
        SignallRun second = registry.Run();
        Assert.Equal(ExitStatus.LockHeld, second.Status);
        Assert.Contains($"another run (process {first.Id}) holds the lock since ", second.Error,
            StringComparison.Ordinal);
        File.Delete(held);
        first.WaitForExit();
        Assert.True(first.ExitCode == 0, first.StandardError.ReadToEnd());
        registry.Run().MustSucceed();
    }

    private static void Configured(Registry registry, params string[] zones) => registry.Files.Write("dnssec.yaml", $$"""
        state: {{registry.State}}
        settle: 0
        clock: { ahead: 60d }
        templates: { all: { file: "{{registry.Files["unsigned"]}}/{zone}", keys: {{registry.Files["keys"]}}, output: "{{registry.Files["signed"]}}/{zone}" } }
        zones: [{{string.Join(", ", zones.Select(zone => $"{{ zone: {zone}, template: all }}"))}}]
        """);

    private static void Verifies(Registry registry) => ToolRuns.Run(
        VerifyzoneCommand.Create(), ExitStatus.Done, registry.Now, "-o", "example", "--signed", "--margin",
        "3d", "--fail-on", "fault", registry.Signed("example"));
}
