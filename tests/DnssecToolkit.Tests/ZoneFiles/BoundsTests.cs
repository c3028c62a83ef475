using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Tests.ZoneFiles;

public class BoundsTests
{
    [Fact]
    public void Stops_WhereRelativeNamesGrowBeyondTheBound()
    {
        string origin = string.Join('.', Enumerable.Repeat(new string('a', 61), 4)) + ".";
        string text = string.Concat(Enumerable.Range(0, 200_000).Select(i => $"{i % 10} 1 A 1.1.1.1\n"));
        ZoneFileOptions options = new()
        {
            Origin = DomainName.Parse(origin),
            MaximumOctets = 1 << 20,
            Threads = 1
        };
        (string[] records, string[] faults) = ZoneText.Read(text, options);
        Assert.True(records.Length < 200_000);
        Assert.Contains("[ZONEFILE-TOO-LARGE]", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void GivesUp_AnEntryThatIsTooLong()
    {
        string text = "$TTL 5\na TXT (\n" + string.Concat(Enumerable.Repeat("\"x\"\n", 1000))
            + ")\nb A 1.2.3.4\n";
        ZoneFileOptions options = ZoneText.Example with { EntryLimit = 512, SegmentOctets = 256 };
        Assert.Contains(ZoneText.Faults(text, options),
            fault => fault.StartsWith("db:2:1: [ZONEFILE-TOO-LARGE]", StringComparison.Ordinal));
    }

    [Fact]
    public void An_entry_that_is_too_long_is_given_up_wherever_it_begins()
    {
        for (int before = 0; before < 60; before++)
        {
            string text = "$TTL 5\n" + string.Concat(Enumerable.Repeat("b A 1.2.3.4\n", before))
                + "a TXT (\n" + string.Concat(Enumerable.Repeat("\"x\"\n", 1000));
            ZoneFileOptions options = ZoneText.Example with
            {
                EntryLimit = 512,
                SegmentOctets = 256,
                Threads = 2
            };
            Assert.Contains(
                ZoneText.Faults(text, options), fault =>
                    fault.Contains("[ZONEFILE-TOO-LARGE]", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Refuses_RDataOfMoreThan65535Octets()
    {
        string strings = string.Concat(Enumerable.Repeat($" {new string('x', 255)}", 257));
        Assert.Contains("[ZONEFILE-TOO-LARGE]", Assert.Single(ZoneText.Faults($"a 5 TXT{strings}\n")),
            StringComparison.Ordinal);
        Assert.Contains("[ZONEFILE-",
            Assert.Single(ZoneText.Faults($"a 5 TYPE999 \\# 65535 {new string('0', 200_000)}\n")), StringComparison.Ordinal);
        Assert.Single(ZoneText.Records($"a 5 TYPE999 \\# 65535 {new string('0', 131_070)}\n"));
    }

    [Fact]
    public void Reads_ALineThatIsLongerThanASegment()
    {
        ZoneFileOptions options = ZoneText.Example with { SegmentOctets = 64 };
        Assert.Equal(["a.example. 5 A 01020304"],
            ZoneText.Records("a 5 A 1.2.3.4 ;" + new string('x', 10_000) + "\n", options));
    }

    [Fact]
    public void EndsQuickly_OnOpenParenthesesOnEveryLine()
    {
        string text = string.Concat(Enumerable.Repeat("a 5 TXT ( x\n", 100_000));
        Assert.InRange(ZoneText.Faults(text).Length, 1, 20);
    }

    [Fact]
    public void Read_StopsWhenCancelled()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, string.Concat(Enumerable.Repeat("a 5 A 1.2.3.4\n", 1000)));
        ZoneFileOptions options = ZoneText.Example with { SegmentOctets = 256 };
        Assert.ThrowsAny<OperationCanceledException>(
            () => ZoneFileReader.Read(path, options, new FindingList(),
                new CancellationToken(canceled: true)));
        File.Delete(path);
    }
}
