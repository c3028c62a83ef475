using System.Globalization;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Signing;

namespace DnssecToolkit.Tests.Signing;

public class SignatureSpreadTests
{
    /// <summary>Names that differ in a digit fall evenly into 48 hourly runs: none has a tenth more or less
    /// than its share.</summary>
    [Fact]
    public void Of_SpreadsSimilarNamesEvenly()
    {
        const int Names = 96_000;
        const int Hours = 48;
        int[] counts = new int[Hours];
        for (int i = 0; i < Names; i++)
        {
            string text = string.Create(CultureInfo.InvariantCulture, $"d{i}.cr.");
            ulong spread = SignatureSpread.Of(DomainName.Parse(text).Wire, RRType.DS);
            counts[Math.BigMul(spread, Hours, out _)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, Names / Hours * 0.9, Names / Hours * 1.1));
    }

    [Fact]
    public void Of_TellsTypesApart()
    {
        ReadOnlySpan<byte> name = DomainName.Parse("cr.").Wire;
        Assert.NotEqual(SignatureSpread.Of(name, RRType.A), SignatureSpread.Of(name, RRType.NS));
    }
}
