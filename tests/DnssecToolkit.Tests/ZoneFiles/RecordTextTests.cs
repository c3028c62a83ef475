using System.Globalization;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Tests.ZoneFiles;

public class RecordTextTests
{
    [Fact]
    public void Write_GivesOneLineWithSingleSpaces() =>
        Assert.Equal("www.Example. 3600 IN A 192.0.2.1\n", Line("www.Example.", 3600, RRType.A, "C0000201"));

    [Fact]
    public void Write_KeepsTheSpaceBeforeRDataThatIsEmpty() =>
        Assert.Equal("example. 0 IN APL \n", Line("example.", 0, RRType.APL, ""));

    [Theory]
    [InlineData(RRType.A, "C00002", @"\# 3 C00002")]
    [InlineData(RRType.NS, "", @"\# 0")]
    [InlineData(RRType.NS, "0161", @"\# 2 0161")]
    [InlineData(RRType.NS, "016100FF", @"\# 4 016100FF")]
    [InlineData(RRType.NSEC, "00", @"\# 1 00")]
    [InlineData(RRType.NSEC3, "0100000A00", @"\# 5 0100000A00")]
    [InlineData(RRType.RRSIG, "", @"\# 0")]
    [InlineData((RRType)65280, "", @"\# 0")]
    public void WriteRData_WritesMalformedRDataAndUnknownTypesAsRfc3597Has(RRType type, string rdata,
        string expected) =>
        Assert.Equal(expected, RecordText.FormatRData(type, Convert.FromHexString(rdata)));

    [Fact]
    public void Write_GivesNumbersTheDigitsThatDotNetGivesThem()
    {
        foreach (uint power in (uint[])[1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000,
            100_000_000, 1_000_000_000])
        {
            foreach (uint ttl in (uint[])[power - 1, power, power
                + 1, unchecked((power * 4) + (power / 2)), uint.MaxValue - power])
            {
                Assert.Equal($"example. {ttl} IN A 192.0.2.1\n", Line("example.", ttl, RRType.A, "C0000201"));
            }
        }
    }

    [Fact]
    public void WriteRrsig_GivesTheSameLineAsWrite()
    {
        byte[] fields = Convert.FromHexString("0001" + "0D" + "02" + "00000E10" + "6A000000" + "69000000"
            + "ABCD" + "076578616D706C6500");
        byte[] signature = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];
        byte[] owner = DomainName.Parse("a.b.").Wire.ToArray();
        byte[] whole = new byte[RecordText.MaximumLength(owner.Length, fields.Length + signature.Length)];
        byte[] parts = new byte[whole.Length];
        int length = RecordText.Write(owner, 60, RRType.RRSIG, [.. fields, .. signature], whole);
        Assert.Equal(length, RecordText.WriteRrsig(owner, 60, fields, signature, parts));
        Assert.Equal(whole, parts);
        Assert.Equal(
            "a.b. 60 IN RRSIG A 13 2 3600 20260510034816 20251027232800 43981 example. "
                + "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygp KissLS4vMDEyMzQ1Njc4OTo7PD0+Pw==\n",
            System.Text.Encoding.ASCII.GetString(whole, 0, length));
    }

    [Fact]
    public void SerialTime_AgreesWithDotNetsCalendarOnEveryDayOf136Years()
    {
        byte[] rdata = new byte[20];
        rdata[19] = 1;
        for (long seconds = 0; seconds <= uint.MaxValue; seconds += 86_399)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(rdata.AsSpan(8), (uint)seconds);
            string expected = DateTimeOffset.FromUnixTimeSeconds(seconds)
                .ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
            Assert.Equal(expected, RecordText.FormatRData(RRType.RRSIG, rdata).Split(' ')[4]);
        }
    }

    /// <summary>The fast path for names takes 32 octets at a time, so every octet stands at every place of
    /// three such blocks.</summary>
    [Fact]
    public void Write_EscapesNamesAsTheirOctetsDemand()
    {
        byte[] text = new byte[NameText.MaximumLength];
        for (int length = 1; length <= 63; length++)
        {
            for (int place = 0; place < length; place += 1 + (length / 8))
            {
                for (int octet = 0; octet < 256; octet++)
                {
                    byte[] name = [1, (byte)'x', 33, .. Label(33, 'y'), (byte)length, .. Label(length, 'z'),
                        0];
                    name[37 + place] = (byte)octet;
                    string label = new string('z', place) + Escaped(octet)
                        + new string('z', length - place - 1);
                    int written = NameText.Write(name, text);
                    Assert.Equal($"x.{new string('y', 33)}.{label}.",
                        System.Text.Encoding.ASCII.GetString(text, 0, written));
                }
            }
        }
    }

    [Fact]
    public void MaximumLength_SufficesForWhatGrowsMost()
    {
        byte[] bitmaps = new byte[TypeBitmap.MaximumLength];
        int length = TypeBitmap.Write([.. Enumerable.Range(1, 65535).Select(i => (RRType)i)], bitmaps);
        byte[] owner = [63, .. Label(63, '\u0001'), 63, .. Label(63, '\u0001'), 63, .. Label(63, '\u0001'),
            61, .. Label(61, '\u0001'), 0];
        byte[] nsec = [0, .. bitmaps.AsSpan(0, length)];
        byte[] mandatory = [0, 1, 0, 0, 0, 0, 12, .. Pairs(1, 6), .. Parameters(6)];
        foreach ((RRType type, byte[] rdata) in (ReadOnlySpan<(RRType, byte[])>)
            [(RRType.NSEC, nsec), (RRType.TXT, [255, .. Label(255, '\u0001')]), (RRType.SVCB, mandatory)])
        {
            byte[] text = new byte[RecordText.MaximumLength(owner.Length, rdata.Length)];
            Assert.True(RecordText.Write(owner, uint.MaxValue, type, rdata, text) > 0);
        }

        static byte[] Pairs(int first, int last) =>
            [.. Enumerable.Range(first, last - first + 1).SelectMany(i => (byte[])[0, (byte)i])];

        static byte[] Parameters(int last) =>
        [
            0, 1, 0, 2, 1, (byte)',', 0, 2, 0, 0, 0, 3, 0, 2, 1, 1, 0, 4, 0, 4, 1, 1, 1, 1, 0, 5, 0, 0,
            0, (byte)last, 0, 16, .. Label(16, '\u0001'),
        ];
    }

    private static byte[] Label(int length, char octet) => [.. Enumerable.Repeat((byte)octet, length)];

    private static string Escaped(int octet) => (char)octet switch
    {
        '.' or '"' or '(' or ')' or ';' or '@' or '$' or '\\' => $"\\{(char)octet}",
        > ' ' and < '\u007f' => $"{(char)octet}",
        _ => $"\\{octet:000}",
    };

    private static string Line(string owner, uint ttl, RRType type, string rdata)
    {
        byte[] octets = Convert.FromHexString(rdata);
        byte[] name = DomainName.Parse(owner).Wire.ToArray();
        byte[] text = new byte[RecordText.MaximumLength(name.Length, octets.Length)];
        return System.Text.Encoding.ASCII.GetString(text, 0, RecordText.Write(name, ttl, type, octets, text));
    }
}
