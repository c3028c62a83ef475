using DnssecToolkit.Records;

namespace DnssecToolkit.Tests.Records;

public class RDataLayoutTests
{
    /// <summary>BIND 9.20 has no name for the three youngest, so neither must our output.</summary>
    [Fact]
    public void All_HasOneRowInAscendingOrderForEveryTypeThatBindReads()
    {
        RRType[] unknownToBind = [RRType.None, RRType.NXNAME, RRType.CLA, RRType.IPN];
        RRType[] rows = [.. RDataLayout.All.ToArray().Select(row => row.Type)];
        Assert.Equal(Enum.GetValues<RRType>().Except(unknownToBind), rows);
    }

    [Theory]
    [InlineData(RRType.OPT, true)]
    [InlineData(RRType.NXNAME, true)]
    [InlineData(RRType.ANY, true)]
    [InlineData(RRType.URI, false)]
    [InlineData((RRType)127, false)]
    public void IsMeta_FollowsRfc6895(RRType type, bool expected) =>
        Assert.Equal(expected, RDataLayout.IsMeta(type));

    [Fact]
    public void Find_GivesEachRowByItsTypeAndNullForOthers()
    {
        foreach (RDataLayout row in RDataLayout.All)
        {
            Assert.Same(row, RDataLayout.Find(row.Type));
        }

        Assert.Null(RDataLayout.Find((RRType)65280));
        Assert.Null(RDataLayout.Find((RRType)54));
    }

    [Fact]
    public void TryRead_TakesEveryMnemonicInAnyLetterCase()
    {
        foreach (RDataLayout row in RDataLayout.All)
        {
            foreach (string text in (string[])[row.Mnemonic, row.Mnemonic.ToLowerInvariant(),
                $"type{(int)row.Type}"])
            {
                Assert.True(RRTypeText.TryRead(System.Text.Encoding.ASCII.GetBytes(text), out RRType type),
                    text);
                Assert.Equal(row.Type, type);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("B")]
    [InlineData("TYPE")]
    [InlineData("TYPE65536")]
    [InlineData("TYPE-1")]
    [InlineData("NSE")]
    [InlineData("NSEC3PARAMS")]
    [InlineData("EUI\u00114")]
    [InlineData("NSAP\rPTR")]
    public void TryRead_RefusesWhatIsNoType(string text) =>
        Assert.False(RRTypeText.TryRead(System.Text.Encoding.Latin1.GetBytes(text), out _));

    [Fact]
    public void Write_GivesTypesWithoutMnemonicTheirNumber()
    {
        byte[] text = new byte[RRTypeText.MaximumLength];
        int length = RRTypeText.Write((RRType)65280, text);
        Assert.Equal("TYPE65280", System.Text.Encoding.ASCII.GetString(text, 0, length));
        Assert.Equal("TYPE65280", RRTypeText.Format((RRType)65280));
        Assert.Equal("NSAP-PTR", RRTypeText.Format(RRType.NSAP_PTR));
    }

    [Theory]
    [InlineData("in", RRClass.IN)]
    [InlineData("CH", RRClass.CH)]
    [InlineData("Hesiod", RRClass.HS)]
    [InlineData("CLASS1", RRClass.IN)]
    [InlineData("class42", (RRClass)42)]
    public void RRClassText_ReadsMnemonicsAndNumbers(string text, RRClass expected)
    {
        Assert.True(RRClassText.TryRead(System.Text.Encoding.ASCII.GetBytes(text), out RRClass value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("I\u000e")]
    [InlineData("AB")]
    [InlineData("CLASS")]
    public void RRClassText_RefusesWhatIsNoClass(string text) =>
        Assert.False(RRClassText.TryRead(System.Text.Encoding.ASCII.GetBytes(text), out _));
}
