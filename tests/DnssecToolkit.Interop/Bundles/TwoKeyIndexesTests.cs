using DnssecToolkit.CommandLine;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signall;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Bundles;

/// <summary>Each side of an offline KSK has a keyindex; what each knows reaches the other with the files that
/// cross.</summary>
public sealed class TwoKeyIndexesTests : IDisposable
{
    private const string Zone = "example.";

    private readonly TemporaryDirectory _directory = new();

    public TwoKeyIndexesTests()
    {
        foreach (string side in (string[])["online", "offline", "bundles"])
        {
            Directory.CreateDirectory(_directory[side]);
        }

        _directory.Write("zone",
            "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 3600\n@ NS ns\nns A 192.0.2.53\n");
        Keyall(
            ExitStatus.Done, "run", "--zone", Zone, "--keyindex", Offline, "--keys", _directory["offline"],
            "--rows", "ksk", "--yes", "--until", "+P2Y");
        foreach (string file in Directory.GetFiles(_directory["offline"], "*.key"))
        {
            File.Copy(file, Path.Combine(_directory["online"], Path.GetFileName(file)));
        }
    }

    private string Online => _directory["keyindex.online"];

    private string Offline => _directory["keyindex.offline"];

    public void Dispose() => _directory.Dispose();

    [ForeignToolTheory("ldns-verify-zone")]
    [InlineData("xml")]
    [InlineData("bind")]
    [InlineData("knot")]
    public void The_coming_ZSKs_are_made_and_each_side_takes_over_the_others_rows(string format)
    {
        Keyall(ExitStatus.Done, Make(1, "20270101000000", "--format", format));
        Assert.True(Rows(Online, "ZSK").Length >= 4, File.ReadAllText(Online)); // a quarter of a ZSK a month, each published a month before
        Keyall(ExitStatus.Done, Sign(1, "--first", "--format", format));
        Assert.Equal(Rows(Online, "ZSK"), Rows(Offline, "ZSK"));
        Keyall(ExitStatus.Done, Import(1));
        Assert.Equal(Rows(Offline, "KSK"), Rows(Online, "KSK"));
        Assert.Single(Directory.GetFiles(_directory["bundles"], "*.manifest"));
        Keyall(ExitStatus.Done, Import(1)); // once more changes nothing
        string before = File.ReadAllText(Online);
        Keyall(ExitStatus.Done, Make(1, "20270101000000", "--format", format));
        Assert.Equal(before, File.ReadAllText(Online));
        for (int week = 0; week < 12; week++)
        {
            Serve(ToolRuns.Present + (week * 7 * 86_400));
        }
    }

    [Fact]
    public void Rows_that_differ_are_refused_on_both_sides_until_the_owner_is_said_to_be_right()
    {
        Keyall(ExitStatus.Done, Make(1, "20270101000000"));
        Keyall(ExitStatus.Done, Sign(1, "--first"));
        Keyall(ExitStatus.Done, Import(1));
        Change(Offline, "ZSK");
        Keyall(ExitStatus.Done, Make(2, "20270101000000", "--id", "second", "--serial", "2"));
        Assert.Contains("BUNDLE-DRIFT", Keyall(ExitStatus.Refused, Sign(2, "--first")),
            StringComparison.Ordinal);
        Keyall(ExitStatus.Done, Sign(2, "--first", "--settle-rows"));
        Assert.Equal(Rows(Online, "ZSK"), Rows(Offline, "ZSK"));
        Change(Online, "KSK");
        Assert.Contains("BUNDLE-DRIFT", Keyall(ExitStatus.Refused, Import(2, Other())),
            StringComparison.Ordinal);
        Keyall(ExitStatus.Done, [.. Import(2, Other()), "--settle-rows"]);
        Assert.Equal(Rows(Offline, "KSK"), Rows(Online, "KSK"));
    }

    [Fact]
    public void A_file_that_follows_another_response_or_answers_another_request_is_refused()
    {
        Keyall(ExitStatus.Done, Make(1, "20270101000000"));
        Keyall(ExitStatus.Done, Sign(1, "--first"));
        Keyall(ExitStatus.Done, Import(1));
        Keyall(ExitStatus.Done,
            Make(2, "20270401000000", "--bundles", _directory["bundles"], "--serial", "2"));
        Keyall(ExitStatus.Done, Make(3, "20270401000000", "--serial", "3", "--id", "third"));
        Assert.Contains("BUNDLE-PREVIOUS", Keyall(ExitStatus.Refused, Sign(2, "--first")),
            StringComparison.Ordinal);
        Keyall(ExitStatus.Done, Sign(2, "--previous", _directory["skr-1"]));
        string wrong = Keyall(ExitStatus.Refused,
            ["response", "import", _directory["skr-2"], "--keys", _directory["online"], "--bundles",
                _directory["bundles"], "--request", _directory["ksr-3"]]);
        Assert.Contains("BUNDLE-PREVIOUS", wrong, StringComparison.Ordinal);
        Assert.Contains("BUNDLE-PREVIOUS", Keyall(ExitStatus.Refused, Import(2, Other())),
            StringComparison.Ordinal);
        Keyall(ExitStatus.Done, Import(2));
    }

