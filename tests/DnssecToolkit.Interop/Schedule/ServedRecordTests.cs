using System.Text.RegularExpressions;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Bundles;
using DnssecToolkit.Keyall;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signall;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Schedule;

/// <summary>The dates of a roll go by while nothing signs: resolvers decide by what they have, and so does
/// signall.</summary>
public sealed partial class ServedRecordTests : IDisposable
{
    private const long Hour = 3_600;
    private const long Day = 86_400;
    private const string Zone = "cr.";

    private static readonly Timestamp Origin = new(1_795_219_200); // 2026-11-21T00:00:00Z
    private static readonly Timestamp Rolled = Origin + Day;
    private static readonly Timestamp Back = Rolled + (14 * Day);
    private static readonly RolloverPolicy Policy = RolloverPolicy.Default;

    private readonly TemporaryDirectory _directory = new();

    private string Signed => _directory["signed"];

    private string Index => _directory["keyindex"];

    private string Record => _directory[".signed.served"];

    public void Dispose() => _directory.Dispose();

    [ForeignToolFact("ldns-verify-zone")]
    public void A_zsk_whose_start_went_by_unserved_waits_and_the_old_one_signs_on()
    {
        string old = Begin("zsk");
        CacheWitness caches = new(Policy);
        caches.Remember(Back - 1, old); // as it was served until then
        string before = SignerOf(old, "SOA");
        string said = Sign(Back);
        Assert.Contains("[SCHEDULE-HELD]", said, StringComparison.Ordinal);
        for (Timestamp moment = Back; moment <= Back + (30 * Hour); moment += Hour)
        {
            Sign(moment);
            string text = File.ReadAllText(Signed);
            caches.Remember(moment, text);
            Verify(moment, text);
            bool isOldCached = moment - Back < Policy.DnskeyTtl.Seconds + Policy.PropagationDelay.Seconds;
            Assert.Equal(isOldCached, SignerOf(text, "SOA") == before);
            if (isOldCached)
            {
                Verify(moment, WithKeysOf(old, text));
            }
        }

        // The old one has left, a TTL and the propagation delay after its last signature was served.
        Assert.DoesNotContain(TagOf(before), caches.Versions[^1].Keys);
        Assert.Contains(TagOf(before),
            caches.Versions.Last(version => version.Moment <= Back + (26 * Hour)).Keys);
        Assert.DoesNotContain("[SCHEDULE-HELD]", Sign(Back + (31 * Hour)), StringComparison.Ordinal);
    }

    [ForeignToolFact("ldns-verify-zone")]
    public void A_ksk_whose_ds_changed_before_it_was_served_does_not_stand_alone_at_first()
    {
        string old = Begin("ksk");
        string before = SignerOf(old, "DNSKEY");
        File.WriteAllLines(Index, File.ReadAllLines(Index)
            .Select(line => !line.Contains(" KSK ", StringComparison.Ordinal) ? line
            : $"{line} {(line.Contains($" {before} ", StringComparison.Ordinal) ? "ds-gone" : "ds-seen")}={(Rolled + Day).ToCompactString()}"));
        Sign(Back);
        string text = File.ReadAllText(Signed);
        Verify(Back, text);
        Assert.Equal(2, SignersOf(text, "DNSKEY").Length);
        Sign(Back + (2 * Hour));
        text = File.ReadAllText(Signed);
        Verify(Back + (2 * Hour), text);
        Assert.NotEqual(before, SignerOf(text, "DNSKEY"));
    }

