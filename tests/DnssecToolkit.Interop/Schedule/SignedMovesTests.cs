using System.Text.RegularExpressions;
using DnssecToolkit.CommandLine;
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
        Timestamp[] turns = TurnsOf(Plan(scheme, kind, method));
        Assert.NotEmpty(turns);
        foreach (Timestamp moment in turns.SelectMany(turn => new[] { turn - 1, turn, turn + Hour }))
        {
            Look(moment);
        }
    }

    [ForeignToolTheory("ldns-verify-zone")]
    [InlineData(true)]
    [InlineData(false)]
    public void A_damaged_signature_by_a_key_before_or_after_it_is_published_is_not_installed(bool isBefore)
    {
        KeyIndexEntry[] rows = Plan("ksk-zsk", "zsk", "double-rrsig");
        KeyIndexEntry key = rows.Single(row =>
            row.SignsZone && (isBefore ? row.Presign : row.Postsign) >= Begin);
        Timestamp moment = isBefore ? key.Presign!.Value : key.Removed;
        foreach (Timestamp turn in TurnsOf(rows).TakeWhile(turn => turn <= moment))
        {
            Look(turn);
        }

        string text = File.ReadAllText(_directory["db.cr.signed"]);
        Match own = Regex.Match(text, $@"\na\.cr\.\s.*\sRRSIG\s+A\s.*\s0*{key.Tag}\s+cr\.\s+");
        Assert.True(own.Success, text);
        int place = own.Index + own.Length;
        string damaged = $"{text[..place]}{(text[place] == 'A' ? 'B' : 'A')}{text[(place + 1)..]}";
        File.WriteAllText(_directory["db.cr.signed"], damaged);
        string said = ToolRuns.Run(SignallCommand.Create(), ExitStatus.Refused, moment + Hour,
            [.. Signing, "--time", (moment + Hour).ToCompactString()]);
        Assert.Contains("[RRSIG-INVALID]", said, StringComparison.Ordinal);
        Assert.Equal(damaged, File.ReadAllText(_directory["db.cr.signed"]));
    }

    private KeyIndexEntry[] Plan(string scheme, string kind, string method)
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
        return [.. index.Entries];
    }

    private static Timestamp[] TurnsOf(KeyIndexEntry[] rows) =>
        [.. rows.SelectMany(key => new[] { key.Publish, key.Start, key.Ended,
            key.Removed, key.Presign ?? Begin, key.Postsign ?? Begin })
            .Where(turn => turn >= Begin && turn < Begin + (60 * 24 * Hour)).Distinct().Order()];

    private string[] Common =>
        ["--keyindex", _directory["keyindex"], "--keys", _directory["keys"], "--yes", "--quiet"];

    private string[] Signing =>
        ["--zone-file", _directory["db.cr"], "--origin", "cr.", "--keys", _directory["keys"],
            "--keyindex", _directory["keyindex"], "--output", _directory["db.cr.signed"], "--quiet"];

    private void Record(Func<KeyIndexEntry, KeyIndexEntry> change)
    {
        KeyIndex index = KeyIndex.Read(File.ReadAllBytes(_directory["keyindex"]), null, new());
        File.WriteAllBytes(_directory["keyindex"], index.Entries.Where(row => row.IsSep)
            .Aggregate(index, (rows, row) => rows.Replace(row, change(row))).ToOctets());
    }

    private void Look(Timestamp moment)
    {
        string signed = _directory["db.cr.signed"];
        ToolRuns.At(moment, SignallCommand.Create(), Signing);
        ToolRuns.At(moment, VerifyzoneCommand.Create(), signed, "--origin", "cr.", "--signed", "--keyindex",
            _directory["keyindex"], "--quiet");
        ForeignTool.Run("ldns-verify-zone", "-t", moment.ToCompactString(), signed).MustSucceed();
    }
}
