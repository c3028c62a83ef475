using System.Text.Json;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Signall;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Bundles;

/// <summary>The day a key is lost: sealed responses are made in the ceremony, counted down in the status, and put to use.</summary>
public sealed class SealedSetTests : IDisposable
{
    private const string Zone = "example.";
    private const long Day = 86_400;

    private readonly TemporaryDirectory _directory = new();

    public SealedSetTests()
    {
        foreach (string name in (string[])["online", "offline", "standby", "bundles", "bag"])
        {
            Directory.CreateDirectory(_directory[name]);
        }

        _directory.Write("zone",
            "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 3600\n@ NS ns\nns A 192.0.2.53\n");
        _directory.Write("dnssec.yaml", $$"""
            state: {{_directory["state"]}}
            clock: { ahead: 60d }
            settle: 0
            zones:
              - { zone: example, file: {{_directory["zone"]}}, keys: {{_directory["online"]}}, keyindex: {{Online}}, bundles: {{_directory["bundles"]}}, output: {{Signed}} }
            """);
        Keyall(
            ExitStatus.Done, "run", "--zone", Zone, "--keyindex", _directory["keyindex.offline"], "--keys",
            _directory["offline"], "--rows", "ksk", "--yes");
        Trust();
        Keyall(ExitStatus.Done, "key", "generate", "--zone", Zone, "--keys", _directory["offline"], "--type",
            "ksk", "-P", "none", "-A", "none");
        Keyall(ExitStatus.Done, "key", "generate", "--zone", Zone, "--keys", _directory["standby"], "--type",
            "zsk", "-P", "none", "-A", "none");
        Keyall(
            ExitStatus.Done, "request", "make", "--zone", Zone, "--keys", _directory["online"], "--keyindex",
            Online, "--standby-keys", _directory["standby"],
            "--output", _directory["ksr"]);
    }

    private string Online => _directory["keyindex.online"];

    private string Signed => _directory["zone.signed"];

    public void Dispose() => _directory.Dispose();

    [ForeignToolFact("ldns-verify-zone")]
    public void After_the_loss_of_the_ZSKs_the_standby_ZSK_takes_over_and_nothing_is_bogus_in_between()
    {
        Ceremony();
        Timestamp lost = ToolRuns.Present + (40 * Day);
        Sign(lost - 3_600);
        string before = File.ReadAllText(Signed);
        foreach (string file in Directory.GetFiles(_directory["online"], "*.private"))
        {
            File.Delete(file);
        }

        Activate(ExitStatus.KeyUnavailable, "zsk-lost", lost); // the standby ZSK has not been brought
        foreach (string file in Directory.GetFiles(_directory["standby"], "K*"))
        {
            File.Copy(file, Path.Combine(_directory["online"], Path.GetFileName(file)));
        }

        Activate(ExitStatus.Done, "zsk-lost", lost);
        Sign(lost + Day);
        string after = File.ReadAllText(Signed);
        string standby = Path.GetFileNameWithoutExtension(Directory.GetFiles(_directory["standby"], "*.key")
            .Single())[^5..].TrimStart('0');
        Assert.Contains($" {standby} example. ", Line(after, " RRSIG SOA "), StringComparison.Ordinal);
        Assert.All(Keys(before), key => Assert.Contains(key, Keys(after))); // what caches have of the lost ZSKs still verifies
        Assert.Equal(Keys(before).Length + 1, Keys(after).Length);
    }

