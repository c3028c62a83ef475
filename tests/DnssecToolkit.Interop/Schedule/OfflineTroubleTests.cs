using System.Text.RegularExpressions;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Bundles;
using DnssecToolkit.Keyall;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signall;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Schedule;

/// <summary>Three months with an offline KSK in which little goes by the plan: a ceremony after its last safe moment, a roll by hand, an
/// emergency, and nobody who holds the last ceremony. Looked at each day, and each hour around what happens.</summary>
public sealed partial class OfflineTroubleTests : IDisposable
{
    private const long Hour = 3_600;
    private const long Day = 24 * Hour;

    private static readonly Timestamp Origin = new(1_795_219_200); // 2026-11-21T00:00:00Z

    private readonly TemporaryDirectory _directory = new();
    private readonly CacheWitness _caches = new(RolloverPolicy.Default);
    private Timestamp _moment = Origin;
    private int _ceremonies;

    public OfflineTroubleTests()
    {
        foreach (string name in (string[])["online", "offline", "bundles", "standby"])
        {
            Directory.CreateDirectory(_directory[name]);
        }

        _directory.Write("db.cr",
            "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 3600\n@ NS ns\nns A 192.0.2.53\n");
        _directory.Write("dnssec.yaml", $$"""
            state: {{_directory["state"]}}
            clock: { ahead: 60d }
            settle: 0
            zones:
              - { zone: cr, file: {{_directory["db.cr"]}}, keys: {{_directory["online"]}}, keyindex: {{Online}}, bundles: {{_directory["bundles"]}}, output: {{Signed}} }
            """);
    }

    private string Online => _directory["keyindex.online"];

    private string Offline => _directory["keyindex.offline"];

    private string Signed => _directory["db.cr.signed"];

    private Timestamp Covered =>
        ResponseDirectory.Read(_directory["bundles"], DomainName.Parse("cr.")).CoveredUntil(_moment);

    public void Dispose() => _directory.Dispose();

    [ForeignToolFact("ldns-verify-zone")]
    public void A_late_ceremony_a_roll_by_hand_and_an_emergency_are_never_bogus_while_signatures_last()
    {
        Begin();
        HoldTheSecondCeremonyLate();
        RollByHand();
        AnswerAnEmergencyByTheSealedResponse();
        LetTheResponsesEnd();
    }

    private void Begin()
    {
        Keyall("run", "--zone", "cr.", "--keyindex", Offline, "--keys", _directory["offline"], "--rows",
            "ksk", "--yes", "--for-real");
        foreach (string file in Directory.GetFiles(_directory["offline"], "*.key"))
        {
            File.Copy(file, Path.Combine(_directory["online"], Path.GetFileName(file)));
        }

        Keyall("key", "generate", "--zone", "cr.", "--keys", _directory["standby"], "--type", "zsk", "-P",
            "none", "-A", "none");
        Ceremony();
    }

    // The first response covers 41 days. By the plan the next ceremony is on the 36th at the latest; it is held on the 40th.
    private void HoldTheSecondCeremonyLate()
    {
        Assert.Equal(Origin + (41 * Day), Covered);
        string plan = Keyall("plan", "--keyindex", Online, "--config", _directory["dnssec.yaml"], "--until",
            "+60d");
        Assert.Contains($"{Origin + (27 * Day)}  responses  Request", plan, StringComparison.Ordinal);
        Assert.Contains($"{Origin + (36 * Day)}  responses  Ceremony", plan, StringComparison.Ordinal);
        Timestamp late = Origin + (40 * Day);
        WalkTo(late, (moment, said) => Assert.Equal(moment > Origin
            + (27 * Day), said.Contains("SKR-RUNWAY", StringComparison.Ordinal)));
        Ceremony();
        Assert.True(Covered > late + (30 * Day));
        WalkTo(Origin
            + (45 * Day), (_, said) => Assert.DoesNotContain("SKR-RUNWAY", said, StringComparison.Ordinal));
    }

    // The next ZSK is in the signed bundles and takes over; the one after that is not, and has to wait for the next response.
    private void RollByHand()
    {
        string before = _caches.Versions[^1].Signer;
        Keyall([.. Roll, "--yes", "--for-real"]);
        WalkTo(_moment + (2 * Day));
        Assert.NotEqual(before, _caches.Versions[^1].Signer);

        byte[] index = File.ReadAllBytes(Online);
        string said = Keyall(ExitStatus.Refused, [.. Roll, "--yes", "--for-real"]);
        Assert.Contains("[MOVE-ANSWERED]", said, StringComparison.Ordinal);
        Assert.Equal(index, File.ReadAllBytes(Online));
        string earliest = Earliest().Match(said).Groups[1].Value;
        Keyall([.. Roll, "--at", earliest, "--yes", "--for-real"]);
        before = _caches.Versions[^1].Signer;
        WalkTo(Covered - (16 * Day));
        Ceremony();
        Assert.True(Timestamp.TryParseCompact(earliest, out Timestamp begun));
        WalkTo(begun + (2 * Day));
        Assert.NotEqual(before, _caches.Versions[^1].Signer);
    }