    [Fact]
    public void A_run_at_another_moment_makes_no_keys_and_files_nothing_unless_the_operator_insists()
    {
        Keyall(ExitStatus.Usage, Make(1, "20270101000000", "--time", "20270101000000"));
        Assert.False(File.Exists(Online));
        Keyall(ExitStatus.Done, Make(1, "20270101000000", "--time", "20270101000000", "--for-real"));
        Keyall(ExitStatus.Done, Sign(1, "--first", "--time", "20270101000000"));
        Assert.Empty(Rows(Offline, "ZSK"));
        Keyall(ExitStatus.Done, [.. Import(1), "--time", "20270101000000"]);
        Assert.Empty(Directory.GetFiles(_directory["bundles"], "*.skr"));
    }

    [Fact]
    public void The_offline_side_lets_a_KSK_go_when_the_online_side_has_seen_that_its_DS_is_gone()
    {
        Keyall(ExitStatus.Done, Make(1, "20270101000000"));
        Keyall(ExitStatus.Done, Sign(1, "--first"));
        Keyall(ExitStatus.Done, Import(1));
        File.WriteAllText(Online, File.ReadAllText(Online)
            .Replace(Rows(Online, "KSK")[0], Rows(Online, "KSK")[0]
                + " ds-seen=20270103000000", StringComparison.Ordinal));
        Keyall(ExitStatus.Done,
            Make(2, "20270401000000", "--bundles", _directory["bundles"], "--serial", "2"));
        Keyall(ExitStatus.Done, Sign(2, "--previous", _directory["skr-1"]));
        Assert.Contains("ds-seen=20270103000000", File.ReadAllText(Offline), StringComparison.Ordinal);
    }

    private string[] Make(int number, string from, params string[] more) =>
    [
        "request", "make", "--zone", Zone, "--keys", _directory["online"], "--keyindex", Online, "--from", from, "--until", "+90d",
        "--output", _directory[$"ksr-{number}"], .. more,
    ];

    private string[] Sign(int number, params string[] more) =>
    [
        "request", "sign", _directory[$"ksr-{number}"], "--keys", _directory["offline"], "--keyindex", Offline, "--output", _directory[$"skr-{number}"],
        "--validity", "21d", "--refresh", "11d", "--until", "+10d", "--limit", "horizon=300d", "--yes",
        .. more,
    ];

    // Of the second response, too, where nothing before it is known and the other side says that it is the
    // first.
    private string[] Import(int number, string? bundles = null) =>
    [
        "response", "import", _directory[$"skr-{number}"], "--keys", _directory["online"], "--keyindex", Online, "--request", _directory[$"ksr-{number}"],
        "--bundles", bundles ?? _directory["bundles"], .. number == 1 || bundles is not null
            ? ["--first"] : Array.Empty<string>(),
    ];

    // A directory of responses that knows of none before.
    private string Other()
    {
        Directory.CreateDirectory(_directory["other"]);
        return _directory["other"];
    }

    private static void Change(string index, string type)
    {
        string row = Rows(index, type)[0];
        string[] words = row.Split(' ');
        words[7] = $"{int.Parse(words[7][..4], System.Globalization.CultureInfo.InvariantCulture) + 1}{words[7][4..]}";
        File.WriteAllText(index, File.ReadAllText(index)
            .Replace(row, string.Join(' ', words), StringComparison.Ordinal));
    }

    private static string[] Rows(string index, string type)
    {
        KeyIndex read = KeyIndex.Read(File.ReadAllBytes(index), index, new());
        return [.. read.Entries.Where(row => row.Role.ToString() == type).Select(row => row.ToSharedRow())];
    }

    private void Serve(Timestamp moment)
    {
        ToolRuns.Run(
            SignallCommand.Create(), ExitStatus.Done, "--zone-file", _directory["zone"], "--origin", Zone,
            "--keys", _directory["online"], "--keyindex", Online,
            "--bundles", _directory["bundles"], "--output", _directory["zone.signed"], "--time",
            moment.ToCompactString());
        ForeignTool.Run("ldns-verify-zone", "-t", moment.ToCompactString(), _directory["zone.signed"])
            .MustSucceed();
    }

    private static string Keyall(ExitStatus expected, params string[] arguments) =>
        ToolRuns.Keyall(expected, arguments);
}