    [ForeignToolFact("ldns-verify-zone")]
    public void A_new_algorithm_whose_signatures_were_not_served_is_not_published_yet()
    {
        string old = Begin("algorithm", "--algorithm", "ED25519");
        Sign(Back);
        string text = File.ReadAllText(Signed);
        Assert.Equal(["13"], AlgorithmsIn(text, "DNSKEY 25[67] 3"));
        Assert.Equal(["13", "15"], AlgorithmsIn(text, "RRSIG SOA"));
        Sign(Back + Day);
        Assert.Equal(["13"], AlgorithmsIn(File.ReadAllText(Signed), "DNSKEY 25[67] 3"));
        Sign(Back + Day + Hour);
        text = File.ReadAllText(Signed);
        Assert.Equal(["13", "15"], AlgorithmsIn(text, "DNSKEY 25[67] 3"));
        Verify(Back + Day + Hour, text);
        Assert.Equal(["13"], AlgorithmsIn(old, "RRSIG SOA"));
    }

    [Theory]
    [InlineData(false)] // killed after the version was installed: the record is that of before
    [InlineData(true)] // lost
    public void Without_the_records_word_a_key_counts_as_served_from_the_next_run_on(bool isLost)
    {
        string before = SignerOf(Begin("zsk"), "SOA");
        byte[] record = File.ReadAllBytes(Record);
        Sign(Back);
        File.Delete(Record);
        if (!isLost)
        {
            File.WriteAllBytes(Record, record);
        }

        Timestamp next = Back + Day;
        Sign(next);
        Assert.Equal(before, SignerOf(File.ReadAllText(Signed), "SOA"));
        Sign(next + Hour);
        Assert.Equal(before, SignerOf(File.ReadAllText(Signed), "SOA"));
        Sign(next + (2 * Hour));
        Assert.NotEqual(before, SignerOf(File.ReadAllText(Signed), "SOA"));
    }

    [ForeignToolFact("ldns-verify-zone")]
    public void A_zone_whose_record_cannot_be_written_is_installed_and_that_is_said()
    {
        Begin(null);
        File.Delete(Record);
        Directory.CreateDirectory(Record); // what stands in its place hinders root, too
        File.AppendAllText(_directory["zone"], "new A 192.0.2.7\n");
        string said = SignTo(ExitStatus.UnwritableOutput, Rolled);
        Assert.Matches($@"error: cr\.: serial \d+ is installed in {Signed}, and only the record of what was"
            + @" served was not written: \S+\.signed\.served: cannot be written", said);
        Assert.Contains("the next run counts what it finds installed as served from then on", said,
            StringComparison.Ordinal);
        string text = File.ReadAllText(Signed);
        Assert.Contains("new.cr. 3600 IN A 192.0.2.7", text, StringComparison.Ordinal);
        Verify(Rolled, text);
        said = SignTo(ExitStatus.UnwritableOutput, Rolled + 1, "--json");
        Assert.Contains("\"outcome\": \"unchanged\"", said, StringComparison.Ordinal);
        Assert.Matches("\"failure\": \"cr\\.: serial \\d+ is installed in ", said);

        Directory.Delete(Record);
        Sign(Rolled + Hour);
        Assert.Contains($"\"since\": \"{Rolled + Hour}\"", File.ReadAllText(Record),
            StringComparison.Ordinal);
    }

    /// <summary>Nobody validated by what was served in between, nor by what caches have of before.</summary>
    [ForeignToolFact("ldns-verify-zone")]
    public void What_was_served_before_a_zone_gave_up_holds_no_key_once_it_is_secure_again()
    {
        string old = Begin("insecure");
        File.WriteAllLines(Index, File.ReadAllLines(Index).Select(line =>
            line.Contains(" KSK ", StringComparison.Ordinal)
                ? $"{line} ds-gone={(Rolled + Day).ToCompactString()}" : line));
        Timestamp again = Rolled + (20 * Day);
        Assert.Contains("cr. has given up DNSSEC", SignTo(ExitStatus.Refused, again - Hour),
            StringComparison.Ordinal);
        Keyall(again, "roll", "secure", "--scheme", "ksk-zsk", "--zone", Zone);
        string said = Sign(again);
        Assert.DoesNotContain("HELD]", said, StringComparison.Ordinal);
        string text = File.ReadAllText(Signed);
        Verify(again, text);
        Assert.NotEqual(SignerOf(old, "SOA"), SignerOf(text, "SOA"));
        Assert.NotEqual(SignerOf(old, "DNSKEY"), SignerOf(text, "DNSKEY"));
        IReadOnlyList<string> published = Published(again);
        Assert.DoesNotContain(TagOf(SignerOf(old, "SOA")), published);
        Assert.DoesNotContain(TagOf(SignerOf(old, "DNSKEY")), published);
        Assert.DoesNotContain("HELD]", Sign(again + Hour), StringComparison.Ordinal);
    }

