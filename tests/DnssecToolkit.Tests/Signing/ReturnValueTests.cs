using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Tests.Signing;

public class ReturnValueTests
{
    [Fact]
    public void EveryNameAndNumberOccursOnce()
    {
        Assert.Equal(ReturnValueTable.All.Count, ReturnValueTable.All.Select(row => row.Number).Distinct()
            .Count());
        Assert.Equal(ReturnValueTable.All.Count, ReturnValueTable.All.Select(row => row.Name).Distinct()
            .Count());
        Assert.All(ReturnValueTable.All,
            row => Assert.StartsWith("CKR_", row.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void Each_value_but_CKR_OK_has_something_to_try()
    {
        Assert.All(ReturnValueTable.All,
            row => Assert.Equal(row.Number == 0, new ReturnValue(row.Number).Advice is null));
        Assert.Contains("maker's documents", new ReturnValue(0x8000_0001).Advice, StringComparison.Ordinal);
        Assert.NotNull(new ReturnValue(0x7fff).Advice);
    }

    [Fact]
    public void ToString_GivesNameNumberAndMeaning() =>
        Assert.Equal("CKR_PIN_INCORRECT (0xA0): the PIN is wrong", ReturnValue.CKR_PIN_INCORRECT.ToString());

    [Fact]
    public void ToString_TellsTheMakersValuesFromThoseOfNobody()
    {
        Assert.Equal("0x80000001, a value of the module's maker", new ReturnValue(0x8000_0001).ToString());
        Assert.Equal("0x7FFF, a value that is not in the standard", new ReturnValue(0x7fff).ToString());
    }
}
