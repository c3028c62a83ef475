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
        Assert.Equal([1, 3], list.Kept.Select(finding => finding.Location.Line));
        Assert.Equal(4, list.Omitted);
        Assert.True(list.HasFaults);
    }

    [Fact]
    public void A_full_list_keeps_one_finding_of_each_check_and_counts_all_others_by_their_checks()
    {
        FindingList list = new(limit: 10);
        CheckCode late = new("L", Severity.Note, "", "");
        for (int line = 1; line <= 100_000; line++)
        {
            list.Add(Of(line % 2 == 0 ? Warning : Fault, line));
        }

        list.Add(Of(late, 100_001));
        list.Add(Of(late, 100_002));
        list.AddOmitted(late, 5);
        ILookup<CheckCode, Finding> kept = list.Kept.ToLookup(finding => finding.Code);
        Assert.Equal((9, 1, 1), (kept[Fault].Count(), kept[Warning].Count(), kept[late].Count()));
        Assert.Equal((49_991, 49_999, 6),
            (list.OmittedByCode[Fault], list.OmittedByCode[Warning], list.OmittedByCode[late]));
    }

    private static Finding Of(CheckCode code, int line) => new(code, new SourceLocation("zone", line), "");
}
