using DnssecToolkit.Encoding;
using static System.Text.Encoding;

namespace DnssecToolkit.Tests.Encoding;

public class EncodingTests
{
    /// <summary>RFC 4648, section 10, without the padding.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "CO")]
    [InlineData("fo", "CPNG")]
    [InlineData("foo", "CPNMU")]
    [InlineData("foob", "CPNMUOG")]
    [InlineData("fooba", "CPNMUOJ1")]
    [InlineData("foobar", "CPNMUOJ1E8")]
    public void Base32Hex_FollowsTheVectorsOfRfc4648(string octets, string text)
    {
        byte[] written = new byte[Base32Hex.EncodedLength(octets.Length)];
        Assert.Equal(text.Length, Base32Hex.EncodeUpper(ASCII.GetBytes(octets), written));
        Assert.Equal(text, ASCII.GetString(written));
        Base32Hex.EncodeLower(ASCII.GetBytes(octets), written);
        Assert.Equal(text.ToLowerInvariant(), ASCII.GetString(written));

        byte[] read = new byte[octets.Length];
        foreach (string spelled in (string[])[text, text.ToLowerInvariant()])
        {
            Assert.True(Base32Hex.TryDecode(ASCII.GetBytes(spelled), read, out int length));
            Assert.Equal(octets, ASCII.GetString(read, 0, length));
        }
    }

    [Fact]
    public void Base32Hex_ReadsWhatItWroteForEveryOctetAtEveryPlace()
    {
        byte[] octets = new byte[20];
        byte[] text = new byte[32];
        byte[] read = new byte[20];
        for (int place = 0; place < octets.Length; place++)
        {
            for (int value = 0; value < 256; value++)
            {
                octets[place] = (byte)value;
                Assert.Equal(32, Base32Hex.EncodeUpper(octets, text));
                Assert.True(Base32Hex.TryDecode(text, read, out int length));
                Assert.Equal(octets, read[..length]);
            }
        }
    }

    [Theory]
    [InlineData("C")] // no octets have one character
    [InlineData("CPN")]
    [InlineData("CPNMUO")]
    [InlineData("CP")] // unused bits
    [InlineData("CW")]
    [InlineData("CO======")]
    [InlineData("CPNM OJ1")]
    [InlineData("CPNM/OJ1")]
    [InlineData("CPNM@OJ1")]
    [InlineData("CPNM`OJ1")]
    public void Base32Hex_RefusesWhatIsNot(string text) =>
        Assert.False(Base32Hex.TryDecode(ASCII.GetBytes(text), new byte[10], out _));

    [Theory]
    [InlineData("", "")]
    [InlineData("Zg==", "f")]
    [InlineData("Zm8=", "fo")]
    [InlineData("Zm9vYmFy", "foobar")]
    public void Base64_FollowsTheVectorsOfRfc4648(string text, string octets)
    {
        byte[] written = new byte[Base64.EncodedLength(octets.Length)];
        Assert.Equal(text.Length, Base64.Encode(ASCII.GetBytes(octets), written));
        Assert.Equal(text, ASCII.GetString(written));
        byte[] read = new byte[octets.Length];
        Assert.True(Base64.TryDecode(ASCII.GetBytes(text), read, out int length));
        Assert.Equal(octets, ASCII.GetString(read, 0, length));
    }

    [Theory]
    [InlineData("Zg")]
    [InlineData("Zg=")]
    [InlineData("Zh==")] // unused bits
    [InlineData("Zm9=")]
    [InlineData("Zg==Zg==")]
    [InlineData("Zm 9v")]
    [InlineData("Zm9v\nYmFy")]
    [InlineData("Zm-v")]
    [InlineData("====")]
    public void Base64_RefusesWhatIsNot(string text) =>
        Assert.False(Base64.TryDecode(ASCII.GetBytes(text), new byte[10], out _));

    [Theory]
    [InlineData("", true)]
    [InlineData("0aBF", true)]
    [InlineData("0", false)]
    [InlineData("0g", false)]
    [InlineData("0a bf", false)]
    public void Base16_ReadsPairsOfDigitsOfEitherCase(string text, bool expected)
    {
        byte[] read = new byte[2];
        Assert.Equal(expected, Base16.TryDecode(ASCII.GetBytes(text), read, out int length));
        Assert.Equal(expected ? text.Length / 2 : 0, length);
    }

    [Fact]
    public void Base16_WritesBothCases()
    {
        byte[] text = new byte[4];
        Assert.Equal(4, Base16.EncodeUpper([0x0a, 0xbf], text));
        Assert.Equal("0ABF", ASCII.GetString(text));
        Assert.Equal(4, Base16.EncodeLower([0x0a, 0xbf], text));
        Assert.Equal("0abf", ASCII.GetString(text));
    }
}
