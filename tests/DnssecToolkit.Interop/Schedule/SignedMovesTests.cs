using DnssecToolkit.Interop.Bundles;
using DnssecToolkit.Keyall;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signall;
using DnssecToolkit.Time;
using DnssecToolkit.Verifyzone;

namespace DnssecToolkit.Interop.Schedule;

/// <summary>Each way of rolling, planned by keyall, signed by signall at each turn, and seen by
/// ldns.</summary>
public sealed class SignedMovesTests : IDisposable
{
    private const long Hour = 3_600;
    private static readonly Timestamp Origin = new(1_795_219_200); // 2026-11-21T00:00:00Z
    private static readonly Timestamp Begin = Origin + (40 * 24 * Hour);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [ForeignToolTheory("ldns-verify-zone")]
    [InlineData("ksk-zsk", "zsk", "pre-publication")]
    [InlineData("ksk-zsk", "zsk", "double-signature")]
    [InlineData("ksk-zsk", "zsk", "double-rrsig")]
    [InlineData("ksk-zsk", "ksk", "double-signature")]
    [InlineData("ksk-zsk", "ksk", "double-ds")]
    [InlineData("ksk-zsk", "ksk", "double-rrset")]
    [InlineData("csk", "csk", "pre-publication")]
    [InlineData("csk", "csk", "double-signature")]
    [InlineData("csk", "csk", "double-ds")]
    [InlineData("csk", "csk", "double-rrset")]
    [InlineData("csk", "csk", "single-signature")]
    [InlineData("ksk-zsk", "algorithm", "ED25519")]
    public void A_zone_is_valid_at_each_turn_of_a_roll(string scheme, string kind, string method)
    {
        Directory.CreateDirectory(_directory["keys"]);
        _directory.Write("db.cr",
            "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 3600\n@ NS ns\nns A 192.0.2.53\na A 192.0.2.1\n");
        ToolRuns.At(Origin, KeyallCommand.Create(),
            ["roll", "secure", .. Common, "--zone", "cr.", "--scheme", scheme, "--for-real"]);
        Record(row => row with { DsSeen = Origin + (15 * 24 * Hour) });
        Look(Begin - 1);
        ToolRuns.At(Begin, KeyallCommand.Create(),
            ["roll", kind, .. Common, "--zone", "cr.", kind == "algorithm" ? "--algorithm"
                : "--method", method, "--for-real"]);
        Record(row => row.DsAsk is { } asked ? row with { DsSeen = asked } : row);
        KeyIndex index = KeyIndex.Read(File.ReadAllBytes(_directory["keyindex"]), null, new());
        Timestamp[] turns = [.. index.Entries.SelectMany(key => new[] { key.Publish, key.Start, key.Ended,
            key.Removed, key.Presign ?? Begin, key.Postsign ?? Begin })
            .Where(turn => turn >= Begin && turn < Begin + (60 * 24 * Hour)).Distinct().Order()];
        Assert.NotEmpty(turns);
        foreach (Timestamp moment in turns.SelectMany(turn => new[] { turn - 1, turn, turn + Hour }))
        {
            Look(moment);
        }
    }

    private string[] Common =>
        ["--keyindex", _directory["keyindex"], "--keys", _directory["keys"], "--yes", "--quiet"];

    private void Record(Func<KeyIndexEntry, KeyIndexEntry> change)
    {
        KeyIndex index = KeyIndex.Read(File.ReadAllBytes(_directory["keyindex"]), null, new());
        File.WriteAllBytes(_directory["keyindex"], index.Entries.Where(row => row.IsSep)
            .Aggregate(index, (rows, row) => rows.Replace(row, change(row))).ToOctets());
    }

    private void Look(Timestamp moment)
    {
        string signed = _directory["db.cr.signed"];
        ToolRuns.At(moment, SignallCommand.Create(), "--zone-file", _directory["db.cr"], "--origin", "cr.",
            "--keys", _directory["keys"],
            "--keyindex", _directory["keyindex"], "--output", signed, "--quiet");
        ToolRuns.At(moment, VerifyzoneCommand.Create(), signed, "--origin", "cr.", "--signed", "--keyindex",
            _directory["keyindex"], "--quiet");
        ForeignTool.Run("ldns-verify-zone", "-t", moment.ToCompactString(), signed).MustSucceed();
    }
}
