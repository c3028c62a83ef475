using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Tests.Diagnostics;

public class FindingListTests
{
    private static readonly CheckCode Fault = new("F", Severity.Fault, "", "");
    private static readonly CheckCode Warning = new("W", Severity.Warning, "", "");

    [Fact]
    public void Add_KeepsFaultsRatherThanWarningsWhereItIsFull()
    {
        FindingList list = new(limit: 2);
        list.Add(Of(Warning, 1));
        list.Add(Of(Warning, 2));
        list.Add(Of(Fault, 3));
        list.Add(Of(Fault, 4));
        list.Add(Of(Fault, 5));
        list.Add(Of(Warning, 6));
        Assert.Equal([3, 4], list.Kept.Select(finding => finding.Location.Line));
        Assert.Equal(4, list.Omitted);
        Assert.True(list.HasFaults);
    }

    private static Finding Of(CheckCode code, int line) => new(code, new SourceLocation("zone", line), "");
}
