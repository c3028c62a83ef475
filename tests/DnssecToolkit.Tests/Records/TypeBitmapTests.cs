using DnssecToolkit.Records;

namespace DnssecToolkit.Tests.Records;

public class TypeBitmapTests
{
    /// <summary>RFC 4034, section 4.3: <c>host.example.com. ( A MX RRSIG NSEC TYPE1234 )</c>.</summary>
    private const string ExampleOfRfc4034 =
        "0006400100000003" + "041B000000000000000000000000000000000000000000000000000020";

    [Fact]
    public void Write_GivesTheExampleOfRfc4034Section4_3InWhateverOrderTypesCome()
    {
        RRType[] ascending = [RRType.A, RRType.MX, RRType.RRSIG, RRType.NSEC, (RRType)1234];
        Assert.Equal(ExampleOfRfc4034, Write(ascending));
        Assert.Equal(ExampleOfRfc4034, Write([.. ascending.Reverse(), .. ascending]));
    }

    [Fact]
    public void Enumerate_GivesBackEveryTypeInAscendingOrder()
    {
        RRType[] all = [.. Enumerable.Range(1, ushort.MaxValue).Select(i => (RRType)i)];
        byte[] bitmaps = Convert.FromHexString(Write(all));
        Assert.Equal(TypeBitmap.MaximumLength, bitmaps.Length);
        Assert.True(TypeBitmap.IsValid(bitmaps));
        List<RRType> walked = [];
        foreach (RRType type in TypeBitmap.Enumerate(bitmaps))
        {
            walked.Add(type);
        }

        Assert.Equal(all, walked);
    }

    [Fact]
    public void Contains_AgreesWithWhatWasWritten()
    {
        byte[] bitmaps = Convert.FromHexString(ExampleOfRfc4034);
        HashSet<RRType> written = [RRType.A, RRType.MX, RRType.RRSIG, RRType.NSEC, (RRType)1234];
        for (int i = 0; i <= ushort.MaxValue; i++)
        {
            Assert.Equal(written.Contains((RRType)i), TypeBitmap.Contains(bitmaps, (RRType)i));
        }

        Assert.False(TypeBitmap.Contains([], RRType.A));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(ExampleOfRfc4034, true)]
    [InlineData("00", false)]
    [InlineData("0000", false)]
    [InlineData("000140", true)]
    [InlineData("000100", false)] // a trailing zero octet
    [InlineData("000240", false)] // cut off
    [InlineData("000140000140", false)] // a window twice
    [InlineData("010140000140", false)] // windows not ascending
    [InlineData("000140010140", true)]
    [InlineData("0021" + "000000000000000000000000000000000000000000000000000000000000000001", false)] // 33 octets
    public void IsValid_DemandsWhatRfc4034Section4_1_2Demands(string hex, bool expected) =>
        Assert.Equal(expected, TypeBitmap.IsValid(Convert.FromHexString(hex)));

    private static string Write(RRType[] types)
    {
        byte[] bitmaps = new byte[TypeBitmap.MaximumLength];
        return Convert.ToHexString(bitmaps, 0, TypeBitmap.Write(types, bitmaps));
    }
}
