using System.Text.RegularExpressions;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Schedule;

/// <summary>Three months with an offline KSK in which little goes by the plan: a ceremony after its last safe moment, a roll by hand, an
/// emergency, and nobody who holds the last ceremony. Looked at each day, and each hour around what happens.</summary>
public sealed partial class OfflineTroubleTests : IDisposable
{
    private const long Hour = TwoHosts.Hour;
    private const long Day = TwoHosts.Day;

    private static readonly Timestamp Origin = TwoHosts.Origin;

    private readonly TwoHosts _hosts;
    private readonly CacheWitness _caches = new(RolloverPolicy.Default);

    public OfflineTroubleTests()
    {
        _hosts = new TwoHosts
        {
            FurtherRequest = () => ["--standby-keys", Standby],
            FurtherSign = () => ["--sealed", Directory.CreateDirectory(Bag(_hosts!.Ceremonies)).FullName,
                "--limit", "most-keys=5"],
            Looking = _ => Witness(),
        };
        Directory.CreateDirectory(Standby);
    }

    private string Standby => _hosts.Directory["standby"];

    private string Bag(int ceremony) => _hosts.Directory[$"bag-{ceremony}"];

    public void Dispose() => _hosts.Dispose();

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
        _hosts.Begin();
        _hosts.Keyall("key", "generate", "--zone", "cr.", "--keys", Standby, "--type", "zsk", "-P", "none",
            "-A", "none");
        _hosts.Ceremony();
    }

    // The first response covers 41 days. By the plan the next ceremony is on the 36th at the latest; it is held on the 40th.
    private void HoldTheSecondCeremonyLate()
    {
        Assert.Equal(Origin + (41 * Day), _hosts.Covered);
        string plan = _hosts.Keyall("plan", "--keyindex", _hosts.Online, "--config", _hosts.Directory["dnssec.yaml"], "--until",
            "+60d");
        Assert.Contains($"{Origin + (27 * Day)}  responses  Request", plan, StringComparison.Ordinal);
        Assert.Contains($"{Origin + (36 * Day)}  responses  Ceremony", plan, StringComparison.Ordinal);
        Timestamp late = Origin + (40 * Day);
        _hosts.WalkTo(late, (moment, said) => Assert.Equal(moment > Origin
            + (27 * Day), said.Contains("SKR-RUNWAY", StringComparison.Ordinal)));
        _hosts.Ceremony();
        Assert.True(_hosts.Covered > late + (30 * Day));
        _hosts.WalkTo(Origin
            + (45 * Day), (_, said) => Assert.DoesNotContain("SKR-RUNWAY", said, StringComparison.Ordinal));
    }

    // The next ZSK is in the signed bundles and takes over; the one after that is not, and has to wait for the next response.
    private void RollByHand()
    {
        string before = _caches.Versions[^1].Signer;
        _hosts.Keyall([.. Roll, "--yes", "--for-real"]);
        _hosts.WalkTo(_hosts.Moment + (2 * Day));
        Assert.NotEqual(before, _caches.Versions[^1].Signer);

        byte[] index = File.ReadAllBytes(_hosts.Online);
        string said = _hosts.Keyall(ExitStatus.Refused, [.. Roll, "--yes", "--for-real"]);
        Assert.Contains("[MOVE-ANSWERED]", said, StringComparison.Ordinal);
        Assert.Equal(index, File.ReadAllBytes(_hosts.Online));
        string earliest = Earliest().Match(said).Groups[1].Value;
        _hosts.Keyall([.. Roll, "--at", earliest, "--yes", "--for-real"]);
        before = _caches.Versions[^1].Signer;
        _hosts.WalkTo(_hosts.Covered - (16 * Day));
        _hosts.Ceremony();
        Assert.True(Timestamp.TryParseCompact(earliest, out Timestamp begun));
        _hosts.WalkTo(begun + (2 * Day));
        Assert.NotEqual(before, _caches.Versions[^1].Signer);
    }

    private void AnswerAnEmergencyByTheSealedResponse()
    {
        _hosts.WalkTo(_hosts.Moment + Day);
        string bad = _caches.Versions[^1].Signer;
        string said = _hosts.Keyall(
            ExitStatus.Refused, "emergency", "zsk", "--active", "--keyindex", _hosts.Online, "--keys",
            _hosts.Directory["online"], "--zone", "cr.",
            "--config", _hosts.Directory["dnssec.yaml"], "--yes", "--for-real");
        Assert.Contains("put the sealed response to use", said, StringComparison.Ordinal);
        foreach (string file in Directory.GetFiles(Standby, "K*"))
        {
            File.Copy(file, Path.Combine(_hosts.Directory["online"], Path.GetFileName(file)));
        }

        _hosts.Keyall(
            "response", "activate", Path.Combine(Bag(_hosts.Ceremonies - 1), "zsk-lost.skr"), "--keys",
            _hosts.Directory["online"], "--bundles", _hosts.Directory["bundles"],
            "--keyindex", _hosts.Online, "--yes", "--for-real");
        _hosts.WalkTo(_hosts.Moment + (6 * Hour));
        _hosts.WalkTo(_hosts.Moment + (3 * Day));
        Assert.NotEqual(bad, _caches.Versions[^1].Signer);
    }

    // Nobody holds the next ceremony: to the last hour the zone is sound and the alarm is given; then what was there last stays.
    private void LetTheResponsesEnd()
    {
        Timestamp end = _hosts.Covered;
        string said = "";
        _hosts.WalkTo(end - Hour, (_, last) => said = last);
        Assert.Contains("SKR-RUNWAY", said, StringComparison.Ordinal);
        byte[] last = File.ReadAllBytes(_hosts.Signed);
        _hosts.Moment = end;
        Assert.Contains("SKR-ABSENT", _hosts.Sign(ExitStatus.Refused), StringComparison.Ordinal);
        Assert.Equal(last, File.ReadAllBytes(_hosts.Signed));
    }

    private string[] Roll => ["roll", "zsk", "--keyindex", _hosts.Online, "--keys", _hosts.Directory["online"], "--zone",
        "cr.", "--config", _hosts.Directory["dnssec.yaml"]];

    private void Witness()
    {
        string ksk = Directory.GetFiles(_hosts.Directory["offline"], "*.key").Single();
        ForeignTool.Run("ldns-verify-zone", "-t", _hosts.Moment.ToCompactString(), "-k", ksk, _hosts.Signed)
            .MustSucceed();
        _caches.Remember(_hosts.Moment, File.ReadAllText(_hosts.Signed));
    }

    [GeneratedRegex(@"the earliest safe moment is \S+: --at (\d{14})")]
    private static partial Regex Earliest();
}
