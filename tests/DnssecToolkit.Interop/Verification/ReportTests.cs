using System.Globalization;
using System.Text;
using System.Text.Json;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Interop.Verification;

/// <summary>What verifyzone prints.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly ForeignSigner _signer = new();

    /// <inheritdoc/>
    public void Dispose() => _signer.Dispose();

    [ForeignToolTheory("dnssec-signzone", "dnssec-keygen")]
    [InlineData("")]
    [InlineData("-3 -")]
    public void The_report_is_the_same_whatever_the_number_of_threads(string denial)
    {
        string path = DamagedZone(denial.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        string[] arguments = [path, "--origin", "example.", "--previous", _signer.Directory["zone"],
            "--max-removed", "0%"];
        VerifyzoneRun alone = VerifyzoneRun.Run([.. arguments, "--threads", "1", "--json"]);
        Assert.Equal(ExitStatus.Refused, alone.Status);
        Assert.True(alone.Output.Split("\"code\"").Length > 6, alone.Output);
        foreach (string threads in new[] { "2", "3", "8" })
        {
            Assert.Equal(alone.Output,
                VerifyzoneRun.Run([.. arguments, "--threads", threads, "--json"]).Output);
        }

        Assert.Equal(
            VerifyzoneRun.Run([.. arguments, "--threads", "1", "-v"]).Output,
            VerifyzoneRun.Run([.. arguments, "--threads", "4", "-v"]).Output);
    }

    [ForeignToolFact("dnssec-signzone", "dnssec-keygen", "jsonschema")]
    public void The_JSON_is_as_its_schema_says()
    {
        string policy = _signer.Directory.Write("policy",
            "example. ZONE-NS-SINGLE the second server comes next week\n");
        string damaged = DamagedZone([]);
        string unsigned = _signer.Directory.Write("unsigned", "$ORIGIN example.\n"
            + ForeignSigner.EverythingZone);
        string[][] runs =
        [
            [damaged, "--policy", policy, "--previous", unsigned],
            [_signer.SignAgain(ForeignSigner.EverythingZone, "-3", "-", "-A"), "--time", "20261115000000",
                "--time", "now+1h", "--time", "expire"],
            [unsigned],
            [damaged, "--sample", "0", "--check-servers", "--server", "127.0.0.1#9", "--check-parent",
                "127.0.0.1#9"],
        ];
        foreach (string[] arguments in runs)
        {
            VerifyzoneRun run = VerifyzoneRun.Run([.. arguments, "--origin", "example.", "--json"]);
            string report = _signer.Directory.Write("report.json", run.Output);
            ForeignTool.Run("jsonschema", "-i", report,
                Repository.PathOf("docs/verifyzone-report.schema.json")).MustSucceed();
        }
    }

    [Fact]
    public void Every_check_is_explained_in_words_and_in_JSON()
    {
        foreach (CheckCode code in CheckCodes.All)
        {
            VerifyzoneRun words = VerifyzoneRun.Run("--explain", code.Tag.ToLowerInvariant());
            Assert.Equal(ExitStatus.Done, words.Status);
            Assert.StartsWith(code.Tag + "\n", words.Output, StringComparison.Ordinal);
            Assert.All(["Cause:", "Consequence:", "Cure:"],
                part => Assert.Contains(part, words.Output, StringComparison.Ordinal));
            Assert.DoesNotContain("\n### ", words.Output, StringComparison.Ordinal);
            using JsonDocument json =
                JsonDocument.Parse(VerifyzoneRun.Run("--explain", code.Tag, "--json").Output);
            Assert.Equal((code.Tag, code.Reference, words.Output.TrimEnd()), (
                json.RootElement.GetProperty("code").GetString(), json.RootElement.GetProperty("reference")
                    .GetString(),
                json.RootElement.GetProperty("explanation").GetString()));
        }
    }

    [Theory]
    [InlineData("example. CLOCK-BACKWARDS the host was moved",
        "policy:1: CLOCK-BACKWARDS is no check of a zone")]
    [InlineData("example. ZONE-NS-SINGEL the second comes", "policy:1: ZONE-NS-SINGEL is no check")]
    [InlineData("example. ZONE-NS-SINGLE",
        "policy:1: a check that does not count needs zone, code and reason")]
    public void A_policy_that_no_report_could_follow_is_refused_with_its_line(string line, string told)
    {
        using TemporaryDirectory files = new();
        string zone = files.Write("zone", ForeignSigner.EverythingZone);
        VerifyzoneRun run = VerifyzoneRun.Run(zone, "--origin", "example.", "--policy",
            files.Write("policy", line + "\n"));
        Assert.Equal(ExitStatus.Usage, run.Status);
        Assert.Contains(told, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--ds", "12345 13 2 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("--next-ds", "12345 13 2 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    public void A_zone_without_signatures_is_not_sound_where_a_DS_says_that_it_has_them(string option,
        string ds)
    {
        using TemporaryDirectory files = new();
        VerifyzoneRun run = VerifyzoneRun.Run(files.Write("zone", ForeignSigner.EverythingZone), "--origin",
            "example.", option, ds);
        Assert.Equal(ExitStatus.Refused, run.Status);
        Assert.Contains("[DNSSEC-ABSENT]", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(900)]
    [InlineData(2_500)]
    [InlineData(123_457)]
    public void Warnings_stay_warnings_and_are_all_counted_however_many_there_are(int count)
    {
        using TemporaryDirectory files = new();
        string records = string.Concat(Enumerable.Range(0, count)
            .Select(i => $"n{i} 2147483649 IN A 192.0.2.1\n"));
        VerifyzoneRun run = VerifyzoneRun.Run(files.Write("zone", ForeignSigner.EverythingZone + records),
            "--origin", "example.");
        Assert.True(run.Status == ExitStatus.Done, run.Output);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"[ZONEFILE-TTL-RANGE] {count:n0} times"),
            run.Output, StringComparison.Ordinal);
    }

    [ForeignToolFact("dnssec-signzone", "dnssec-keygen")]
    public void The_margin_counts_from_the_last_moment_in_whatever_order_they_come()
    {
        string path = _signer.Sign(ForeignSigner.EverythingZone, ["ECDSAP256SHA256"]);
        string[] late = ["--time", "20261130120000"];
        string[] early = ["--time", "20261110000000"];
        foreach (string[] moments in new[] { late, [.. late, .. early], [.. early, .. late] })
        {
            VerifyzoneRun run =
                VerifyzoneRun.Run([path, "--origin", "example.", "--margin", "1d", .. moments]);
            Assert.Contains("[RRSIG-EXPIRES-SOON]", run.Output, StringComparison.Ordinal);
        }
    }

    [ForeignToolFact("dnssec-signzone", "dnssec-keygen")]
    public void The_verdict_says_how_many_signatures_it_rests_on()
    {
        string path = _signer.Sign(ForeignSigner.EverythingZone, ["ECDSAP256SHA256"]);
        (string, string)[] verdicts =
        [
            ("100", ": sound\n"), ("50", ": sound; "),
            ("0", ": sound but for its signatures, none of which was verified\n"),
        ];
        foreach ((string percent, string verdict) in verdicts)
        {
            Assert.Contains("signed" + verdict, Sampled(path, percent), StringComparison.Ordinal);
        }

        Assert.Contains("\"signaturesChecked\": \"none\"", Sampled(path, "0", "--json"),
            StringComparison.Ordinal);
        Assert.Contains("\"signaturesChecked\": \"all\"", Sampled(path, "100", "--json"),
            StringComparison.Ordinal);
        string broken = _signer.Directory.Write("broken", File.ReadAllText(path)
            + "other.example. 60 IN A 192.0.2.1\n");
        Assert.Contains("(bogus); no signature was verified\n", Sampled(broken, "0"),
            StringComparison.Ordinal);

        static string Sampled(string zone, string percent, params string[] more) =>
            VerifyzoneRun.Run([zone, "--origin", "example.", "--sample", percent, "--max-ttl", "7d",
                .. more]).Output;
    }

    [ForeignToolFact("dnssec-signzone", "dnssec-keygen")]
    public void The_verdict_counts_notes_and_the_log_file_has_them_with_it()
    {
        string zone = ForeignSigner.EverythingZone;
        string before = _signer.Directory.Write("before",
            File.ReadAllText(_signer.Sign(zone, ["ECDSAP256SHA256"])));
        string after = _signer.SignAgain(zone
            .Replace("hostmaster 1 ", "hostmaster 2 ", StringComparison.Ordinal)
            .Replace("ns.secure A 192.0.2.10", "ns.secure A 192.0.2.99", StringComparison.Ordinal));

        VerifyzoneRun run = VerifyzoneRun.Run(
            after, "--origin", "example.", "--previous", before, "--max-ttl", "7d", "--log-file",
            _signer.Directory["log"]);
        Assert.Equal(ExitStatus.Done, run.Status);
        Assert.Contains(": sound, with 1 note\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("[PREVIOUS-UNSIGNED-DATA]", run.Output, StringComparison.Ordinal);
        string log = File.ReadAllText(Assert.Single(Directory.GetFiles(_signer.Directory.FullName, "log*")));
        Assert.Contains("serial 2, signed: sound, with 1 note", log, StringComparison.Ordinal);
        Assert.Contains("[PREVIOUS-UNSIGNED-DATA]", log, StringComparison.Ordinal);
    }

    [ForeignToolFact("dnssec-signzone", "dnssec-keygen")]
    public void Moments_are_now_the_next_run_and_the_end_of_EXPIRE()
    {
        string path = _signer.Sign(ForeignSigner.EverythingZone.Replace("1209600", "1728000",
            StringComparison.Ordinal), ["ECDSAP256SHA256"]);
        string[] arguments = [path, "--origin", "example.", "--max-ttl", "7d"];
        Assert.Equal(ExitStatus.Done,
            VerifyzoneRun.Run([.. arguments, "--time", "20261115000000", "--time", "+1h"]).Status);
        VerifyzoneRun late = VerifyzoneRun.Run([.. arguments, "--time", "20261115000000", "--time", "+1h",
            "--time", "expire"]);
        Assert.Equal(ExitStatus.Refused, late.Status); // 20 days on, and the signatures end after 16
        Assert.Contains("[RRSIG-EXPIRED]", late.Output, StringComparison.Ordinal);
        Assert.Contains("at 2026-12-05", late.Output, StringComparison.Ordinal);
    }

    // Five thousand names, more than two blocks; each nineteenth line damaged.
    private string DamagedZone(string[] options)
    {
        StringBuilder text = new(ForeignSigner.EverythingZone);
        for (int i = 0; i < 2500; i++)
        {
            text.Append($"d{i} NS ns.d{i}\nns.d{i} A 192.0.2.{i % 250}\nh{i} MX 10 h{i + 1}\n");
        }

        string[] lines = File.ReadAllLines(_signer.Sign(text.ToString(), ["ECDSAP256SHA256"], options));
        for (int i = 40; i < lines.Length; i += 19)
        {
            lines[i] = (i % 3) switch
            {
                0 => "; " + lines[i],
                1 => lines[i].Replace(" 3600 ", " 60 ", StringComparison.Ordinal),
                _ => lines[i].Replace("192.0.2.", "192.0.3.", StringComparison.Ordinal).Replace('B', 'C'),
            };
        }

        return _signer.Directory.Write("damaged", string.Join('\n', lines) + "\n");
    }
}
