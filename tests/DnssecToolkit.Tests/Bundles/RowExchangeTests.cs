using DnssecToolkit.Bundles;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;
using DnssecToolkit.Tests.ZoneFiles;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.Bundles;

/// <summary>The rows of a keyindex that cross with requests and responses.</summary>
public class RowExchangeTests
{
    private const string Ksk =
        "example. KSK 013 00001 20270101000000 20270101000000 20290101000000 20290201000000";
    private const string First =
        "example. ZSK 013 00011 20270101000000 20270101000000 20270201000000 20270301000000";
    private const string Second =
        "example. ZSK 013 00012 20270115000000 20270201000000 20270301000000 20270401000000";
    private const string Over =
        "example. ZSK 013 00010 20260101000000 20260101000000 20260201000000 20260301000000";

    private static readonly Timestamp Moment = new(1_798_761_600); // 2027-01-01T00:00:00Z

    [Fact]
    public void New_rows_of_the_other_side_are_taken_over_and_rows_that_are_over_do_not_matter()
    {
        FindingList findings = new();
        RowExchange exchange = Compare([First, Second], [Ksk], findings, Ksk, First, Over);
        exchange.ReportDisputes(findings);
        Assert.Empty(findings.Kept);
        Assert.Equal([$"+ {Second}"], exchange.Lines);
        Assert.Equal([Ksk, First, Over, Second], RowsOf(exchange.Apply()));
    }

    [Theory]
    [InlineData(First, Second, "the other side has no row")]
    [InlineData("example. ZSK 013 00011 20270101000000 20270101000000 20270202000000 20270301000000", null,
        "here it is")]
    public void A_row_that_changed_or_vanished_is_a_dispute_until_the_owner_is_said_to_be_right(string theirs,
        string? alsoHere, string said)
    {
        FindingList findings = new();
        RowExchange exchange = Compare([theirs], [Ksk], findings,
            [Ksk, First, .. alsoHere is null ? Array.Empty<string>() : [alsoHere]]);
        Assert.Empty(findings.Kept);
        exchange.ReportDisputes(findings);
        Finding dispute = Assert.Single(findings.Kept);
        Assert.Equal(CheckCodes.BundleDrift, dispute.Code);
        Assert.Contains(said, dispute.Message, StringComparison.Ordinal);
        Assert.Equal([Ksk, theirs], RowsOf(exchange.Apply()));
    }

    [Fact]
    public void Rows_of_this_side_that_the_other_has_differently_are_a_dispute_and_never_change()
    {
        FindingList findings = new();
        RowExchange exchange = Compare([First],
            [Ksk.Replace("20290201", "20290301", StringComparison.Ordinal)], findings, Ksk, First);
        exchange.ReportDisputes(findings);
        Assert.Single(findings.Kept);
        Assert.Equal([Ksk, First], RowsOf(exchange.Apply()));
    }

    [Fact]
    public void Rows_of_this_side_that_the_other_has_not_yet_are_no_dispute()
    {
        FindingList findings = new();
        Compare([First], [], findings, Ksk, First).ReportDisputes(findings);
        Assert.Empty(findings.Kept);
    }

    [Fact]
    public void What_the_online_side_saw_of_a_DS_reaches_the_offline_side()
    {
        FindingList findings = new();
        RowExchange exchange = Compare([First], [Ksk + " ds-seen=20270105000000 ds-gone=20290105000000"],
            findings, Ksk + " note=mine", First);
        exchange.ReportDisputes(findings);
        Assert.Empty(findings.Kept);
        KeyIndexEntry ksk = exchange.Apply().Entries[0];
        Assert.Equal(("20270105000000", "20290105000000", "mine"),
            (ksk.DsSeen?.ToCompactString(), ksk.DsGone?.ToCompactString(), ksk.Note));
    }

    [Theory]
    [InlineData("", "", null, null)]
    [InlineData("", "ds-seen=20290301000000", "20290301000000", null)]
    [InlineData("ds-gone=20290105000000", "", null, "20290105000000")]
    [InlineData("ds-seen=20270105000000 ds-gone=20290105000000", "ds-seen=20290301000000", "20290301000000",
        null)]
    [InlineData("ds-seen=20270105000000 ds-gone=20290105000000",
        "ds-seen=20290301000000 ds-gone=20290401000000", "20290301000000", "20290401000000")]
    [InlineData("ds-seen=20270105000000 ds-gone=20290105000000", "", "20270105000000", "20290105000000")]
    public void A_DS_that_came_back_is_no_longer_gone_on_the_offline_side(string here, string observed,
        string? seen, string? gone)
    {
        FindingList findings = new();
        RowExchange exchange = Compare([First], [$"{Ksk} {observed}".TrimEnd()], findings,
            $"{Ksk} {here}".TrimEnd(), First);
        exchange.ReportDisputes(findings);
        Assert.Empty(findings.Kept);
        KeyIndexEntry ksk = exchange.Apply().Entries[0];
        Assert.Equal((seen, gone), (ksk.DsSeen?.ToCompactString(), ksk.DsGone?.ToCompactString()));
    }

