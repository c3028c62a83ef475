using DnssecToolkit.Canonical;
using DnssecToolkit.Names;

namespace DnssecToolkit.Tests.Canonical;

public class SignatureInputTests
{
    private const string SignerHex = "02637200";

    [Fact]
    public void Append_WritesOwnerTypeClassOriginalTtlLengthAndCanonicalRData()
    {
        string fixedFields = "0002" + "0D" + "02" + "00000E10" + "00000002" + "00000001" + "1234";
        string owner = "03666F6F02637200";
        string fields = "0002" + "0001" + "00000E10";
        Assert.Equal(
            fixedFields + SignerHex + owner + fields + "0004" + "026E7300" + owner + fields + "0004"
                + "026E7400",
            Write(fixedFields, "Foo.CR.", "026E5300", "026E7400"));
    }

    [Theory]
    [InlineData(1, "a.b.cr.", "*.cr.")]
    [InlineData(2, "a.b.cr.", "*.b.cr.")]
    [InlineData(3, "a.b.cr.", "a.b.cr.")]
    [InlineData(2, "*.b.cr.", "*.b.cr.")]
    [InlineData(1, "*.b.cr.", "*.cr.")]
    [InlineData(0, "a.", "*.")]
    [InlineData(0, ".", ".")]
    public void Append_WritesTheWildcardThatAnOwnerWasExpandedFrom(byte labels, string owner, string expected)
    {
        string fixedFields = $"0001" + "0D" + $"{labels:X2}" + "00000E10" + "00000002" + "00000001" + "1234";
        Assert.Equal(
            fixedFields + SignerHex + Convert.ToHexString(DomainName.Parse(expected).Wire)
                + "0001" + "0001" + "00000E10" + "0004" + "C0000201",
            Write(fixedFields, owner, "C0000201"));
    }

    private static string Write(string fixedFields, string owner, params string[] rdata)
    {
        byte[] wire = DomainName.Parse(owner).Wire.ToArray();
        byte[] signer = [2, (byte)'C', (byte)'r', 0];
        byte[] buffer = new byte[SignatureInput.LengthOf(signer.Length, wire.Length, rdata.Length,
            rdata.Sum(r => r.Length / 2))];
        SignatureInput input = new(buffer, Convert.FromHexString(fixedFields), signer, wire);
        foreach (string one in rdata)
        {
            input.Append(Convert.FromHexString(one));
        }

        return Convert.ToHexString(input.Written);
    }
}
