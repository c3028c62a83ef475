using DnssecToolkit.CommandLine;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signall;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Bundles;

/// <summary>A request knows what the responses answered that were imported before it.</summary>
public sealed class RequestPastTests : IDisposable
{
    private const string Zone = "example.";
    private const long Day = 86_400;

    private readonly TemporaryDirectory _directory = new();

    public RequestPastTests()
    {
        foreach (string name in (string[])["online", "offline", "bundles"])
        {
            Directory.CreateDirectory(_directory[name]);
        }

        Keyall(
            ExitStatus.Done, ToolRuns.Present, "run", "--zone", Zone, "--keyindex",
            _directory["keyindex.offline"], "--keys", _directory["offline"],
            "--rows", "ksk", "--yes", "--until", "+P2Y", "--for-real");
        foreach (string file in Directory.GetFiles(_directory["offline"], "*.key"))
        {
            File.Copy(file, Path.Combine(_directory["online"], Path.GetFileName(file)));
        }

        Make(ExitStatus.Done, ToolRuns.Present, "1");
        SignAndImport(ToolRuns.Present, "1", "--first");
    }

    private string Index => _directory["keyindex"];

    private ResponseDirectory Imported =>
        ResponseDirectory.Read(_directory["bundles"], DomainName.Parse(Zone));

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_request_begins_where_the_imported_responses_end()
    {
        Timestamp moment = ToolRuns.Present + (60 * Day);
        string said = Make(ExitStatus.Done, moment, "2");
        Assert.Contains("2027-04-01T00:00:00Z to ", said, StringComparison.Ordinal);
        Assert.DoesNotContain("SKR-", said, StringComparison.Ordinal);
        SignAndImport(moment, "2");
        Assert.Equal(new Timestamp(1_806_537_600), Imported.Last!.Bundles[0].Inception);
    }

    [Fact]
    public void A_request_that_leaves_a_gap_is_refused_before_it_is_carried_anywhere()
    {
        string said = Make(ExitStatus.Refused, ToolRuns.Present
            + (60 * Day), "2", "--from", "20270412000000");
        Assert.Contains("[SKR-CHAIN]", said, StringComparison.Ordinal);
        Assert.Contains("leave --from out", said, StringComparison.Ordinal);
        Assert.False(File.Exists(_directory["ksr-2"]));
    }

    [Fact]
    public void A_ceremony_in_the_last_days_needs_no_control_waived()
    {
        Timestamp late = ToolRuns.Present + (100 * Day); // signatures end a day later
        Make(ExitStatus.Done, late, "2");
        SignAndImport(late, "2");
        Assert.True(Imported.CoveredUntil(late) > late + (90 * Day));
    }