    [Fact]
    public void A_KSK_whose_DS_came_back_is_published_by_the_offline_side_after_its_removal()
    {
        FindingList findings = new();
        string observed = Ksk + " ds-seen=20290301000000";
        KeyIndex index = Compare([First], [observed], findings, Ksk
            + " ds-seen=20270105000000 ds-gone=20290105000000", First).Apply();
        Assert.True(Timestamp.TryParseCompact("20300101000000", out Timestamp later));
        ScheduledRoles roles = new KeySchedule(index, DomainName.Parse("example."), RolloverPolicy.Default)
            .RolesAt(later);
        Assert.Equal([observed], roles.SignDnskey.Select(row => row.ToObservedRow()));
    }

    [Fact]
    public void A_KSK_that_the_parent_may_still_name_is_told_for_a_year_after_its_removal()
    {
        KeyIndex index = Index(Ksk, First);
        Assert.Equal([Ksk],
            RowExchange.Shared(index, DomainName.Parse("example."), Moment + (3L * 365 * 86_400))
            .Select(row => row.ToSharedRow()));
        Assert.Empty(RowExchange.Shared(index, DomainName.Parse("example."), Moment + (4L * 365 * 86_400)));
    }

    [Theory]
    [InlineData(Ksk)]
    [InlineData("other. ZSK 013 00012 20270115000000 20270201000000 20270301000000 20270401000000")]
    [InlineData("example. ZSK 013 00001 20270115000000 20270201000000 20270301000000 20270401000000")]
    [InlineData("example. ZSK 013 00012 20270115000000")]
    [InlineData("example. ZSK 013 00012 20270401000000 20270301000000 20270201000000 20270115000000")]
    public void A_row_that_the_other_side_cannot_own_is_refused_whatever_the_operator_says(string row)
    {
        FindingList findings = new();
        Compare([First, row], [Ksk], findings, Ksk, First);
        Assert.All(findings.Kept, finding => Assert.Equal(CheckCodes.BundleDrift, finding.Code));
        Assert.True(findings.HasFaults);
    }

    [Fact]
    public void Mutated_rows_are_taken_or_refused_and_nothing_else()
    {
        string[] pieces = ["\n", " ", "KSK", "ZSK", "\0", "\u00ff", "99999", "example.", "ds-seen=", "#",
            "\"", Ksk + "\n"];
        byte[] sample = System.Text.Encoding.Latin1.GetBytes($"{First}\n{Second}");
        for (int round = 0; round < 2_000; round++)
        {
            string[] rows = System.Text.Encoding.Latin1.GetString(new TextMutator(round)
                .Mutate(sample, pieces)).Split('\n');
            FindingList findings = new();
            RowExchange exchange = Compare(rows, rows, findings, Ksk, First);
            exchange.ReportDisputes(findings);
            if (!findings.HasFaults)
            {
                Assert.Equal(Ksk, RowsOf(exchange.Apply())[0][..Ksk.Length]);
            }
        }
    }

    private static RowExchange Compare(string[] theirs, string[] ours, FindingList findings,
        params string[] here) =>
        RowExchange.Compare(
            new BundleManifest
            {
                Kind = "request",
                Zone = DomainName.Parse("example."),
                File = "ksr",
                Sha256 = "",
                Rows = [.. theirs],
                OtherRows = [.. ours]
            },
            Index(here), Moment, "ksr.manifest", findings);

    private static KeyIndex Index(params string[] rows)
    {
        FindingList findings = new();
        KeyIndex index =
            KeyIndex.Read(System.Text.Encoding.Latin1.GetBytes($"{KeyIndex.Header}\n{string.Concat(rows.Select(row => row + "\n"))}"), "keyindex", findings);
        Assert.Empty(findings.Kept);
        return index;
    }

    private static string[] RowsOf(KeyIndex index) => [.. index.Entries.Select(row => row.ToSharedRow())];
}