    [Fact]
    public void An_emergency_goes_as_it_was_announced()
    {
        Begin(null);
        string before = SignerOf(File.ReadAllText(Signed), "SOA");
        Keyall(Rolled, "emergency", "zsk", "--active", "--now", "--accept", "REHEARSAL-BREAKS", "--because",
            "stolen", "--zone", Zone);
        Sign(Rolled);
        Assert.NotEqual(before, SignerOf(File.ReadAllText(Signed), "SOA"));
    }

    [Fact]
    public void A_stolen_key_whose_end_is_past_leaves_when_it_was_announced_though_caches_have_its_data()
    {
        string before = SignerOf(Begin("zsk"), "SOA");
        Timestamp moment = Rolled;
        for (; moment < Rolled + (15 * Hour); moment += Hour)
        {
            Sign(moment);
        }

        Assert.NotEqual(before, SignerOf(File.ReadAllText(Signed), "SOA"));
        Assert.Contains(TagOf(before), Published(moment));
        Keyall(moment, "emergency", "zsk", "--old", "--now", "--accept", "REHEARSAL-BREAKS", "--because",
            "stolen", "--zone", Zone);
        string said = Sign(moment);
        Assert.DoesNotContain("SCHEDULE-HELD", said, StringComparison.Ordinal);
        Assert.DoesNotContain(TagOf(before), Published(moment));
    }