    public static TheoryData<string> Formats => ["xml", "bind", "knot"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_request_that_is_older_than_the_last_response_is_not_signed_again(string format)
    {
        Timestamp moment = ToolRuns.Present + (5 * Day) + 3_600;
        Make(ExitStatus.Done, ToolRuns.Present, "9", "--from", moment.ToCompactString(), "--format", format);
        moment = ToolRuns.Present + (60 * Day);
        Make(ExitStatus.Done, moment, "2", "--format", format);
        SignAndImport(moment, "2");
        string said = Sign(ExitStatus.Refused, moment, "9", "--previous", _directory["skr-2"]);
        Assert.Contains("[KSR-CHAIN-ORDER]", said, StringComparison.Ordinal);
        Assert.Contains("[BUNDLE-PREVIOUS]", said, StringComparison.Ordinal);
        File.Delete(_directory["ksr-9.manifest"]);
        said = Sign(ExitStatus.Refused, moment, "9", "--previous", _directory["skr-2"], "--waive",
            "KSR-BUNDLE-POP");
        Assert.Contains("[KSR-CHAIN-ORDER]", said, StringComparison.Ordinal);
        Assert.False(File.Exists(_directory["skr-9"]));
    }

    [Fact]
    public void A_request_whose_manifest_names_no_past_is_not_signed_after_a_response()
    {
        Timestamp moment = ToolRuns.Present + (60 * Day);
        Keyall(ExitStatus.Done, moment, "request", "make", "--zone", Zone, "--keys", _directory["online"],
            "--keyindex", Index, "--from", "20270401000000", "--output", _directory["ksr-2"], "--for-real");
        string said = Sign(ExitStatus.Refused, moment, "2", "--previous", _directory["skr-1"]);
        Assert.Contains("[BUNDLE-PREVIOUS] its manifest names no response before it", said,
            StringComparison.Ordinal);
        Assert.Contains("request make --bundles", said, StringComparison.Ordinal);
    }

    /// <summary>The second one begins where a bundle of the first does, which in text have no names but their
    /// times.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void Two_emergencies_in_a_row_are_signed_and_imported_in_every_format(string format)
    {
        Timestamp moment = ToolRuns.Present + (33 * Day);
        Make(ExitStatus.Done, moment, "2", "--from", moment.ToCompactString(), "--format", format);
        SignAndImport(moment, "2");
        Timestamp again = moment + (10 * Day);
        Make(ExitStatus.Done, again, "3", "--from", again.ToCompactString(), "--format", format);
        Sign(ExitStatus.Done, again, "3", "--previous", _directory["skr-2"]);
        Import(ExitStatus.Done, again, "3");
        Assert.Equal(again, Imported.At(again)!.Inception);
        Assert.Equal(3, Imported.Responses.Length);
    }

    [Fact]
    public void A_request_in_the_imported_time_takes_the_place_of_its_bundles_and_follows_the_one_that_is_served_then()
    {
        Timestamp moment = ToolRuns.Present + (33 * Day);
        Keyall(
            ExitStatus.Done, moment, "roll", "zsk", "--keyindex", Index, "--keys", _directory["online"],
            "--zone", Zone, "--bundles",
            _directory["bundles"], "--yes", "--new-response", "--for-real");
        string said = Make(ExitStatus.Done, moment, "2", "--from", moment.ToCompactString(), "--verbose");
        Assert.Matches(@"\[SKR-REPLACED\] \d+ bundles of it", said);
        said = SignAndImport(moment, "2", "--settle-rows", "--limit", "most-keys=4", "--verbose");
        Assert.Contains("[SKR-REPLACED] ", said, StringComparison.Ordinal);
        Assert.Equal(moment, Imported.At(moment)!.Inception);
        _directory.Write("zone",
            "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 3600\n@ NS ns\nns A 192.0.2.53\n");
        for (Timestamp day = moment - Day; day < moment + (80 * Day); day += 5 * Day)
        {
            ToolRuns.At(
                day, SignallCommand.Create(), "--zone-file", _directory["zone"], "--origin", Zone, "--keys",
                _directory["online"], "--keyindex", Index,
                "--bundles", _directory["bundles"], "--output", _directory["zone.signed"]);
        }
    }

    [Fact]
    public void A_key_that_the_responses_have_not_got_is_named_with_the_moment_from_which_it_signs()
    {
        Timestamp moment = ToolRuns.Present + (60 * Day);
        Timestamp begin = new(1_806_537_600);
        KeyIndexEntry late = Bring(moment, begin - Day, begin);
        string said = Make(ExitStatus.Done, moment, "2", "--set", "zsk-publish=P1M");
        Assert.Contains(
            $"[SKR-ANSWERED] ZSK {late.Name} (example., 013) is published from {begin - Day} on by the keyindex", said, StringComparison.Ordinal);
        Assert.Contains($"it signs from {begin + RolloverPolicy.Default.PublicationInterval} on", said,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_key_that_signs_until_a_request_begins_does_not_leave_with_it()
    {
        KeyIndex index = Read();
        Timestamp begin = new(1_806_537_600);
        ScheduledRoles roles = new KeySchedule(index, DomainName.Parse(Zone), RolloverPolicy.Default)
            .RolesAt(begin - 1);
        KeyIndexEntry signer = roles.SignZone.Single();
        File.WriteAllBytes(Index, index.Replace(signer, signer with { End = begin, Remove = begin })
            .ToOctets());
        string said = Make(ExitStatus.Refused, ToolRuns.Present + (60 * Day), "2");
        Assert.Contains($"[SKR-LEAVES] {signer} signs until {begin}", said, StringComparison.Ordinal);
        Assert.False(File.Exists(_directory["ksr-2"]));
        Timestamp gone = begin + RolloverPolicy.Default.ZskRetireInterval;
        Assert.Contains($"let its row stay until {gone.ToCompactString()}", said, StringComparison.Ordinal);
        index = Read();
        signer = index.Entries.Single(row => row.Tag == signer.Tag && !row.IsSep);
        File.WriteAllBytes(Index, index.Replace(signer, signer with { Remove = gone }).ToOctets());
        Make(ExitStatus.Done, ToolRuns.Present + (60 * Day), "2");
    }

    /// <summary>It begins before the imported ones have ended, so that it takes the place of all that they have from then on.</summary>
    [Fact]
    public void A_response_that_ends_sooner_than_what_is_imported_is_refused_unless_the_operator_says_so()
    {
        Timestamp moment = ToolRuns.Present + (33 * Day);
        Timestamp covered = Imported.CoveredUntil(moment);
        string[] sooner = ["--from", moment.ToCompactString(), "--until", "+10d"];
        string said = Make(ExitStatus.Refused, moment, "2", sooner);
        Assert.Contains("[SKR-COVERAGE]", said, StringComparison.Ordinal);
        Assert.Contains($"--until {covered.ToCompactString()}", said, StringComparison.Ordinal);
        Assert.False(File.Exists(_directory["ksr-2"]));
        Keyall(ExitStatus.Done, moment, ["request", "make", "--zone", Zone, "--keys", _directory["online"],
            "--keyindex", Index, "--output", _directory["ksr-2"], "--serial", "2", "--for-real", .. sooner]);
        File.Delete(_directory["ksr-2.manifest"]); // as that of another tool has none
        said = Sign(moment, "2", "--waive", "KSR-CHAIN-OVERLAP");
        Assert.Contains("takes it only with --shorter (SKR-COVERAGE)", said, StringComparison.Ordinal);
        File.Delete(_directory["skr-2.manifest"]);

        said = Import(ExitStatus.Refused, moment, "2");
        Timestamp end = moment + (21 * Day);
        Assert.Contains(
            $"[SKR-COVERAGE] with it the responses end at {end}, and without it they last until {covered}", said, StringComparison.Ordinal);
        Assert.Equal(covered, Imported.CoveredUntil(moment));

        Import(ExitStatus.Done, moment, "2", "--shorter");
        Assert.Null(Imported.At(end));
        Assert.Equal(end, Imported.CoveredUntil(moment));
        Assert.Equal(end, Imported.CoveredUntil(moment - Day)); // a bundle of before would last longer, and is not served
    }

    [Fact]
    public void A_response_that_the_one_after_it_does_not_go_on_from_is_refused()
    {
        Timestamp moment = ToolRuns.Present + (60 * Day);
        Make(ExitStatus.Done, moment, "2");
        SignAndImport(moment, "2");
        Bring(moment, moment, moment + (30 * Day));
        Make(ExitStatus.Done, moment, "3", "--from", moment.ToCompactString(), "--until", "20270410000000");
        Sign(moment, "3", "--settle-rows", "--limit", "most-keys=5");
        string said = Import(ExitStatus.Refused, moment, "3");
        string next = Imported.Responses[^1].File;
        Assert.Matches(
            $@"{next}: \[SKR-CHAIN\] it follows at 2027-04-01T00:00:00Z, and has not got .*, which comes with this one", said);
        Assert.Contains($"move {next}, and its manifest, out of the directory", said,
            StringComparison.Ordinal);
        File.Delete(next);
        Import(ExitStatus.Done, moment, "3");
    }

    // A ZSK that came after the responses.
    private KeyIndexEntry Bring(Timestamp moment, Timestamp publish, Timestamp start)
    {
        string said = Keyall(
            ExitStatus.Done, moment, "key", "generate", "--zone", Zone, "--keys", _directory["online"],
            "--type", "zsk", "-P", "none", "-A", "none");
        KeyIndex index = Read();
        KeyIndexEntry late = index.Entries.Where(row => !row.IsSep).MaxBy(row => row.Start)! with
        {
            Tag = int.Parse(said.Trim()[^5..], System.Globalization.CultureInfo.InvariantCulture),
            Publish = publish,
            Start = start,
            End = start + (40 * Day),
            Remove = start + (60 * Day),
            Key = null,
        };
        File.WriteAllBytes(Index, index.Add(late).ToOctets());
        return late;
    }

    private KeyIndex Read() => KeyIndex.Read(File.ReadAllBytes(Index), Index, new());

    private string Make(ExitStatus expected, Timestamp moment, string number, params string[] more) => Keyall(
        expected, moment,
        ["request", "make", "--zone", Zone, "--keys", _directory["online"], "--keyindex", Index, "--bundles",
            _directory["bundles"],
            "--output", _directory[$"ksr-{number}"], "--serial", number, "--for-real", .. more]);

    private string SignAndImport(Timestamp moment, string number, params string[] more)
    {
        string said = Sign(moment, number, more);
        Import(ExitStatus.Done, moment, number, [.. more.Where(word => word == "--first")]);
        return said;
    }

    private string Sign(Timestamp moment, string number, params string[] more) =>
        Sign(ExitStatus.Done, moment, number,
            [.. more, .. more.Contains("--first") ? Array.Empty<string>() : ["--previous", _directory["skr-1"]]]);

    private string Sign(ExitStatus expected, Timestamp moment, string number, params string[] more) => Keyall(
        expected, moment,
        ["request", "sign", _directory[$"ksr-{number}"], "--keys", _directory["offline"],
            "--keyindex", _directory["keyindex.offline"], "--output", _directory[$"skr-{number}"], "--yes",
            "--for-real", .. more]);

    private string Import(ExitStatus expected, Timestamp moment, string number, params string[] more) =>
        Keyall(
            expected, moment,
            ["response", "import", _directory[$"skr-{number}"], "--keys", _directory["online"], "--keyindex",
                Index,
                "--request", _directory[$"ksr-{number}"], "--bundles", _directory["bundles"], "--for-real",
                .. more]);

    private static string Keyall(ExitStatus expected, Timestamp moment, params string[] arguments) =>
        ToolRuns.Run(
        DnssecToolkit.Keyall.KeyallCommand.Create(), expected, moment,
        [.. arguments, "--time", moment.ToCompactString()]);
}
