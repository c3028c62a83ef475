using System.Globalization;
using DnssecToolkit.Bundles.Formats;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Schedule;

namespace DnssecToolkit.Interop.Bundles;

/// <summary>What is in the way of a signature is found before anybody is asked, by <c>request check</c> as by
/// <c>request sign</c>.</summary>
public sealed class RequestCheckTests : IDisposable
{
    private const string Zone = "example.";

    private readonly TemporaryDirectory _directory = new();

    public RequestCheckTests()
    {
        foreach (string name in (string[])["online", "offline"])
        {
            Directory.CreateDirectory(_directory[name]);
        }
    }

    private string Index => _directory["keyindex.offline"];

    private string Row => KeyIndex.Read(File.ReadAllBytes(Index), Index, new()).Entries
        .Single(row => row.IsSep).Tag.ToString("D5", CultureInfo.InvariantCulture);

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("xml")]
    [InlineData("bind")]
    public void A_KSK_that_is_over_or_not_yet_due_signs_by_a_schema_only_where_that_is_waived(string format)
    {
        string over = Ksk("-P", "20250101000000", "-A", "20250101000000", "-I", "20260307000000", "-D",
            "20260307000000");
        string coming = Ksk("-P", "20250101000000", "-A", "20290101000000");
        string due = Ksk("-P", "20250101000000", "-A", "20250101000000", "-I", "20290101000000");
        Make(format);
        foreach ((string tag, string said) in ((string, string)[])[
            (over, "by its key file it signs from 2025-01-01T00:00:00Z until 2026-03-07T00:00:00Z"),
            (coming, "by its key file it signs from 2029-01-01T00:00:00Z")])
        {
            string[] schema = ["--schema", "normal", "--current", tag];
            string slot = $"1-last: sign {tag}";
            Assert.Contains(said, Refused("KSR-POLICY-KSK-TIMES", Check, schema), StringComparison.Ordinal);
            Refused("KSR-POLICY-KSK-TIMES", Sign, schema);
            Refused("KSR-POLICY-KSK-TIMES", Sign, "--slot", slot);
        }

        Sign(ExitStatus.Done, "--schema", "normal", "--current", due);
        File.Delete(_directory["skr"]);
        File.Delete(_directory["skr.manifest"]);
        Sign(ExitStatus.Done, "--schema", "normal", "--current", over, "--waive",
            "KSR-POLICY-KSK-TIMES=the others are lost");
    }

    [Fact]
    public void A_KSK_signs_by_a_schema_only_in_the_time_of_its_row()
    {
        Offline();
        Make("xml");
        KeyIndex index = KeyIndex.Read(File.ReadAllBytes(Index), Index, new());
        KeyIndexEntry row = index.Entries.Single(entry => entry.IsSep);
        string[] schema = ["--keyindex", Index, "--schema", "normal", "--current", Row];
        Check(ExitStatus.Done, schema);
        File.WriteAllBytes(Index, index.Replace(row, row with
        {
            End = ToolRuns.Present + 86_400,
            Remove = ToolRuns.Present + 86_400,
        }).ToOctets());
        string said = Refused("KSR-POLICY-KSK-TIMES", Sign, [.. schema, "--settle-rows"]);
        Assert.Contains("by its row it signs from", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_KSK_without_a_row_comes_into_no_bundle_because_the_other_side_would_refuse_it()
    {
        Offline();
        string stranger = Ksk("-P", "none", "-A", "none");
        Make("xml");
        string[] schema = ["--keyindex", Index, "--schema", "publish+", "--current", Row, "--next", stranger];
        Refused("BUNDLE-DRIFT", Check, schema);
        string said = Refused("BUNDLE-DRIFT", Sign, schema);
        Assert.Contains($"{Zone}/13/{stranger} is to be in a bundle, and has no row here", said,
            StringComparison.Ordinal);
        Sign(ExitStatus.Done, "--keyindex", Index);
    }

    [Fact]
    public void A_request_as_text_is_checked_as_it_is_signed_cut_into_its_bundles()
    {
        Offline();
        Make("bind");
        string[] told = ["--keyindex", Index, "--validity", "20d", "--refresh", "9d"];
        Sign(ExitStatus.Done, told);
        int bundles = BundleFile.ReadResponse(File.ReadAllBytes(_directory["skr"]), "skr", new())!
            .Bundles.Length;
        int headers = BundleFile.ReadRequest(File.ReadAllBytes(_directory["ksr"]), "ksr", new())!
            .Bundles.Length;
        string[] until = [.. told, "--until", "+25d"];
        Check(ExitStatus.Done, [.. told, "--limit", $"bundles={bundles}"]);
        Assert.Equal(bundles, headers);
        Check(ExitStatus.Done, [.. until, "--limit", $"bundles={bundles + 2}"]); // the last slot is cut in three
        Refused("KSR-BUNDLE-COUNT", Check, [.. until, "--limit", $"bundles={bundles}"]);
        Refused("KSR-POLICY-SIG-HORIZON", Check, [.. told, "--until", "+300d"]);
    }

    private void Offline() => Keyall(ExitStatus.Done, "run", "--zone", Zone, "--keyindex", Index, "--keys",
        _directory["offline"], "--rows", "ksk", "--yes", "--until", "+30d", "--for-real");

    private string Ksk(params string[] moments) => Keyall(ExitStatus.Done,
        ["key", "generate", "--zone", Zone, "--keys", _directory["offline"], "--type", "ksk", .. moments])
        .Trim()[^5..];

    private void Make(string format) => Keyall(ExitStatus.Done, "request", "make", "--zone", Zone, "--keys",
        _directory["online"], "--keyindex", _directory["keyindex"], "--format", format, "--output",
        _directory["ksr"], "--for-real");

    private string Check(ExitStatus expected, params string[] more) =>
        Keyall(expected, ["request", "check", _directory["ksr"], "--keys", _directory["offline"], "--first", .. more]);

    private string Sign(ExitStatus expected, params string[] more) => Keyall(expected,
        ["request", "sign", _directory["ksr"], "--keys", _directory["offline"], "--output", _directory["skr"],
            "--first", "--yes", .. more]);

    private static string Refused(string code, Func<ExitStatus, string[], string> command, params string[] more)
    {
        string said = command(ExitStatus.Refused, more);
        Assert.Contains($"[{code}]", said, StringComparison.Ordinal);
        return said;
    }

    private static string Keyall(ExitStatus expected, params string[] arguments) => ToolRuns.Run(
        DnssecToolkit.Keyall.KeyallCommand.Create(), expected, ToolRuns.Present,
        [.. arguments, "--time", ToolRuns.Present.ToCompactString()]);
}