    private void AnswerAnEmergencyByTheSealedResponse()
    {
        WalkTo(_moment + Day);
        string bad = _caches.Versions[^1].Signer;
        string said = Keyall(
            ExitStatus.Refused, "emergency", "zsk", "--active", "--keyindex", Online, "--keys",
            _directory["online"], "--zone", "cr.",
            "--config", _directory["dnssec.yaml"], "--yes", "--for-real");
        Assert.Contains("put the sealed response to use", said, StringComparison.Ordinal);
        foreach (string file in Directory.GetFiles(_directory["standby"], "K*"))
        {
            File.Copy(file, Path.Combine(_directory["online"], Path.GetFileName(file)));
        }

        Keyall(
            "response", "activate", _directory[$"bag-{_ceremonies - 1}/zsk-lost.skr"], "--keys",
            _directory["online"], "--bundles", _directory["bundles"],
            "--keyindex", Online, "--yes", "--for-real");
        WalkTo(_moment + (6 * Hour));
        WalkTo(_moment + (3 * Day));
        Assert.NotEqual(bad, _caches.Versions[^1].Signer);
    }

    // Nobody holds the next ceremony: to the last hour the zone is sound and the alarm is given; then what was there last stays.
    private void LetTheResponsesEnd()
    {
        Timestamp end = Covered;
        string said = "";
        WalkTo(end - Hour, (_, last) => said = last);
        Assert.Contains("SKR-RUNWAY", said, StringComparison.Ordinal);
        byte[] last = File.ReadAllBytes(Signed);
        _moment = end;
        Assert.Contains("SKR-ABSENT", Sign(ExitStatus.Refused), StringComparison.Ordinal);
        Assert.Equal(last, File.ReadAllBytes(Signed));
    }

    private string[] Roll => ["roll", "zsk", "--keyindex", Online, "--keys", _directory["online"], "--zone",
        "cr.", "--config", _directory["dnssec.yaml"]];

    // A month's response, with a sealed one for the loss of the ZSKs. When it begins follows from the one before.
    private void Ceremony()
    {
        string ksr = _directory[$"ksr-{_ceremonies}"];
        string skr = _directory[$"skr-{_ceremonies}"];
        string bag = _directory[$"bag-{_ceremonies}"];
        Directory.CreateDirectory(bag);
        string[] previous = _ceremonies == 0
            ? ["--first"] : ["--previous", _directory[$"skr-{_ceremonies - 1}"]];
        Keyall(
            "request", "make", "--zone", "cr.", "--keys", _directory["online"], "--keyindex", Online,
            "--bundles", _directory["bundles"],
            "--standby-keys", _directory["standby"], "--until", "+30d", "--serial", $"{_ceremonies}",
            "--output", ksr, "--for-real");
        Keyall([
            "request", "sign", ksr, "--keys", _directory["offline"], "--keyindex", Offline, "--output", skr, "--sealed", bag, "--settle-rows",
            "--limit", "most-keys=5", "--yes", "--for-real", .. previous]);
        Keyall([
            "response", "import", skr, "--keys", _directory["online"], "--keyindex", Online, "--request", ksr, "--bundles", _directory["bundles"],
            "--for-real", .. previous.Where(word => word == "--first")]);
        _ceremonies++;
        Look();
    }

    // Each day, and each hour for three hours around each event of a key and after the beginning.
    private void WalkTo(Timestamp end, Action<Timestamp, string>? check = null)
    {
        Timestamp[] events = [_moment, .. KeyIndex.Read(File.ReadAllBytes(Online), Online, new()).Entries
            .SelectMany(row => (Timestamp[])[row.Publish, row.Start, row.Removed])];
        for (Timestamp next = _moment + Hour; next <= end; next += Hour)
        {
            if ((next - Origin) % Day == 0 || next == end
                || Array.Exists(events, moment => Math.Abs(next - moment) <= 3 * Hour))
            {
                _moment = next;
                string said = Look();
                check?.Invoke(_moment, said);
            }
        }
    }

    private string Look()
    {
        string said = Sign(ExitStatus.Done);
        string ksk = Directory.GetFiles(_directory["offline"], "*.key").Single();
        ForeignTool.Run("ldns-verify-zone", "-t", _moment.ToCompactString(), "-k", ksk, Signed).MustSucceed();
        _caches.Remember(_moment, File.ReadAllText(Signed));
        return said;
    }

    private string Sign(ExitStatus expected) => ToolRuns.Run(
        SignallCommand.Create(), expected, _moment, "run", "--config", _directory["dnssec.yaml"],
        "--for-real", "--time", _moment.ToCompactString());

    private string Keyall(params string[] arguments) => Keyall(ExitStatus.Done, arguments);

    private string Keyall(ExitStatus expected, params string[] arguments) =>
        ToolRuns.Run(KeyallCommand.Create(), expected, _moment,
            [.. arguments, "--time", _moment.ToCompactString()]);

    [GeneratedRegex(@"the earliest safe moment is \S+: --at (\d{14})")]
    private static partial Regex Earliest();
}
