using System.Globalization;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Resolving;

namespace DnssecToolkit.Tests.Resolving;

/// <summary>Messages as servers send them, and as attackers do.</summary>
public class DnsMessageTests
{
    private const int Seed = 20_261_121;

    // example. SOA: names in the SOA point back to the question and into the first of themselves.
    private const string SoaAnswer =
        "1234 8400 0001 0001 0000 0001  07 6578616D706C65 00 0006 0001"
        + "  C00C 0006 0001 00000E10 0027  03 6E7331 C00C  0A 686F73746D6173 746572 C00C"
        + "  00000007 00001C20 00000E10 00127500 00000E10"
        + "  00 0029 04D0 01008000 0000";

    [Fact]
    public void TryRead_ExpandsCompressedNames()
    {
        DnsMessage message = Read(SoaAnswer);
        ReadOnlyMemory<byte> rdata = Assert.Single(message.Answers(DomainName.Parse("EXAMPLE."), RRType.SOA));
        Assert.True(DomainName.TryFromWire(rdata.Span, out DomainName primary));
        Assert.Equal("ns1.example.", primary.ToString());
        Assert.True(DomainName.TryFromWire(rdata.Span[primary.Wire.Length..], out DomainName mailbox));
        Assert.Equal("hostmaster.example.", mailbox.ToString());
        Assert.Equal(primary.Wire.Length + mailbox.Wire.Length + 20, rdata.Length);
    }

    [Fact]
    public void TryRead_TakesTheUpperBitsOfTheResponseCodeFromOpt() =>
        Assert.Equal(ResponseCode.BADVERS, Read(SoaAnswer).ResponseCode);

    [Theory]
    [InlineData("a pointer to itself", "1234 8400 0001 0000 0000 0000  C00C 0006 0001")]
    [InlineData("a pointer forward", "1234 8400 0001 0000 0000 0000  C010 0006 0001 00")]
    [InlineData("a label that its own pointer leads back to",
        "1234 8400 0001 0000 0000 0000  0161 C00C 0006 0001")]
    [InlineData("a pointer cut in half", "1234 8400 0001 0000 0000 0000  C0")]
    [InlineData("a label type of the past", "1234 8400 0001 0000 0000 0000  4161 00 0006 0001")]
    [InlineData("a label beyond the end", "1234 8400 0001 0000 0000 0000  3F61")]
    [InlineData("two questions", "1234 8400 0002 0000 0000 0000  00 0006 0001 00 0006 0001")]
    [InlineData("a count without records", "1234 8400 0001 FFFF 0000 0000  00 0006 0001")]
    [InlineData("RDATA beyond the end",
        "1234 8400 0001 0001 0000 0000  00 0001 0001  00 0001 0001 00000000 0004 7F")]
    [InlineData("an address of three octets",
        "1234 8400 0001 0001 0000 0000  00 0001 0001  00 0001 0001 00000000 0003 7F0000")]
    [InlineData("a SOA that is too short",
        "1234 8400 0001 0001 0000 0000  00 0006 0001  00 0006 0001 00000000 0002 0000")]
    [InlineData("a name that leaves its RDATA",
        "1234 8400 0001 0001 0000 0000  00 0002 0001  00 0002 0001 00000000 0001 01 6100")]
    [InlineData("half a header", "1234 8400 0001")]
    public void TryRead_RejectsWithoutFailing(string what, string hex) =>
        Assert.False(DnsMessage.TryRead(Octets(hex), out _, out string? fault), $"{what}: {fault}");

    [Fact]
    public void TryRead_RejectsANameOf256Octets()
    {
        string label = "3F" + new string('6', 126);
        Assert.False(DnsMessage.TryRead(
            Octets($"1234 8400 0001 0000 0000 0000 {label}{label}{label}{label} 00 0006 0001"), out _,
            out _));
    }

    [Fact]
    public void TryRead_EndsSoonOnPointersToPointers()
    {
        // A record of 16,000 octets of pointers, each to the one before, then records whose owners begin at
        // the last.
        List<byte> octets = [.. Octets("1234 8400 0000 FFFF 0000 0000  00 FF00 0001 00000000 3E80")];
        int target = 12;
        for (int at = octets.Count; at < 16_000 + 23; at += 2)
        {
            octets.AddRange([(byte)(0xC0 | (target >> 8)), (byte)(target & 0xFF)]);
            target = at;
        }

        for (int i = 0; i < 4_000; i++)
        {
            octets.AddRange([(byte)(0xC0 | (target >> 8)), (byte)(target & 0xFF), 0xFF, 0, 0, 1, 0, 0, 0, 0,
                0, 0]);
        }

        Assert.False(DnsMessage.TryRead([.. octets], out _, out _));
    }

    [Fact]
    public void TryRead_LeavesTheRecordsOfATruncatedMessageAlone()
    {
        DnsMessage message = Read("1234 8600 0001 0009 0000 0000  00 0006 0001 C0");
        Assert.True(message.IsTruncated);
        Assert.Empty(message.Records);
    }

    [Fact]
    public void TryRead_SurvivesAnyOctets()
    {
        // A seeded generator of this test's own: xorshift64.
        ulong state = Seed;
        int Next(int limit)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            return (int)(state % (ulong)limit);
        }

        byte[] whole = Octets(SoaAnswer);
        for (int i = 0; i < 200_000; i++)
        {
            byte[] octets = whole[..(whole.Length - (Next(4) == 0 ? Next(whole.Length) : 0))];
            for (int flips = Next(6); flips > 0 && octets.Length > 0; flips--)
            {
                octets[Next(octets.Length)] = Next(3) == 0 ? (byte)0xC0 : (byte)Next(256);
            }

            if (DnsMessage.TryRead(octets, out DnsMessage? message, out string? fault))
            {
                Assert.All(message.Records,
                    record => Assert.True(RDataValidity.IsValid(record.Type, record.RData.Span)));
            }
            else
            {
                Assert.NotEmpty(fault);
            }
        }
    }

    private static DnsMessage Read(string hex)
    {
        Assert.True(DnsMessage.TryRead(Octets(hex), out DnsMessage? message, out string? fault), fault);
        return message;
    }

    private static byte[] Octets(string hex) => [.. hex.Replace(" ", "", StringComparison.Ordinal).Chunk(2)
        .Select(pair => byte.Parse(pair, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
}