    // Its file is gone, or its token is.
    [ForeignToolTheory("ldns-verify-zone")]
    [InlineData(false)]
    [InlineData(true)]
    public void Where_the_known_key_is_lost_the_due_one_signs_by_the_operators_word_or_once_all_has_expired(
        bool isInToken)
    {
        string before = SignerOf(Begin("zsk"), "SOA");
        Lose(before, isInToken);
        string said = SignTo(isInToken ? ExitStatus.KeyUnavailable : ExitStatus.Refused, Back);
        Assert.Contains("--accept PREVIOUS-KEY-TOO-NEW", said, StringComparison.Ordinal);
        Assert.Contains("keyall emergency zsk --old --now", said, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing is to be done", said, StringComparison.Ordinal);
        Assert.Equal(before, SignerOf(File.ReadAllText(Signed), "SOA"));
        string served = File.ReadAllText(Signed);
        byte[] record = File.ReadAllBytes(Record);

        said = SignTo(ExitStatus.Done, Back + 1, "--accept", "PREVIOUS-KEY-TOO-NEW");
        Assert.DoesNotContain("SCHEDULE-UNHELD", said, StringComparison.Ordinal);
        Assert.NotEqual(before, SignerOf(File.ReadAllText(Signed), "SOA"));
        Sign(Back + 1 + (Hour / 2)); // and goes on
        Assert.NotEqual(before, SignerOf(File.ReadAllText(Signed), "SOA"));

        File.WriteAllText(Signed, served);
        File.WriteAllBytes(Record, record);
        Timestamp expired = Rolled + (30 * Day) + Hour;
        said = Sign(expired);
        Assert.Contains("[SCHEDULE-UNHELD]", said, StringComparison.Ordinal);
        string text = File.ReadAllText(Signed);
        Assert.NotEqual(before, SignerOf(text, "SOA"));
        Verify(expired, text);
        Sign(expired + (Hour / 2));
        Assert.NotEqual(before, SignerOf(File.ReadAllText(Signed), "SOA"));
    }

    private IReadOnlyList<string> Published(Timestamp moment) =>
        [.. new CacheWitness(Policy).Remember(moment, File.ReadAllText(Signed)).Keys];

    private static string TagOf(string padded) => padded.TrimStart('0');

    private void Lose(string tag, bool isInToken)
    {
        foreach (string file in Directory.GetFiles(_directory["keys"], $"*+{tag}.private"))
        {
            File.Delete(file);
        }

        if (isInToken)
        {
            File.WriteAllLines(Index, File.ReadAllLines(Index)
                .Select(line => !line.Contains($" {tag} ", StringComparison.Ordinal) ? line
                : Regex.Replace(line, " key=\\S+", "")
                    + $" key=pkcs11:token=gone;object=zsk?module-path={_directory["gone.so"]}"));
        }
    }

    // Signed on the first day; rolled on the second, and nothing runs from then on.
    private string Begin(string? kind, params string[] options)
    {
        Directory.CreateDirectory(_directory["keys"]);
        _directory.Write("zone",
            "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 3600\n@ NS ns\n@ NS ns.example.net.\nns A 192.0.2.53\n");
        Keyall(Origin, "roll", "secure", "--scheme", "ksk-zsk", "--zone", Zone);
        string[] rows = File.ReadAllLines(Index);
        string next = rows[^1][..rows[^1].IndexOf(" 2026", StringComparison.Ordinal)]; // the ZSK to come is published on the second day
        rows[^1] = $"{next} {Rolled.ToCompactString()}{rows[^1][(next.Length + 15)..]}";
        File.WriteAllLines(Index, rows);
        Sign(Origin);
        Sign(Rolled - 1);
        if (kind is not null)
        {
            Keyall(Rolled, ["roll", kind, "--zone", Zone, .. options]);
        }

        return File.ReadAllText(Signed);
    }

    private string Sign(Timestamp moment) => SignTo(ExitStatus.Done, moment);

    private string SignTo(ExitStatus status, Timestamp moment, params string[] options) => ToolRuns.Run(
        SignallCommand.Create(), status, moment,
        ["--zone-file", _directory["zone"], "--origin", Zone, "--keys", _directory["keys"], "--keyindex",
            Index, "--output", Signed, "--validity", "30d", "--time", moment.ToCompactString(), .. options]);

    private void Keyall(Timestamp moment, params string[] arguments) =>
        ToolRuns.At(moment, KeyallCommand.Create(),
        [.. arguments, "--keyindex", Index, "--keys", _directory["keys"], "--yes", "--for-real", "--quiet"]);

    private void Verify(Timestamp moment, string text) =>
        ForeignTool.Run("ldns-verify-zone", "-t", moment.ToCompactString(),
            _directory.Write("looked-at", text)).MustSucceed();

    // The new data with the DNSKEY RRset that a cache still has.
    private static string WithKeysOf(string keys, string data) => string.Join('\n',
        data.Split('\n').Where(line => !KeySet().IsMatch(line))
            .Concat(keys.Split('\n').Where(line => KeySet().IsMatch(line))).Append(""));

    private static string SignerOf(string text, string type) => Assert.Single(SignersOf(text, type));

    private static string[] SignersOf(string text, string type) =>
        [.. Regex.Matches(text, $@"(?m)^cr\. \d+ IN RRSIG {type} \d+ \d+ \d+ \d+ \d+ (\d+) ")
            .Select(match => match.Groups[1].Value.PadLeft(5, '0')).Distinct()];

    private static string[] AlgorithmsIn(string text, string what) =>
        [.. Regex.Matches(text, $@"(?m)^cr\. \d+ IN {what} (\d+) ").Select(match => match.Groups[1].Value)
            .Distinct().Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"^cr\. \d+ IN (DNSKEY|RRSIG DNSKEY) ")]
    private static partial Regex KeySet();
}
