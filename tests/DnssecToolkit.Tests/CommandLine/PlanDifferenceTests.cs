using System.Text.Json;
using DnssecToolkit.Keyall;

namespace DnssecToolkit.Tests.CommandLine;

/// <summary>What a change of policy or keyindex would shift, and that keyall takes policies from the configuration of signall.</summary>
public sealed class PlanDifferenceTests : IDisposable
{
    private const string Configuration = """
        state: /var/lib/state
        policies:
          registry:
            validity: 20d
            refresh: 8d
            jitter: 2d
            rollover: { like: tld, ksk-period: P1Y }
        zones:
          - zone: cr
            file: /zones/cr
            keys: /keys
            output: /signed/cr
            policy: registry
            rollover: { parent-registration-delay: 3d }

        """;

    private const string Rows = """
        dn type alg tag publish start end remove
        cr. KSK 013 00001 20260101000000 20260101000000 20271231235959 20271231235959 ds-seen=20260105000000
        cr. ZSK 013 00002 20260101000000 20260101000000 20261214235959 20261231235959
        cr. ZSK 013 00003 20261101000000 20261201000000 20270114235959 20270131235959

        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("plan-diff");

    public PlanDifferenceTests()
    {
        Write("keyindex", Rows);
        Write("dnssec.yaml", Configuration);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void The_same_keyindex_shifts_nothing()
    {
        Write("other", "# a comment\n" + Rows);
        ToolTrial trial = Plan("--diff", At("other"));
        Assert.Equal((0, ""), (trial.Status, trial.Output));
    }

    [Fact]
    public void Another_keyindex_shifts_its_events_and_those_of_keys_to_be_made()
    {
        Write("other",
            Rows.Replace("20261201000000 20270114235959 20270131235959",
                "20261208000000 20270121235959 20270207235959", StringComparison.Ordinal));
        ToolTrial trial = Plan("--diff", At("other"), "--until", "+P6M");
        Assert.Equal(0, trial.Status);
        string[] lines = trial.Output.Split('\n');
        Assert.Contains("cr.  ZSK 00003  Start    2026-12-01T00:00:00Z -> 2026-12-08T00:00:00Z (7d later)",
            lines);
        Assert.Contains(
            "cr.  ZSK to be made  Start    2027-01-01T00:00:00Z -> 2027-01-08T00:00:00Z (7d later)", lines);
        Assert.DoesNotContain(lines, line => line.Contains("KSK", StringComparison.Ordinal));
    }

    [Fact]
    public void Keys_that_are_merely_made_shift_nothing()
    {
        // As `keyall run` makes them: on the dates that they have in the plan.
        Write("other", Rows + "cr. ZSK 013 00004 20261201000000 20270101000000 20270214235959 20270228235959\n");
        ToolTrial trial = Plan("--diff", At("other"), "--until", "+P6M");
        Assert.DoesNotContain("Publish", trial.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Start", trial.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_keyindex_by_which_resolvers_would_fail_is_told()
    {
        Write("other", Rows.Replace("00002 20260101000000 20260101000000 20261214235959 20261231235959",
            "00002 20260101000000 20260101000000 20261125000000 20261125000000", StringComparison.Ordinal));
        ToolTrial trial = Plan("--diff", At("other"));
        Assert.Equal(1, trial.Status);
        Assert.Contains("[REHEARSAL-BREAKS]", trial.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_policy_shifts_what_follows_from_it()
    {
        Write("other.yaml",
            Configuration.Replace("registration-delay: 3d", "registration-delay: 3d, max-zone-ttl: 7d",
                StringComparison.Ordinal));
        ToolTrial trial = Plan("--config", At("dnssec.yaml"), "--diff", At("other.yaml"), "--json");
        Assert.Equal(0, trial.Status);
        using JsonDocument shifts = JsonDocument.Parse(trial.Output);
        JsonElement dead = shifts.RootElement.EnumerateArray()
            .First(shift => shift.GetProperty("tag").GetInt32() == 2
                && shift.GetProperty("event").GetString() == "Dead");
        Assert.Equal(5 * 86_400, dead.GetProperty("seconds").GetInt64()); // 2d of tld to 7d
        // Iret: validity 20d less refresh 8d, 5m of propagation, 2d of TTL, 1h of safety after 1 December
        Assert.Equal("2026-12-15T01:05:00Z", dead.GetProperty("before").GetString());
    }

    [Fact]
    public void The_policy_comes_from_the_configuration_and_what_the_zone_says_goes_first()
    {
        // 2027-12-31 less 3d of registration, 1h of propagation, 2d of TTL, 1h of safety
        Write("keyindex", Rows
            + "cr. KSK 013 00004 20261125000000 20261125000000 20281231235959 20281231235959\n");
        ToolTrial trial = Plan("--config", At("dnssec.yaml"));
        Assert.Contains("by 2027-12-26T22:00:00Z: ask the parent for its DS", trial.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_zone_that_the_configuration_has_not_and_two_policies_at_once_are_faults_of_usage()
    {
        Write("keyindex", Rows.Replace("cr.", "go.cr.", StringComparison.Ordinal));
        ToolTrial missing = Plan("--config", At("dnssec.yaml"));
        Assert.Equal(2, missing.Status);
        Assert.Contains("there is no zone go.cr.", missing.Error, StringComparison.Ordinal);
        Assert.Equal(2, Plan("--config", At("dnssec.yaml"), "--policy", "tld").Status);
        Assert.Equal(3, Plan("--diff", At("nowhere")).Status);
        Assert.Equal(2, Plan("--diff", At("dnssec.yaml"), "--ics", At("plan.ics")).Status);
    }

    [Fact]
    public void A_ds_that_was_not_recorded_and_a_key_beyond_its_dates_are_open_duties()
    {
        Write("keyindex", Rows.Replace(" ds-seen=20260105000000", "", StringComparison.Ordinal)
            .Replace("20271231235959 20271231235959", "20261031235959 20261031235959",
                StringComparison.Ordinal)
            + "cr. KSK 013 00004 20260901000000 20260901000000 20281231235959 20281231235959\n");
        string[] lines = Plan().Output.Split('\n');
        Assert.StartsWith("cr.  2026-09-01T02:05:00Z  KSK 00004  Ready    ", lines[0]);
        Assert.StartsWith("cr.  2026-11-01T00:00:00Z  KSK 00001  Remove   ", lines[1]);
        Assert.EndsWith("have the parent remove its DS, and record ds-gone; until then it stays", lines[1]);
    }

    private string At(string name) => Path.Combine(_directory.FullName, name);

    private void Write(string name, string text) => File.WriteAllText(At(name), text);

    private ToolTrial Plan(params string[] more) =>
        ToolTrial.Run(KeyallCommand.Create(), ["plan", "--keyindex", At("keyindex"), .. more]);
}
