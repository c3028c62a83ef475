using System.Text.RegularExpressions;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Schedule;

/// <summary>Moves that change rows of both hosts where the KSK is offline: bundles are made long before
/// anybody knows what the parent will have, and resolvers never notice.</summary>
public sealed partial class OfflineMovesTests : IDisposable
{
    private const long Hour = TwoHosts.Hour;
    private const long Day = TwoHosts.Day;
    private const string Old = "13";
    private const string New = "15";

    private static readonly RolloverPolicy Policy = RolloverPolicy.Default;

    private readonly TwoHosts _hosts;
    private readonly AlgorithmWitness _algorithms = new(Policy, Old);
    private KeyIndexEntry[] _trusted = [];
    private string _said = "";

    public OfflineMovesTests() => _hosts = new TwoHosts { Looking = Witness };

    private (Timestamp At, string[] Keys, string[] Signers) Last => _algorithms.Versions[^1];

    public void Dispose() => _hosts.Dispose();

    [ForeignToolFact("ldns-verify-zone")]
    public void A_new_algorithm_signs_beside_the_bundles_is_shown_by_them_and_the_old_goes_with_its_ds()
    {
        Begin();
        _hosts.WalkTo(TwoHosts.Origin + (5 * Day));
        RollWhenTheBundlesAllow();
        KeyIndexEntry next = _hosts.Rows.Single(row => row is { IsSep: false, Presign: not null });
        _hosts.WalkTo(next.Presign!.Value);
        Assert.Equal([Old, New], Last.Signers);
        Assert.Equal([Old], Last.Keys);

        _hosts.WalkTo(TwoHosts.Origin + (26 * Day));
        _hosts.Ceremony();
        _hosts.WalkTo(next.Publish);
        Assert.Equal([Old, New], Last.Keys);
        Assert.Equal([Old, New], Last.Signers);

        LetTheParentChangeItsDs(next.Publish + Policy.PublicationInterval + Day);
        Timestamp left = _hosts.Rows.Single(IsOldKsk).Removed;
        Timestamp second = _hosts.Covered - (16 * Day);
        Assert.True(second > left);
        _hosts.WalkTo(second);
        Assert.Equal([Old, New], Last.Keys); // they were signed for, and stay until others are
        _hosts.Ceremony();
        _hosts.WalkTo(second + (12 * Day));
        Assert.Equal([New], Last.Keys);
        Assert.Equal([New], Last.Signers);
        Assert.DoesNotContain("SKR-KEY-OUTSIDE", _said, StringComparison.Ordinal);
        Assert.DoesNotContain("SCHEDULE-UNHELD", _said, StringComparison.Ordinal);
    }

    /// <summary>The ceremony after the move is held late: what the keyindex has published, the bundles have
    /// not.</summary>
    [ForeignToolFact("ldns-verify-zone")]
    public void A_new_algorithm_goes_on_signing_where_the_response_that_shows_it_is_late()
    {
        Begin();
        _hosts.WalkTo(TwoHosts.Origin + (5 * Day));
        RollWhenTheBundlesAllow();
        KeyIndexEntry next = _hosts.Rows.Single(row => row is { IsSep: false, Presign: not null });
        Timestamp late = TwoHosts.Origin + (40 * Day);
        Assert.True(next.Publish < late);
        _hosts.WalkTo(late);
        Assert.Equal([Old], Last.Keys);
        Assert.Equal([Old, New], Last.Signers);
        _hosts.Ceremony();
        _hosts.WalkTo(late + (3 * Day));
        Assert.Equal([Old, New], Last.Keys);
        LetTheParentChangeItsDs(late + (8 * Day));
        Timestamp second = _hosts.Covered - (16 * Day);
        _hosts.WalkTo(second);
        _hosts.Ceremony();
        _hosts.WalkTo(second + (12 * Day));
        Assert.Equal([New], Last.Keys);
        Assert.Equal([New], Last.Signers);
    }

