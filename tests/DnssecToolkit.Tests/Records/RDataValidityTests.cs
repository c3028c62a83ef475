using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Tests.Records;

public class RDataValidityTests
{
    [Theory]
    [InlineData(RRType.A, "C00002", "malformed address")]
    [InlineData(RRType.MX, "", "missing preference")]
    [InlineData(RRType.MX, "000A", "missing exchange")]
    [InlineData(RRType.MX, "000A0161", "malformed exchange")]
    [InlineData(RRType.MX, "000AC00C", "malformed exchange")]
    [InlineData(RRType.MX, "000A0000", "octets are left over at the end")]
    [InlineData(RRType.TXT, "", "missing text")]
    [InlineData(RRType.DS, "0001" + "0D" + "01" + "00", "malformed digest")]
    [InlineData(RRType.NSEC, "00", "missing type bit maps")]
    [InlineData(RRType.NSEC3, "0100000A" + "00" + "020102", "malformed next hashed owner name")]
    [InlineData(RRType.RRSIG, "0001" + "0D" + "00" + "00000E10" + "6A000000" + "69000000" + "ABCD" + "016100"
        + "FF", "malformed signer's name")]
    [InlineData(RRType.SVCB, "0001" + "00" + "00030001" + "35", "malformed parameters")]
    [InlineData(RRType.ZONEMD, "00000001" + "01" + "01" + "000102030405060708090A0B", "malformed digest")]
    public void Explain_NamesTheFieldThatIsWrong(RRType type, string rdata, string expected) =>
        Assert.Equal(expected, RDataValidity.Explain(RDataLayout.Find(type)!, Convert.FromHexString(rdata)));

    [Fact]
    public void IsValid_HoldsForAnyRDataOfTypesThatAreNotInTheTable() =>
        Assert.True(RDataValidity.IsValid((RRType)65280, [1, 2, 3]));

    /// <summary>Cutting RDATA short, or changing an octet, must never do worse than be found
    /// malformed.</summary>
    [Fact]
    public void NothingThrows_WhateverTheOctetsAre()
    {
        uint state = 20261121;
        byte[] text = new byte[RecordText.MaximumLength(0, 64)];
        foreach (RDataLayout layout in RDataLayout.All)
        {
            for (int round = 0; round < 2_000; round++)
            {
                byte[] rdata = [.. Enumerable.Range(0, Next(64))
                    .Select(_ => (byte)(Next(3) == 0 ? Next(256) : Next(4)))];
                bool isValid = RDataValidity.IsValid(layout, rdata);
                int length = RecordText.WriteRData(layout.Type, rdata, text);
                string written = System.Text.Encoding.ASCII.GetString(text, 0, length);
                Assert.True(isValid || written.StartsWith(@"\# ", StringComparison.Ordinal), written);
            }
        }

        int Next(int below)
        {
            state = unchecked((state * 1664525) + 1013904223);
            return (int)((state >> 8) % (uint)below);
        }
    }

    [Theory]
    [InlineData(RRType.LOC, "42 21 54 N 71 6 18 W -24m 30m",
        "42 21 54.000 N 71 6 18.000 W -24.00m 30m 10000m 10m")]
    [InlineData(RRType.APL, "1:192.168.32.0/21 !1:192.168.38.0/28 2:ff00::/8",
        "1:192.168.32.0/21 !1:192.168.38.0/28 2:ff00::/8")]
    [InlineData(RRType.CAA, "128 tag1 \"a;b\\\"c\"", "128 tag1 \"a;b\\\"c\"")]
    [InlineData(RRType.NID, "10 0014:4fff:ff20:ee64", "10 14:4fff:ff20:ee64")]
    [InlineData(RRType.EUI48, "00-00-5E-00-53-2A", "00-00-5e-00-53-2a")]
    [InlineData(RRType.CERT, "1 0 8 AQID", "PKIX 0 RSASHA256 AQID")]
    [InlineData(RRType.DSYNC, "CDS 1 5359 scanner.example.", "CDS NOTIFY 5359 scanner.example.")]
    [InlineData(RRType.AMTRELAY, "10 1 3 amtrelays.example.", "10 1 3 amtrelays.example.")]
    [InlineData(RRType.CSYNC, "66 3 NS A AAAA", "66 3 A NS AAAA")]
    public void Text_OfTypesWithAFormOfTheirOwnIsThatOfBind(RRType type, string text, string expected)
    {
        Assert.True(
            RDataText.TryParse(type, System.Text.Encoding.ASCII.GetBytes(text), DomainName.Root,
                out byte[] rdata, out string? fault),
            fault);
        Assert.True(RDataValidity.IsValid(type, rdata));
        Assert.Equal(expected, RecordText.FormatRData(type, rdata));
    }
}
