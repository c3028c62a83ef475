using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;
using DnssecToolkit.Tests.Architecture;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.Schedule;

public class KeyIndexTests
{
    internal const string Row =
        "root ZSK 005 24001 19751201000000 19760101000000 19760215000000 19760229235959";

    internal static readonly byte[] Sample = File.ReadAllBytes(
        Path.Combine(CoreSources.RepositoryRoot, "samples", "keyindex", "keyindex"));

    [Fact]
    public void Read_GivesTheFirstKeyindexEverMade()
    {
        FindingList findings = new();
        KeyIndex index = KeyIndex.Read(Sample, "keyindex", findings);
        Assert.Equal([64000, 24000, 24001, 8000, 92000], index.Entries.Select(entry => entry.Tag));
        Assert.Equal(["keyindex:6:14: [KEYINDEX-TAG] no key has the tag 92000"],
            findings.Kept.Select(finding => finding.ToString()));
        Assert.Equal(Sample, index.ToOctets());
    }

    [Fact]
    public void Read_TakesFieldsQuotesAndComments()
    {
        KeyIndex index = Read($"""
            # keys of two zones
            DN Type Alg Tag Publish Start End Remove

            cr.  KSK 013  00001 20260101000000	20260101000000 20280101000000 20280101000000 key=pkcs11:token=a;object=b revoke=20271201000000 ds-seen=20260105000000 ds-gone=20271130000000 note="dos años" x-owner=me ; made by two
            {Row}
            """);
        KeyIndexEntry entry = index.Entries[0];
        Assert.Equal("KSK 00001 (cr., 013)", entry.ToString());
        Assert.Equal((KeyRole.KSK, DnssecAlgorithm.ECDSAP256SHA256), (entry.Role, entry.Algorithm));
        Assert.Equal(("pkcs11:token=a;object=b", "dos años"), (entry.Key, entry.Note));
        Assert.Equal(("20271201000000", "20260105000000", "20271130000000"),
            (entry.Revoke?.ToCompactString(), entry.DsSeen?.ToCompactString(),
                entry.DsGone?.ToCompactString()));
        Assert.Equal([DomainName.Parse("cr."), DomainName.Root], index.Zones);
    }

    [Theory]
    [InlineData("cr ZSK 005 00001 19751201000000 19760101000000 19760215000000 19760229235959",
        "[KEYINDEX-SYNTAX]", 1)]
    [InlineData(@"cr\. ZSK 005 00001 19751201000000 19760101000000 19760215000000 19760229235959",
        "[KEYINDEX-SYNTAX]", 1)]
    [InlineData("a..b. ZSK 005 00001 19751201000000 19760101000000 19760215000000 19760229235959",
        "[KEYINDEX-SYNTAX]", 1)]
    [InlineData("cr. zsk 005 00001 19751201000000 19760101000000 19760215000000 19760229235959",
        "[KEYINDEX-SYNTAX]", 5)]
    [InlineData("cr. ZSK 5 00001 19751201000000 19760101000000 19760215000000 19760229235959",
        "[KEYINDEX-SYNTAX]", 9)]
    [InlineData("cr. ZSK 256 00001 19751201000000 19760101000000 19760215000000 19760229235959",
        "[KEYINDEX-SYNTAX]", 9)]
    [InlineData("cr. ZSK 005 65O36 19751201000000 19760101000000 19760215000000 19760229235959",
        "[KEYINDEX-SYNTAX]", 13)]
    [InlineData("cr. ZSK 005 00001 19751301000000 19760101000000 19760215000000 19760229235959",
        "[KEYINDEX-SYNTAX]", 19)]
    [InlineData("cr. ZSK 005 00001 19691201000000 19760101000000 19760215000000 19760229235959",
        "[KEYINDEX-SYNTAX]", 19)]
    [InlineData("cr. ZSK 005 00001 19751201000000 19760101000000 19760215000000", "[KEYINDEX-SYNTAX]", 49)]
    [InlineData(Row + " revoek=19760101000000", "[KEYINDEX-FIELD]", 80)]
    [InlineData(Row + " note=a note=b", "[KEYINDEX-FIELD]", 87)]
    [InlineData(Row + " note=", "[KEYINDEX-FIELD]", 80)]
    [InlineData(Row + " note=\"a", "[KEYINDEX-FIELD]", 80)]
    [InlineData(Row + " note=\u001b[31m", "[KEYINDEX-FIELD]", 80)]
    [InlineData(Row + " presign=soon", "[KEYINDEX-FIELD]", 80)]
    [InlineData(Row + " ds-seen=19760101000000", "[KEYINDEX-ORDER]", 80)]
    [InlineData("cr. ZSK 005 00001 19760102000000 19760101000000 19760215000000 19760229235959",
        "[KEYINDEX-ORDER]", 34)]
    [InlineData("cr. ZSK 005 00001 19751201000000 19760101000000 19751231235958 19760229235959",
        "[KEYINDEX-ORDER]", 49)]
    [InlineData("cr. ZSK 005 00001 19751201000000 19760101000000 19760229235959 19760229235958",
        "[KEYINDEX-ORDER]", 64)]
    public void Read_ReportsAFaultWithItsPlace(string row, string code, int column)
    {
        FindingList findings = new();
        KeyIndex index = KeyIndex.Read(Octets($"{KeyIndex.Header}\n{row}\n"), "keyindex", findings);
        Assert.Empty(index.Entries);
        Finding finding = Assert.Single(findings.Kept);
        Assert.StartsWith($"keyindex:2:{column}: {code}", finding.ToString());
    }

