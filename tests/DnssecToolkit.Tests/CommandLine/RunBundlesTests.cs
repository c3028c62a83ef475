using DnssecToolkit.Keyall;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Signall;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.CommandLine;

/// <summary>keyall run and the bundles of zones whose DNSKEY RRset is signed ahead.</summary>
public sealed class RunBundlesTests : IDisposable
{
    private const long Day = 86_400;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("keyall-run-bundles");

    public RunBundlesTests()
    {
        Directory.CreateDirectory(Keys);
        Directory.CreateDirectory(Bundles);
    }

    private string Keys => At("keys");

    private string Bundles => At("bundles");

    private string[] Responses => [.. Directory.GetFiles(Bundles, "*.skr").Order(StringComparer.Ordinal)];

    private Timestamp Covered => ResponseDirectory.Read(Bundles, DomainName.Parse("cr.")).CoveredUntil(ToolTrial.Now);

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void A_run_signs_the_bundles_that_are_due_once_and_the_next_month_those_that_follow()
    {
        ToolTrial first = Run("--zone", "cr.", "--yes");
        Assert.True(first.Status == 0, first.Error);
        Assert.Contains($"cr.: 9 bundles from 2026-11-21T00:00:00Z to ", first.Output, StringComparison.Ordinal);
        Assert.Contains("; signed by ", first.Output, StringComparison.Ordinal);
        Assert.True(Covered > ToolTrial.Now + (85 * Day));
        string response = Assert.Single(Responses);
        byte[] octets = File.ReadAllBytes(response);
        Assert.True(File.Exists(response + ".manifest"));

        ToolTrial again = Run("--yes");
        Assert.Equal((0, ""), (again.Status, again.Output));
        Assert.Equal(octets, File.ReadAllBytes(Assert.Single(Responses)));

        ToolTrial later = Run("--yes", "--time", "now+P1M", "--for-real");
        Assert.True(later.Status == 0, later.Error);
        Assert.Equal(2, Responses.Length);
        Assert.True(Covered > ToolTrial.Now + (110 * Day));
        Assert.Contains("Previous-SHA-256: ", File.ReadAllText(Responses[1] + ".manifest"), StringComparison.Ordinal);
        for (int days = 0; days < 115; days += 5)
        {
            ToolTrial signed = Sign($"now+{days}d");
            Assert.True(signed.Status == 0, signed.Error);
        }
    }

    [Fact]
    public void A_run_that_ended_after_the_keyindex_was_written_signs_the_bundles_when_it_is_run_again()
    {
        Assert.Equal(0, ToolTrial.Run(KeyallCommand.Create(), "run", "--keyindex", At("keyindex"), "--keys", Keys, "--zone", "cr.", "--yes").Status);
        byte[] index = File.ReadAllBytes(At("keyindex"));
        Assert.Equal(2, Run().Status); // nobody can confirm it
        Assert.Empty(Responses);
        Assert.Equal(0, Run("--dry-run").Status);
        Assert.Empty(Responses);
        ToolTrial run = Run("--yes");
        Assert.True(run.Status == 0, run.Error);
        Assert.Single(Responses);
        Assert.Equal(index, File.ReadAllBytes(At("keyindex")));
    }

    [Fact]
    public void Where_the_KSK_is_elsewhere_a_run_names_the_request_and_its_day()
    {
        Run("--zone", "cr.", "--yes");
        string ksk = Directory.GetFiles(Keys, "*.key").Single(file => File.ReadAllText(file).Contains(" 257 3 ", StringComparison.Ordinal));
        File.Delete(Path.ChangeExtension(ksk, ".private"));
        Assert.Equal("", Run("--yes", "--until", "+60d").Output); // what there is lasts until then

        ToolTrial run = Run("--yes", "--until", "+120d", "--json");
        Assert.Contains("\"signedHere\": false", run.Output, StringComparison.Ordinal);
        run = Run("--yes", "--until", "+120d", "--dry-run");
        Assert.Equal(0, run.Status);
        Assert.Contains($"cr.: a request is due by {Covered - (14 * Day)}: its KSKs are not here, and bundles last until {Covered}", run.Output, StringComparison.Ordinal);
        string command = run.Output.Split('\n').Single(line => line.StartsWith("  keyall request make ", StringComparison.Ordinal));
        string[] words = command.Replace("ksr.xml", At("ksr.xml"), StringComparison.Ordinal).Trim().Split(' ')[1..];
        ToolTrial make = ToolTrial.Run(KeyallCommand.Create(), words);
        Assert.True(make.Status == 0, make.Error);
        Assert.True(File.Exists(At("ksr.xml")));
        Assert.Single(Responses);
    }