    [ForeignToolFact("ldns-verify-zone")]
    public void Where_the_next_quarter_was_imported_its_sealed_response_follows_with_the_same_standby_ZSK()
    {
        Ceremony();
        Keyall(
            ExitStatus.Done, "request", "make", "--zone", Zone, "--keys", _directory["online"], "--keyindex",
            Online, "--standby-keys", _directory["standby"],
            "--from", "20270401000000", "--bundles", _directory["bundles"], "--output", _directory["ksr2"]);
        Directory.CreateDirectory(_directory["bag2"]);
        Keyall(
            ExitStatus.Done, "request", "sign", _directory["ksr2"], "--keys", _directory["offline"],
            "--keyindex", _directory["keyindex.offline"],
            "--previous", _directory["skr"], "--limit", "horizon=300d", "--yes", "--output",
            _directory["skr2"], "--sealed", _directory["bag2"]);
        Keyall(
            ExitStatus.Done, "response", "import", _directory["skr2"], "--keys", _directory["online"],
            "--keyindex", Online, "--bundles", _directory["bundles"],
            "--request", _directory["ksr2"]);
        foreach (string file in Directory.GetFiles(_directory["online"], "*.private"))
        {
            File.Delete(file);
        }

        foreach (string file in Directory.GetFiles(_directory["standby"], "K*"))
        {
            File.Copy(file, Path.Combine(_directory["online"], Path.GetFileName(file)));
        }

        Timestamp lost = ToolRuns.Present + (80 * Day);
        Assert.Contains("takes its place at 2027-04-01T00:00:00Z",
            Activate(ExitStatus.Done, "zsk-lost", lost, "--verbose"), StringComparison.Ordinal);
        File.Copy(_directory["bag2/zsk-lost.skr"], _directory["bag/later.skr"]);
        File.Copy(_directory["bag2/zsk-lost.skr.manifest"], _directory["bag/later.skr.manifest"]);
        Activate(ExitStatus.Done, "later", lost + 60);
        Sign(lost + Day);
        Sign(lost + (30 * Day)); // in the next quarter
        Assert.Single(File.ReadAllLines(Online),
            line => line.Contains(" note=standby", StringComparison.Ordinal));
    }

    [ForeignToolFact("ldns-verify-zone")]
    public void After_the_loss_of_the_KSKs_the_standby_KSK_vouches_for_the_same_ZSKs()
    {
        Ceremony();
        Timestamp lost = ToolRuns.Present + (40 * Day);
        Assert.Contains("SKR-VERIFY", Activate(ExitStatus.Refused, "ksk-lost", lost), StringComparison.Ordinal); // nobody has brought its .key file
        Trust();
        Activate(ExitStatus.Done, "ksk-lost", lost);
        Sign(lost);
        string key = Directory.GetFiles(_directory["offline"], "*.key")
            .Single(file => file.Contains(StandbyTag, StringComparison.Ordinal));
        ForeignTool.Run("ldns-verify-zone", "-t", lost.ToCompactString(), "-k", key, Signed).MustSucceed();
        string lostKey = Directory.GetFiles(_directory["offline"], "*.key")
            .Single(file => !file.Contains(StandbyTag, StringComparison.Ordinal));
        Assert.NotEqual(0,
            ForeignTool.Run("ldns-verify-zone", "-t", lost.ToCompactString(), "-k", lostKey,
                Signed).ExitCode);
    }

