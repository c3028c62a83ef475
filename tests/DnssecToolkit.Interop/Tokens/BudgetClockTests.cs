using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Interop.Signing;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>A budget of time is kept by the clock, whatever the token's rate was before.</summary>
[Collection(SoftHsm.Program)]
public partial class BudgetClockTests
{
    private const string Verifier = "ldns-verify-zone";
    private const string Later = "20270121000000"; // three to four days are left: all is due, and may wait

    private static readonly string[] Policy = ["--validity", "10d", "--jitter", "1d", "--refresh", "5d",
        "--threads", "1"];

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler, Verifier)]
    public void What_ends_first_is_signed_until_the_time_is_up_and_the_next_run_goes_on_there()
    {
        using FaultyModule module = new();
        using FaultyZone zone = new(module.Path, names: 60);
        Sign(zone, "20270115000000");
        module.Set("slow=250"); // 126 signatures take half a minute
        for (int run = 0; run < 2; run++)
        {
            Dictionary<string, string> before = ExpirationsIn(zone);
            Report report = Sign(zone, Later, "--budget-minutes", "0.1");
            Assert.InRange(report.SigningSeconds, 0, 20);
            Assert.InRange(report.Deferred, 1, 122); // the apex waits for nobody
            Dictionary<string, string> after = ExpirationsIn(zone);
            string[] renewed =
                [.. before.Keys.Where(record => IsBelowApex(record) && after[record] != before[record])];
            string[] left =
                [.. before.Keys.Where(record => IsBelowApex(record) && after[record] == before[record])];
            Assert.NotEmpty(renewed);
            Assert.True(string.CompareOrdinal(renewed.Max(record => before[record]),
                left.Min(record => before[record])) <= 0);
        }

        module.Set();
        Assert.Equal(0, Sign(zone, Later, "--budget-minutes", "0.1").Deferred);
    }

    /// <summary>The rate that is remembered, and that of the first signatures, say nothing of the
    /// others.</summary>
    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler, Verifier)]
    public void A_token_that_becomes_slow_within_its_time_ends_the_run_in_time()
    {
        using FaultyModule module = new();
        using FaultyZone zone = new(module.Path, names: 60);
        Sign(zone, "20270115000000");
        module.Set("slow=2000",
            string.Create(CultureInfo.InvariantCulture, $"slowafter={module.Signed + 25}"));
        Report report = Sign(zone, Later, "--budget-minutes", "0.1");
        Assert.InRange(report.SigningSeconds, 0, 40); // three minutes and a half for all
        Assert.True(report.Deferred > 50);
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler, Verifier)]
    public void What_cannot_wait_is_signed_beyond_the_time_and_a_finding_says_so()
    {
        using FaultyModule module = new();
        using FaultyZone zone = new(module.Path, names: 20);
        Sign(zone, "20270115000000");
        module.Set("slow=100");
        File.AppendAllLines(zone.Unsigned, Enumerable.Range(0, 10)
            .Select(number => $"new{number} A 192.0.2.7"));
        Report changed = Sign(zone, Later, "--budget-minutes", "0.01"); // a second, for 22 of new data and more
        Assert.Contains("[SIGNING-BUDGET-SHORT]", changed.Error, StringComparison.Ordinal);
        Assert.Matches(
            $"the {changed.Made} signatures that cannot wait took .* {changed.Deferred} that can wait", changed.Error);
        Assert.InRange(changed.Made, 22, 30);
        Assert.InRange(changed.Deferred, 35, 42);

        Report all = Sign(zone, Later, "--budget-minutes", "0.01", "--sign-all");
        Assert.Contains("[SIGNING-BUDGET-SHORT]", all.Error, StringComparison.Ordinal);
        Assert.Equal(0, all.Deferred);
    }

    /// <summary>One does not get all the time because it stands first.</summary>
    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler, Verifier)]
    public void Keys_of_two_algorithms_go_together_by_what_ends_first()
    {
        using FaultyModule module = new();
        using FaultyZone zone = new(module.Path, names: 60);
        zone.AddKey(module.Path, DnssecAlgorithm.RSASHA256);
        Sign(zone, "20270115000000");
        module.Set("slow=200"); // 250 signatures take 50 s
        Dictionary<string, string> before = ExpirationsIn(zone);
        Assert.InRange(Sign(zone, Later, "--budget-minutes", "0.2").Deferred, 100, 240);
        Dictionary<string, string> after = ExpirationsIn(zone);
        foreach (string algorithm in (string[])[" 8", " 13"])
        {
            Assert.Contains(before.Keys, record => IsBelowApex(record)
                && record.EndsWith(algorithm, StringComparison.Ordinal) && after[record] != before[record]);
        }
    }

    /// <summary>With a digest of the zone, and NSEC3.</summary>
    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler, Verifier)]
    public void The_digest_of_a_zone_covers_signatures_that_were_left()
    {
        using FaultyModule module = new();
        using FaultyZone zone = new(module.Path, names: 20);
        string[] digest = ["--zonemd", "sha384", "--denial", "nsec3"];
        Sign(zone, "20270115000000", digest);
        module.Set("slow=100");
        Report report = Sign(zone, Later, [.. digest, "--budget-minutes", "0.01"]);
        Assert.True(report.Deferred > 20);
        Assert.Contains(" ZONEMD ", File.ReadAllText(zone.Signed), StringComparison.Ordinal);
    }

    [ForeignToolTheory(SoftHsm.Program, FaultyModule.Compiler)]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("NaN")]
    public void A_time_that_is_none_is_refused(string minutes)
    {
        using FaultyModule module = new();
        using FaultyZone zone = new(module.Path);
        Assert.Contains("--budget-minutes", zone.Sign("--budget-minutes", minutes).Error,
            StringComparison.Ordinal);
        Assert.False(File.Exists(zone.Signed));
    }

    private static Report Sign(FaultyZone zone, string moment, params string[] options)
    {
        SignallRun run = zone.Sign([.. Policy, "--time", moment, "--json", .. options]).MustSucceed();
        ForeignTool.Run(Verifier, "-t", moment, zone.Signed).MustSucceed();
        using JsonDocument report = JsonDocument.Parse(run.Output);
        JsonElement counts = report.RootElement.GetProperty("signatures");
        return new Report(
            counts.GetProperty("made").GetInt32(), counts.GetProperty("deferred").GetInt32(),
            report.RootElement.GetProperty("seconds").GetProperty("signing").GetDouble(), run.Error);
    }

    private static Dictionary<string, string> ExpirationsIn(FaultyZone zone) =>
        Rrsig().Matches(File.ReadAllText(zone.Signed))
        .ToDictionary(
            match => $"{match.Groups[1].Value} {match.Groups[2].Value} {match.Groups[3].Value}",
            match => match.Groups[4].Value);

    private static bool IsBelowApex(string record) =>
        !record.StartsWith("example. ", StringComparison.Ordinal);

    [GeneratedRegex(@"^(\S+)\s.*\sRRSIG\s+(\S+)\s+(\d+)\s+\d+\s+\d+\s+(\d{14})\s", RegexOptions.Multiline)]
    private static partial Regex Rrsig();

    private sealed record Report(int Made, int Deferred, double SigningSeconds, string Error);
}
