using DnssecToolkit.Keyall;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signall;

namespace DnssecToolkit.Tests.CommandLine;

/// <summary>Two signers of one zone by RFC 8901, model 2: each publishes the other's ZSK.</summary>
public sealed class RollForeignTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("roll-foreign");

    public RollForeignTests()
    {
        foreach (string side in (string[])["a", "b"])
        {
            Directory.CreateDirectory(At($"keys.{side}"));
            Succeed(side, "roll", "secure", "--tags", side == "a"
                ? "0/2" : "1/2", "--time", "20260901000000", "--for-real");
        }

        File.WriteAllText(At("db"),
            "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 3600\n@ NS ns\nns A 192.0.2.53\n");
    }

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Each_publishes_the_others_zsk_and_signs_with_its_own()
    {
        KeyIndexEntry zskOfB = RowsOf("b").Last(row => row.Role == DnssecToolkit.Keys.KeyRole.ZSK);
        KeyIndexEntry zskOfA = RowsOf("a").Last(row => row.Role == DnssecToolkit.Keys.KeyRole.ZSK);
        Assert.Equal((0, 1), (zskOfA.Tag % 2, zskOfB.Tag % 2));
        Succeed("a", "roll", "foreign", "--key", FileOf("b", zskOfB), "--signer", "b.example");
        Succeed("b", "roll", "foreign", "--key", FileOf("a", zskOfA), "--signer", "a.example");
        foreach ((string side, KeyIndexEntry own,
            KeyIndexEntry other) in (((string, KeyIndexEntry, KeyIndexEntry)[])[("a", zskOfA, zskOfB),
                ("b", zskOfB, zskOfA)]))
        {
            string signed = Sign(side);
            Assert.Equal(3, System.Text.RegularExpressions.Regex.Count(signed, @"DNSKEY\s+25[67]\s")); // its KSK, both ZSKs
            Assert.Contains($" {own.Tag} cr. ", signed, StringComparison.Ordinal);
            Assert.DoesNotContain($" {other.Tag} cr. ", signed, StringComparison.Ordinal);
        }

        string plan = Succeed("a", "plan").Output;
        Assert.Contains(
            $"ZSK {zskOfB.Tag:D5}  Ready    every resolver can know it: b.example may sign with it from now on", plan, StringComparison.Ordinal);
        Succeed("a", "run", "--tags", "0/2");
        Assert.Single(RowsOf("a"), row => row.Tag % 2 == 1); // nobody here makes the other's successor

        Succeed("a", "roll", "foreign", "--tag", $"{zskOfB.Tag}", "--ended", "now+5d");
        long after = RowsOf("a").First(row => row.Tag == zskOfB.Tag).Removed - (ToolTrial.Now + (5 * 86_400));
        Assert.InRange(after, RolloverPolicy.Default.ZskRetireInterval,
            RolloverPolicy.Default.ZskRetireInterval + 3_600);
        Assert.Equal(ToolTrial.Now + (5 * 86_400), RowsOf("a").First(row => row.Tag == zskOfB.Tag).Ended);
    }

    [Fact]
    public void Text_that_does_not_fit_into_a_field_is_refused_before_anything_else()
    {
        string rows = File.ReadAllText(At("keyindex.a"));
        string long1 = new('ä', 501); // 1,002 octets
        foreach (string[] move in (string[][])[
            ["roll", "foreign", "--key", FileOf("b", RowsOf("b").Last()), "--signer", long1],
            ["emergency", "zsk", "--active", "--now", "--accept", "REHEARSAL-BREAKS", "--because", long1]])
        {
            ToolTrial refused = Run("a", move);
            Assert.Equal(2, refused.Status);
            Assert.Contains("has 1002 octets, and a field of the keyindex 1000 at most", refused.Error,
                StringComparison.Ordinal);
            Assert.Equal(2, Run("a", [.. move[..^1], "a \"b"]).Status);
        }

        Assert.Equal(rows, File.ReadAllText(At("keyindex.a")));
        Succeed("a", "emergency", "zsk", "--active", "--now", "--accept", "REHEARSAL-BREAKS", "--because",
            long1[..500]);
    }

    // By then there are more keys of ours, by the rhythm.
    [Fact]
    public void The_others_ksk_comes_though_its_row_lasts_longer_than_those_of_our_keys()
    {
        KeyIndexEntry kskOfB = RowsOf("b").Last(row => row.Role == DnssecToolkit.Keys.KeyRole.KSK);
        Succeed("a", "roll", "foreign", "--key", FileOf("b", kskOfB), "--signer", "b.example");
        KeyIndexEntry[] rows = RowsOf("a");
        Assert.True(rows.Single(row => row.Tag == kskOfB.Tag).Removed
            > rows.Where(row => row.Signer is null).Max(row => row.Removed));
        foreach (string[] change in (string[][])[["roll", "zsk"], ["emergency", "zsk", "--active"]])
        {
            Assert.DoesNotContain("REHEARSAL-BREAKS", Succeed("a", change).Everything,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Removing_the_others_zsk_while_its_signatures_are_in_caches_fails_the_rehearsal()
    {
        KeyIndexEntry zskOfB = RowsOf("b").Last(row => row.Role == DnssecToolkit.Keys.KeyRole.ZSK);
        Succeed("a", "roll", "foreign", "--key", FileOf("b", zskOfB), "--signer", "b.example");
        Succeed("a", "roll", "foreign", "--tag", $"{zskOfB.Tag}", "--ended", "now+5d");
        Assert.Equal(0, Rehearse().Status);
        string sound = File.ReadAllText(At("keyindex.a"));
        KeyIndexEntry row = RowsOf("a").First(row => row.Tag == zskOfB.Tag);
        File.WriteAllText(At("keyindex.a"),
            sound.Replace(row.Remove.ToCompactString(), (row.Remove - 86_400).ToCompactString(),
                StringComparison.Ordinal));
        ToolTrial early = Rehearse();
        Assert.Equal(1, early.Status);
        Assert.Contains("data from b.example: that data is signed by "
            + $"{zskOfB.Tag:D5}", early.Output, StringComparison.Ordinal);

        ToolTrial Rehearse() => ToolTrial.Run(KeyallCommand.Create(), "rehearse", "--keyindex",
            At("keyindex.a"), "--until", "+P3M");
    }

    [Fact]
    public void The_plan_says_what_the_other_signer_must_do_and_by_when()
    {
        KeyIndexEntry zskOfB = RowsOf("b").Last(row => row.Role == DnssecToolkit.Keys.KeyRole.ZSK);
        Succeed("a", "roll", "foreign", "--key", FileOf("b", zskOfB), "--signer", "b.example");
        string plan = Succeed("a", "plan", "--until", "+P3Y").Output;
        KeyIndexEntry own = RowsOf("a").First(row => row.Tag == zskOfB.Tag);
        Assert.Contains(
            $"{own.Ended}  ZSK {zskOfB.Tag:D5}  End      b.example has ceased to sign with it; it stays for signatures in caches; "
            + $"by {own.Ended}: have b.example cease to sign with it", plan, StringComparison.Ordinal);
        Assert.Matches(
            @"ZSK new \d+  Publish  enters the DNSKEY RRset; by \S+: have the key made and backed up; have b\.example publish it, too, by ", plan);
    }

    [Fact]
    public void A_request_cannot_have_another_signers_key_and_says_why()
    {
        KeyIndexEntry zskOfB = RowsOf("b").Last(row => row.Role == DnssecToolkit.Keys.KeyRole.ZSK);
        Succeed("a", "roll", "foreign", "--key", FileOf("b", zskOfB), "--signer", "b.example");
        ToolTrial made = ToolTrial.Run(KeyallCommand.Create(), "request", "make", "--zone", "cr.", "--keys",
            At("keys.a"), "--keyindex", At("keyindex.a"),
            "--until", "+20d", "--output", At("ksr.xml"));
        Assert.Equal(4, made.Status);
        Assert.Contains(
            $"ZSK {zskOfB.Tag:D5} (cr., 013) is b.example's: nobody here can prove that its private half exists", made.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("ksr.xml")));
    }

    [Fact]
    public void What_is_not_another_signers_key_is_refused()
    {
        KeyIndexEntry own = RowsOf("a").Last(row => row.Role == DnssecToolkit.Keys.KeyRole.ZSK);
        Assert.Equal(1, Run("a", "roll", "foreign", "--key", FileOf("a", own), "--signer", "b").Status); // it is ours
        Assert.Equal(2, Run("a", "roll", "foreign", "--key", FileOf("a", own)).Status);
        Assert.Equal(2, Run("a", "roll", "foreign").Status);
        Assert.Equal(3, Run("a", "roll", "foreign", "--key", At("db"), "--signer", "b").Status);
        Assert.Equal(1, Run("a", "roll", "foreign", "--tag", $"{own.Tag}", "--ended", "now").Status);
        Assert.Equal(2, Run("a", "roll", "ksk", "--tags", "1-2").Status);
    }

    private string At(string name) => Path.Combine(_directory.FullName, name);

    private string FileOf(string side, KeyIndexEntry row) =>
        Path.Combine(At($"keys.{side}"), $"Kcr.+013+{row.Tag:D5}.key");

    private KeyIndexEntry[] RowsOf(string side) =>
        [.. KeyIndex.Read(File.ReadAllBytes(At($"keyindex.{side}")), null, new()).Entries];

    private string Sign(string side)
    {
        ToolTrial trial = ToolTrial.Run(SignallCommand.Create(), "--zone-file", At("db"), "--origin", "cr.",
            "--keys", At($"keys.{side}"),
            "--keyindex", At($"keyindex.{side}"), "--output", At($"signed.{side}"));
        Assert.True(trial.Status == 0, trial.Error);
        return File.ReadAllText(At($"signed.{side}"));
    }

    private ToolTrial Succeed(string side, params string[] arguments)
    {
        ToolTrial trial = Run(side, arguments);
        Assert.True(trial.Status == 0, trial.Error);
        return trial;
    }

    private ToolTrial Run(string side, params string[] arguments) =>
        ToolTrial.Run(KeyallCommand.Create(), arguments[0] == "plan"
        ? [.. arguments, "--keyindex", At($"keyindex.{side}")]
        : [.. arguments, "--keyindex", At($"keyindex.{side}"), "--keys", At($"keys.{side}"), "--zone", "cr.",
            "--yes"]);
}