    [Fact]
    public void The_status_counts_down_what_is_left_of_responses_and_sealed_responses()
    {
        Ceremony();
        Sign(ToolRuns.Present + Day);
        string status = Status(ToolRuns.Present + (10 * Day));
        Assert.Contains("; responses for 91 days, sealed ksk-lost for 91 days, sealed zsk-lost for 91 days\n",
            status, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(Status(ToolRuns.Present + (10 * Day), "--json"));
        JsonElement zone = json.RootElement.GetProperty("zones")[0];
        Assert.Equal("2027-04-12T00:00:00Z", zone.GetProperty("responsesUntil").GetString());
        Assert.Equal(["ksk-lost", "zsk-lost"], zone.GetProperty("sealed").EnumerateArray()
            .Select(set => set.GetProperty("loss").GetString()));
        Assert.Contains("dnssec_toolkit_responses_until_timestamp_seconds{zone=\"example.\"} ",
            Status(ToolRuns.Present, "--metrics"), StringComparison.Ordinal);
        Assert.Contains("responses ended, sealed ksk-lost ended", Status(ToolRuns.Present + (120 * Day)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Only_a_sealed_response_that_an_imported_one_names_is_put_to_use()
    {
        Ceremony();
        Assert.Contains("SEALED-UNKNOWN", Keyall(
            ExitStatus.Refused, "response", "activate", _directory["skr"], "--keys", _directory["online"],
            "--bundles", _directory["bundles"], "--yes"), StringComparison.Ordinal);
        Assert.Contains("SKR-ABSENT",
            Activate(ExitStatus.Refused, "zsk-lost", ToolRuns.Present
                + (120 * Day)), StringComparison.Ordinal);
        Assert.Contains("SEALED-UNKNOWN", Keyall(
            ExitStatus.Refused, "response", "import", _directory["bag/zsk-lost.skr"], "--keys",
            _directory["online"], "--bundles", _directory["bundles"],
            "--request", _directory["ksr.zsk-lost"]), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_directory["bundles"], "*.skr"));
    }

    [Fact]
    public void A_request_for_a_sealed_response_that_is_not_the_request_is_refused()
    {
        Keyall(
            ExitStatus.Done, "request", "make", "--zone", Zone, "--keys", _directory["online"], "--keyindex",
            Online, "--standby-keys", _directory["standby"],
            "--until", "+80d", "--id", "other", "--output", _directory["other"]);
        File.Move(_directory["other.zsk-lost"], _directory["ksr.zsk-lost"], overwrite: true);
        File.Move(_directory["other.zsk-lost.manifest"], _directory["ksr.zsk-lost.manifest"],
            overwrite: true);
        Assert.Contains("SEALED-REQUEST", Ceremony(ExitStatus.Refused), StringComparison.Ordinal);
        Assert.False(File.Exists(_directory["skr"]));
        Assert.Empty(Directory.GetFiles(_directory["bag"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_standby_KSK_that_is_not_known_where_the_response_is_imported_is_asked_for(bool isKnown)
    {
        if (isKnown)
        {
            Trust();
        }

        Assert.Equal(!isKnown, Ceremony().Contains(
            $"bring its .key file to {_directory["online"]}, or it cannot be put to use", StringComparison.Ordinal));
    }

    private string StandbyTag =>
        Path.GetFileNameWithoutExtension(Directory.GetFiles(_directory["offline"], "*.key")
        .Single(file => !File.ReadAllText(_directory["keyindex.offline"])
            .Contains($" {Path.GetFileNameWithoutExtension(file)[^5..]} ", StringComparison.Ordinal)))[^5..];

    private void Trust()
    {
        foreach (string file in Directory.GetFiles(_directory["offline"], "*.key"))
        {
            File.Copy(file, Path.Combine(_directory["online"], Path.GetFileName(file)), overwrite: true);
        }
    }

    private string Ceremony()
    {
        Ceremony(ExitStatus.Done);
        return Keyall(
            ExitStatus.Done, "response", "import", _directory["skr"], "--keys", _directory["online"],
            "--keyindex", Online, "--request", _directory["ksr"],
            "--bundles", _directory["bundles"], "--first");
    }

    private string Ceremony(ExitStatus expected) => Keyall(
        expected, "request", "sign", _directory["ksr"], "--keys", _directory["offline"], "--keyindex",
        _directory["keyindex.offline"], "--first", "--yes",
        "--output", _directory["skr"], "--sealed", _directory["bag"], "--standby", StandbyTag);

    private string Activate(ExitStatus expected, string loss, Timestamp moment, params string[] more) =>
        Keyall(
        expected, ["response", "activate", _directory[$"bag/{loss}.skr"], "--keys", _directory["online"],
            "--bundles", _directory["bundles"],
        "--keyindex", Online, "--yes", "--time", moment.ToCompactString(), "--for-real", .. more]);

    private void Sign(Timestamp moment)
    {
        ToolRuns.Run(
            SignallCommand.Create(), ExitStatus.Done, "run", "--config", _directory["dnssec.yaml"], "--time",
            moment.ToCompactString(), "--for-real");
        ForeignTool.Run("ldns-verify-zone", "-t", moment.ToCompactString(), Signed).MustSucceed();
    }

    private string Status(Timestamp moment, params string[] form) => ToolRuns.Run(
        SignallCommand.Create(), ExitStatus.Done,
        ["status", "--config", _directory["dnssec.yaml"], "--time", moment.ToCompactString(), .. form]);

    private static string[] Keys(string zone) =>
        [.. zone.Split('\n').Where(line => line.Contains(" DNSKEY 256 ", StringComparison.Ordinal))];

    private static string Line(string zone, string part) =>
        zone.Split('\n').First(line => line.Contains(part, StringComparison.Ordinal));

    private static string Keyall(ExitStatus expected, params string[] arguments) =>
        ToolRuns.Keyall(expected, arguments);
}