    [ForeignToolFact("ldns-verify-zone")]
    public void A_zone_that_gives_up_is_signed_until_its_ds_has_left_every_cache()
    {
        Begin();
        _hosts.WalkTo(TwoHosts.Origin + (20 * Day));
        _hosts.KeyallOnBoth("roll", "insecure", "--zone", "cr.", "--at",
            (_hosts.Moment + Day).ToCompactString());
        _hosts.WalkTo(TwoHosts.Origin + (26 * Day));
        _hosts.Ceremony();
        Timestamp removed = _hosts.Rows.Max(row => row.Removed);
        _hosts.WalkTo(removed + (10 * Day));
        Assert.Equal([Old], Last.Keys); // nobody wrote down that the DS is gone
        _hosts.NoteDs(_hosts.Rows.Single(row => row.IsSep), "ds-gone");
        Timestamp gone = _hosts.Moment + Policy.KskRetireInterval;
        _hosts.WalkTo(gone + Hour);
        Assert.Equal([Old], Last.Signers);

        string said = _hosts.Keyall(ExitStatus.Refused, "request", "make", "--zone", "cr.", "--keys",
            _hosts.Directory["online"], "--keyindex", _hosts.Online, "--bundles",
            _hosts.Directory["bundles"], "--until", "+30d", "--output", _hosts.Directory["ksr"],
            "--for-real");
        Assert.Contains("all keys have left", said, StringComparison.Ordinal);
        Assert.Contains(KeySchedule.WayToUnsigned, said, StringComparison.Ordinal);
        Assert.False(File.Exists(_hosts.Directory["ksr"]));

        Timestamp end = _hosts.Covered;
        _hosts.WalkTo(end - Hour, (_, last) => said = last);
        Assert.Contains(KeySchedule.WayToUnsigned, said, StringComparison.Ordinal);
        _hosts.Moment = end;
        Assert.Contains(KeySchedule.WayToUnsigned, _hosts.Sign(ExitStatus.Refused), StringComparison.Ordinal);
    }

    private static bool IsOldKsk(KeyIndexEntry row) =>
        row.IsSep && $"{(int)row.Algorithm}" == Old;

    private void Begin()
    {
        _hosts.Begin();
        _trusted = [.. KeyIndex.Read(File.ReadAllBytes(_hosts.Offline), _hosts.Offline, new()).Entries
            .Where(row => row.IsSep)];
        _hosts.Ceremony();
    }

    // The bundles that are signed have the old algorithm alone; until they end the new one can but sign.
    private void RollWhenTheBundlesAllow()
    {
        string[] roll = ["roll", "algorithm", "--algorithm", "ED25519", "--zone", "cr."];
        string said = _hosts.Keyall(ExitStatus.Refused, [.. roll, "--keyindex", _hosts.Online, "--keys",
            _hosts.Directory["online"], "--config", _hosts.Directory["dnssec.yaml"], "--rows", "zsk", "--yes",
            "--for-real"]);
        Assert.Contains("[MOVE-ANSWERED]", said, StringComparison.Ordinal);
        Assert.Matches(Earliest(), said);
        string at = Earliest().Match(said).Groups[1].Value;
        Assert.True(Timestamp.TryParseCompact(at, out Timestamp earliest));
        Assert.True(earliest < TwoHosts.Origin + (30 * Day), said); // it signs before the bundles show it
        _hosts.KeyallOnBoth([.. roll, "--at", at]);
    }

    private void LetTheParentChangeItsDs(Timestamp moment)
    {
        _hosts.WalkTo(moment);
        KeyIndexEntry old = _hosts.Rows.Single(IsOldKsk);
        KeyIndexEntry next = _hosts.Rows.Single(row => row.IsSep && !IsOldKsk(row));
        _hosts.NoteDs(next, "ds-seen");
        _algorithms.Ds = [Old, New];
        _trusted = [old, next];
        _hosts.WalkTo(moment + (2 * Day));
        _hosts.NoteDs(_hosts.Rows.Single(IsOldKsk), "ds-gone");
        _hosts.WalkTo(_hosts.Moment + Policy.DsTtl.Seconds);
        _algorithms.Ds = [New];
        _trusted = [next];
    }

    private void Witness(string said)
    {
        _said += said;
        foreach (KeyIndexEntry ksk in _trusted)
        {
            ForeignTool.Run("ldns-verify-zone", "-t", _hosts.Moment.ToCompactString(), "-k",
                _hosts.KeyFileOf(ksk), _hosts.Signed).MustSucceed();
        }

        _algorithms.Remember(_hosts.Moment, File.ReadAllText(_hosts.Signed));
    }

    [GeneratedRegex(@"the earliest safe moment is \S+: --at (\d{14})")]
    private static partial Regex Earliest();
}
