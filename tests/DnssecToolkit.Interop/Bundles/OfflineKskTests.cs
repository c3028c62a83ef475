using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Signall;

namespace DnssecToolkit.Interop.Bundles;

/// <summary>The two sides of an offline KSK, each with its own directory, and the zone that comes of it.</summary>
public sealed class OfflineKskTests : IDisposable
{
    private const string Zone = "example.";

    private readonly TemporaryDirectory _directory = new();

    public OfflineKskTests()
    {
        foreach (string side in (string[])["online", "offline", "bundles"])
        {
            Directory.CreateDirectory(_directory[side]);
        }

        _directory.Write("zone", """
            $TTL 3600
            @ SOA ns hostmaster 1 7200 3600 1209600 3600
            @ NS ns
            ns A 192.0.2.53
            www A 192.0.2.80
            """);
    }

    public void Dispose() => _directory.Dispose();

    [ForeignToolTheory("ldns-verify-zone")]
    [InlineData("xml")]
    [InlineData("bind")]
    [InlineData("knot")]
    public void A_zone_is_sound_all_through_two_quarters_of_requests_and_responses(string format)
    {
        Generate("20270101000000");
        Quarter(1, "20270101000000", format, "--first");
        Serve("20270101000000");
        Serve("20270215123456");
        Quarter(2, "20270401000000", format, "--previous", _directory["response-1"]);
        for (int week = 0; week < 25; week++)
        {
            Serve((ToolRuns.Present + (week * 7 * 86_400)).ToCompactString());
        }
    }