    [Fact]
    public void Read_WantsTheHeaderFirst()
    {
        FindingList findings = new();
        KeyIndex.Read(Octets($"{Row}\n{KeyIndex.Header}\n"), "keyindex", findings);
        Assert.Equal("keyindex:1: [KEYINDEX-HEADER] a row before the header line",
            Assert.Single(findings.Kept).ToString());
    }

    [Fact]
    public void Read_RefusesColumnsInAnotherOrder()
    {
        FindingList findings = new();
        KeyIndex.Read(Octets("dn type alg tag start publish end remove\n"), "keyindex", findings);
        Assert.StartsWith("keyindex:1:1: [KEYINDEX-HEADER]", Assert.Single(findings.Kept).ToString());
    }

    [Fact]
    public void Read_RefusesAKeyTwice()
    {
        FindingList findings = new();
        KeyIndex index = KeyIndex.Read(Octets($"{KeyIndex.Header}\n{Row}\n{Row}\n"), "keyindex", findings);
        Assert.Single(index.Entries);
        Assert.Equal("keyindex:3:1: [KEYINDEX-DUPLICATE] ZSK 24001 (root, 005) has a row already, in line 2",
            Assert.Single(findings.Kept).ToString());
    }

    [Fact]
    public void Read_RefusesALineWithoutEnd()
    {
        FindingList findings = new();
        KeyIndex.Read(Octets($"{KeyIndex.Header}\n{new string('a', 10_000)}"), "keyindex", findings);
        Assert.StartsWith("keyindex:2: [KEYINDEX-LIMIT]", Assert.Single(findings.Kept).ToString());
    }

    [Fact]
    public void Read_RefusesMoreKeysThanAZoneHas()
    {
        FindingList findings = new();
        KeyIndex index = KeyIndex.Read(Octets(KeyIndex.Header + "\n"
            + string.Concat(Enumerable.Range(0, 1001)
                .Select(tag => Row.Replace("24001", $"{tag:D5}") + "\n"))), "keyindex", findings);
        Assert.Equal(1000, index.EntriesOf(DomainName.Root).Count());
        Assert.Equal("keyindex:1002:1: [KEYINDEX-LIMIT] more than 1000 rows of root",
            Assert.Single(findings.Kept).ToString());
    }

    [Theory]
    [InlineData("19751130235959", KeyState.Generated)]
    [InlineData("19751201000000", KeyState.Published)]
    [InlineData("19751231235959", KeyState.Published)]
    [InlineData("19760101000000", KeyState.Active)]
    [InlineData("19760214235959", KeyState.Active)]
    [InlineData("19760215000000", KeyState.Retired)]
    [InlineData("19760229235959", KeyState.Retired)]
    [InlineData("19760301000000", KeyState.Removed)]
    public void StateAt_ChangesAtTheMomentsOfTheRow(string moment, KeyState state) =>
        Assert.Equal(state, Read($"{KeyIndex.Header}\n{Row}").Entries[0].StateAt(At(moment)));

    [Fact]
    public void Replace_ChangesOnlyWhatDiffers()
    {
        KeyIndex index =
            Read($"# mine\r\n{KeyIndex.Header}\r\n\r\n  {Row}   note=old\t key=file:a ; why\r\nroot KSK 005 00002 19760101000000 19760101000000 19760101000000 19760101000000");
        KeyIndex changed = index.Replace(index.Entries[0], index.Entries[0] with
        {
            End = At("19760216000000"),
            Note = null,
            Key = "file:a b",
            Presign = At("19751130000000"),
        });
        Assert.Equal(
            $"# mine\r\n{KeyIndex.Header}\r\n\r\n  root ZSK 005 24001 19751201000000 19760101000000 19760216000000 19760229235959\t key=\"file:a b\" presign=19751130000000 ; why\r\n"
            + "root KSK 005 00002 19760101000000 19760101000000 19760101000000 19760101000000",
            Text(changed));
    }

    [Fact]
    public void Add_AppendsARowAfterALineThatHasNoEnd()
    {
        KeyIndex index = Read($"{KeyIndex.Header}\n{Row}");
        KeyIndexEntry added = index.Entries[0] with { Tag = 7, Note = "new" };
        Assert.Equal($"{KeyIndex.Header}\n{Row}\n{Row.Replace("24001", "00007")} note=new\n",
            Text(index.Add(added)));
        Assert.Throws<ArgumentException>(() => index.Add(index.Entries[0]));
        Assert.Equal($"{KeyIndex.Header}\n", Text(index.Remove(index.Entries[0])));
    }

    internal static KeyIndex Read(string text) => Read(Octets(text));

    internal static KeyIndex Read(byte[] octets)
    {
        FindingList findings = new();
        KeyIndex index = KeyIndex.Read(octets, "keyindex", findings);
        Assert.Empty(findings.Kept);
        return index;
    }

    internal static byte[] Octets(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    internal static string Text(KeyIndex index) => System.Text.Encoding.UTF8.GetString(index.ToOctets());

    internal static Timestamp At(string compact) =>
        Timestamp.TryParseCompact(compact, out Timestamp moment)
            ? moment : throw new FormatException(compact);
}
