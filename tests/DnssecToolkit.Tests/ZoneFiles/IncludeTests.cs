using DnssecToolkit.Diagnostics;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Tests.ZoneFiles;

public sealed class IncludeTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("include").FullName;

    [Fact]
    public void Restores_OriginAndOwnerButKeepsTheTtl()
    {
        Write("inc", "host A 1.2.3.4\n$ORIGIN elsewhere.\n$TTL 7\nx A 1.2.3.4\n");
        (string[] records,
            string[] faults) = Read("$TTL 5\na A 1.2.3.4\n$INCLUDE inc sub\n TXT x\nb A 1.2.3.4\n");
        Assert.Empty(faults);
        Assert.Equal(
            [
                "a.example. 5 A 01020304", "host.sub.example. 5 A 01020304", "x.elsewhere. 7 A 01020304",
                "a.example. 7 TXT 0178", "b.example. 7 A 01020304",
            ],
            records);
    }

    [Fact]
    public void Inherits_TheOwner()
    {
        Write("inc", " TXT x\n");
        Assert.Equal(["a.example. 5 A 01020304", "a.example. 5 TXT 0178"],
            Read("$TTL 5\na A 1.2.3.4\n$INCLUDE inc\n").Records);
    }

    [Fact]
    public void Finds_FilesBesideTheIncludingOneAndNamesThemInFindings()
    {
        Directory.CreateDirectory(Path.Combine(_directory, "sub"));
        Write("sub/one", "$INCLUDE \"two\"\n");
        Write("sub/two", "\n\na 5 A x\n");
        string fault = Assert.Single(Read("$INCLUDE sub/one\n").Faults);
        Assert.StartsWith(Path.Combine(_directory, "sub/two")
            + ":3:7: [ZONEFILE-RDATA]", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_Circles()
    {
        Write("one", "$INCLUDE two\n");
        Write("two", "$INCLUDE one\n");
        Assert.Contains("includes itself", Assert.Single(Read("$INCLUDE one\n").Faults),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_FilesOutsideOfTheDirectory()
    {
        Assert.Contains("outside", Assert.Single(Read("$INCLUDE /etc/hostname\n").Faults),
            StringComparison.Ordinal);
        Assert.Contains("outside", Assert.Single(Read("$INCLUDE ../x\n").Faults), StringComparison.Ordinal);
        File.CreateSymbolicLink(Path.Combine(_directory, "link"), "/etc/hostname");
        Assert.Contains("outside", Assert.Single(Read("$INCLUDE link\n").Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Allows_FilesFromAnywhereWhenTold()
    {
        string other = Directory.CreateTempSubdirectory("other").FullName;
        File.WriteAllText(Path.Combine(other, "inc"), "a 5 A 1.2.3.4\n");
        ZoneFileOptions options = ZoneText.Example with { Includes = IncludePolicy.Anywhere };
        Assert.Single(Read($"$INCLUDE {other}/inc\n", options).Records);
        Directory.Delete(other, recursive: true);
    }

    [Fact]
    public void Refuses_AllFilesWhenTold() => Assert.Contains(
        "not allowed",
        Assert.Single(Read("$INCLUDE x\n",
            ZoneText.Example with { Includes = IncludePolicy.Refused }).Faults), StringComparison.Ordinal);

    [Fact]
    public void Reports_FilesThatCannotBeRead() =>
        Assert.Contains(":1:10: [ZONEFILE-INCLUDE] cannot read",
            Assert.Single(Read("$INCLUDE nothing\n").Faults), StringComparison.Ordinal);

    [Fact]
    public void Bounds_TheDepth()
    {
        for (int i = 0; i < 30; i++)
        {
            Write($"f{i}", $"$INCLUDE f{i + 1}\n");
        }

        Assert.Contains("20 deep", Assert.Single(Read("$INCLUDE f0\n").Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Bounds_TheNumberOfFilesThatIncludeTwoEachTime()
    {
        for (int i = 0; i < 18; i++)
        {
            Write($"f{i}", $"$INCLUDE f{i + 1}\n$INCLUDE f{i + 1}\n");
        }

        Write("f18", "; a quarter of a million times\n");
        string[] faults = Read("$INCLUDE f0\n", ZoneText.Example with { IncludeLimit = 1_000 }).Faults;
        Assert.InRange(faults.Length, 1, 2 * 18);
        Assert.Contains("more than 1000 times", faults[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_included_over_and_over_makes_no_large_zone_of_a_small_one()
    {
        Write("f", string.Concat(Enumerable.Range(0, 1_000).Select(i => $"n{i} 5 A 192.0.2.1\n")));
        string text = string.Concat(Enumerable.Repeat("$INCLUDE f\n", 1_000));
        ZoneFileOptions options = ZoneText.Example with { MaximumOctets = 100_000 };
        (string[] records, string[] faults) = Read(text, options);
        Assert.InRange(records.Length, 1_000, 20_000);
        Assert.Contains("16 times", faults[0], StringComparison.Ordinal);

        Write("c", new string(';', 20_000) + '\n');
        (records, faults) = Read(string.Concat(Enumerable.Repeat("$INCLUDE c\n", 1_000)), options);
        Assert.Empty(records);
        Assert.Contains("[ZONEFILE-INCLUDE]", faults[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_may_be_included_more_than_once()
    {
        Write("f", string.Concat(Enumerable.Range(0, 1_000).Select(i => $"n{i} 5 A 192.0.2.1\n")));
        (string[] records, string[] faults) = Read(
            string.Concat(Enumerable.Range(0, 5).Select(i => $"$INCLUDE f x{i}\n")),
            ZoneText.Example with { MaximumOctets = 1_000 });
        Assert.Equal(5_000, records.Length);
        Assert.Empty(faults);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_directory, name), text);

    private (string[] Records, string[] Faults) Read(string text, ZoneFileOptions? options = null)
    {
        Write("db", text);
        FindingList findings = new();
        ZoneFileContent content = ZoneFileReader.Read(Path.Combine(_directory, "db"), options
            ?? ZoneText.Example, findings);
        return ([.. ZoneText.Describe(content)], [.. findings.Kept.Select(finding => finding.ToString())]);
    }
}