    [Fact]
    public void What_was_altered_on_the_way_is_refused()
    {
        Generate("20270101000000");
        Quarter(1, "20270101000000", "xml", "--first");
        string response = File.ReadAllText(_directory["response-1"]);
        File.WriteAllText(_directory["response-1"],
            response.Replace("<TTL>3600</TTL>", "<TTL>3601</TTL>", StringComparison.Ordinal));
        Assert.Contains("BUNDLE-DIGEST", Keyall(ExitStatus.Refused, Import(1)), StringComparison.Ordinal);
        File.Delete(_directory["response-1.manifest"]);
        Assert.Contains("SKR-TTL", Keyall(ExitStatus.Refused, Import(1)), StringComparison.Ordinal);
        File.WriteAllText(_directory["response-1"],
            response.Replace("<Flags>256</Flags>", "<Flags>258</Flags>", StringComparison.Ordinal));
        Assert.Contains("SKR-VERIFY", Keyall(ExitStatus.Refused, Import(1)), StringComparison.Ordinal);

        string request = File.ReadAllText(_directory["request-1"]);
        File.WriteAllText(_directory["request-1"],
            request.Replace("<Flags>256</Flags>", "<Flags>257</Flags>", StringComparison.Ordinal));
        File.Delete(_directory["request-1.manifest"]);
        string said = Keyall(ExitStatus.Refused, Sign(1, "xml", "--first"));
        Assert.Contains("KSR-BUNDLE-KEYS-2", said, StringComparison.Ordinal);
        Assert.Contains("KSR-BUNDLE-POP", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_zone_is_not_signed_where_no_response_covers_the_moment()
    {
        Generate("20270101000000");
        Quarter(1, "20270101000000", "xml", "--first");
        Assert.Contains("SKR-ABSENT",
            Run(SignallCommand.Create(), ExitStatus.Refused,
                Signing("20261231235959")), StringComparison.Ordinal);
        Assert.Contains("SKR-ABSENT",
            Run(SignallCommand.Create(), ExitStatus.Refused,
                Signing("20270501000000")), StringComparison.Ordinal);
        Assert.Contains("SKR-RUNWAY",
            Run(SignallCommand.Create(), ExitStatus.Done,
                Signing("20270405000000")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_ZSK_outside_of_the_signed_key_set_never_signs()
    {
        Generate("20270101000000");
        Quarter(1, "20270101000000", "xml", "--first");
        Keyall(ExitStatus.Done, "key", "generate", "--zone", Zone, "--keys", _directory["online"], "--type",
            "zsk", "--time", "20270102000000");
        Assert.Contains("SKR-KEY-OUTSIDE",
            Run(SignallCommand.Create(), ExitStatus.Done,
                Signing("20270103000000")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_ceremony_leaves_a_transcript_that_shows_whether_it_was_changed()
    {
        Generate("20270101000000");
        Keyall(ExitStatus.Done, "request", "make", "--zone", Zone, "--keys", _directory["online"],
            "--zsk-lifetime", "30d", "--output", _directory["ksr"]);
        string transcript = _directory["transcript"];
        string[] ceremony =
        [
            "ceremony", "run", _directory["ksr"], "--keys", _directory["offline"], "--first", "--output", _directory["skr"], "--transcript", transcript, "--yes",
        ];
        string said = Keyall(ExitStatus.Done, [.. ceremony, "--time", "20270101120000"]);
        string words = said.Split('\n').SkipWhile(line => line != $"transcript {transcript}").ElementAt(2)
            .Trim();
        Assert.Contains(words, Keyall(ExitStatus.Done, "ceremony", "check", transcript),
            StringComparison.Ordinal);
        Assert.Contains(" file ", File.ReadAllText(transcript), StringComparison.Ordinal);
        Keyall(ExitStatus.UnwritableOutput, ceremony);
        File.WriteAllText(transcript, File.ReadAllText(transcript)
            .Replace("All roles", "No roles", StringComparison.Ordinal));
        Assert.Contains("CEREMONY-TRANSCRIPT", Keyall(ExitStatus.Refused, "ceremony", "check", transcript),
            StringComparison.Ordinal);
    }

    private void Quarter(int number, string from, string format, params string[] chain)
    {
        Keyall(
            ExitStatus.Done, "request", "make", "--zone", Zone, "--keys", _directory["online"],
            "--zsk-lifetime", "30d", "--from", from, "--until", "+90d", "--bundles", _directory["bundles"],
            "--format", format, "--output", _directory[$"request-{number}"], "--serial", $"{number}",
            "--time", from);
        Keyall(ExitStatus.Done, Sign(number, format, [.. chain, "--time", from]));
        Keyall(ExitStatus.Done, [.. Import(number), "--time", from, "--for-real"]);
    }

    // In text each bundle says only when keys change; the signer's policy says how long signatures last.
    private string[] Sign(int number, string format, params string[] more) =>
    [
        "request", "sign", _directory[$"request-{number}"], "--keys", _directory["offline"], "--output", _directory[$"response-{number}"],
        "--format", format, "--validity", "21d", "--refresh", "11d", "--until", "+10d", "--yes", .. more,
    ];

    private string[] Import(int number) =>
    [
        "response", "import", _directory[$"response-{number}"], "--keys", _directory["online"], "--bundles", _directory["bundles"],
        "--request", _directory[$"request-{number}"], .. number == 1 ? ["--first"] : Array.Empty<string>(),
    ];

    private void Generate(string moment)
    {
        Keyall(ExitStatus.Done, "key", "generate", "--zone", Zone, "--keys", _directory["offline"], "--type",
            "ksk", "--time", moment);
        foreach (string file in Directory.GetFiles(_directory["offline"], "*.key"))
        {
            File.Copy(file, Path.Combine(_directory["online"], Path.GetFileName(file)));
        }
    }

    private string[] Signing(string moment) =>
    [
        "--zone-file", _directory["zone"], "--origin", Zone, "--keys", _directory["online"], "--bundles", _directory["bundles"],
        "--output", _directory["zone.signed"], "--time", moment, "--verbose",
    ];

    private void Serve(string moment)
    {
        Run(SignallCommand.Create(), ExitStatus.Done, Signing(moment));
        ForeignTool.Run("ldns-verify-zone", "-t", moment, _directory["zone.signed"]).MustSucceed();
    }

    private static string Keyall(ExitStatus expected, params string[] arguments) =>
        ToolRuns.Keyall(expected, arguments);

    private static string Run(RootCommand root, ExitStatus expected, params string[] arguments) =>
        ToolRuns.Run(root, expected, arguments);
}