    [Fact]
    public void A_key_that_came_after_the_bundles_were_signed_is_named()
    {
        Assert.DoesNotContain("the bundle that was signed", Run("--zone", "cr.", "--yes").Error, StringComparison.Ordinal);
        Assert.DoesNotContain("the bundle that was signed", Run("--yes").Error, StringComparison.Ordinal);
        ToolTrial roll = ToolTrial.Run(
            KeyallCommand.Create(), "roll", "ksk", "--keyindex", At("keyindex"), "--keys", Keys, "--zone", "cr.", "--yes");
        Assert.True(roll.Status == 0, roll.Error);
        ToolTrial run = Run("--dry-run");
        Assert.Contains("cr.: by the keyindex KSK ", run.Error, StringComparison.Ordinal);
        Assert.Contains($"has not got it; responses last until {Covered}", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("KSK", "ksk")]
    [InlineData("ZSK", "standby")]
    public void A_roll_that_would_make_keys_of_a_kind_that_another_host_has_is_refused(string role, string roll)
    {
        Assert.Equal(0, Run("--zone", "cr.", "--yes").Status);
        string[] rows = File.ReadAllLines(At("keyindex"));
        string[] elsewhere = [.. rows.Select(row => row.Contains($" {role} ", StringComparison.Ordinal)
            ? string.Join(' ', row.Split(' ').Where(word => !word.StartsWith("key=", StringComparison.Ordinal)))
            : row)];
        Assert.NotEqual(rows, elsewhere);
        File.WriteAllLines(At("keyindex"), elsewhere);
        string[] files = [.. Directory.GetFiles(Keys).Order(StringComparer.Ordinal)];
        string[] make = ["roll", roll, "--keyindex", At("keyindex"), "--keys", Keys, "--zone", "cr.", "--yes"];
        ToolTrial refused = ToolTrial.Run(KeyallCommand.Create(), make);
        Assert.Equal(1, refused.Status);
        Assert.Contains($"[MOVE-ELSEWHERE] the {role}s of cr. are another host's", refused.Error, StringComparison.Ordinal);
        Assert.Equal(files, Directory.GetFiles(Keys).Order(StringComparer.Ordinal));
        Assert.Equal(elsewhere, File.ReadAllLines(At("keyindex")));

        File.WriteAllLines(At("keyindex"), rows);
        ToolTrial made = ToolTrial.Run(KeyallCommand.Create(), make);
        Assert.True(made.Status == 0, made.Error);
    }

    [Fact]
    public void Without_a_directory_of_responses_a_run_says_who_signs_the_DNSKEY_RRset()
    {
        string[] run = ["run", "--keyindex", At("keyindex"), "--keys", Keys, "--zone", "cr.", "--yes"];
        Assert.Contains("signall signs the DNSKEY RRset itself", ToolTrial.Run(KeyallCommand.Create(), [.. run, "--verbose"]).Error, StringComparison.Ordinal);
        Array.ForEach(Directory.GetFiles(Keys, "*.private"), File.Delete);
        Assert.Contains("no directory of responses is named", ToolTrial.Run(KeyallCommand.Create(), run).Error, StringComparison.Ordinal);
    }

    private string At(string name) => Path.Combine(_directory.FullName, name);

    private ToolTrial Run(params string[] more) => ToolTrial.Run(
        KeyallCommand.Create(), ["run", "--keyindex", At("keyindex"), "--keys", Keys, "--bundles", Bundles, .. more]);

    private ToolTrial Sign(string moment)
    {
        File.WriteAllText(At("db.cr"), "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 3600\n@ NS ns\nns A 192.0.2.53\n");
        return ToolTrial.Run(
            SignallCommand.Create(), "--zone-file", At("db.cr"), "--origin", "cr.", "--keys", Keys, "--keyindex", At("keyindex"), "--bundles", Bundles,
            "--output", At("db.cr.signed"), "--time", moment);
    }
}
