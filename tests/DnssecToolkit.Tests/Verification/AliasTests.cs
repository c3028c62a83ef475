using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;
using DnssecToolkit.Verification;
using static DnssecToolkit.Tests.Zones.ZoneFromText;

namespace DnssecToolkit.Tests.Verification;

/// <summary>Where CNAME and DNAME lead (RFC 1034 §3.6.2, RFC 6672).</summary>
public class AliasTests
{
    private const string Apex = "@ SOA ns h 1 2 3 4 5\n@ NS ns\n@ NS ns.example.net.\nns A 192.0.2.1\n";
    private const string Loop = "ZONE-CNAME-LOOP";

    [Theory]
    [InlineData("CNAME", 1)]
    [InlineData("CNAME", 16)]
    [InlineData("CNAME", 17)]
    [InlineData("CNAME", 40)]
    [InlineData("CNAME", 20_000)]
    [InlineData("DNAME", 2)]
    [InlineData("DNAME", 17)]
    [InlineData("DNAME", 40)]
    [InlineData("DNAME", 20_000)]
    public void Each_member_of_a_ring_is_at_fault_however_many_there_are(string type, int count)
    {
        string ring = string.Concat(
            Enumerable.Range(0, count).Select(i => $"c{i} {type} c{(i + 1) % count}\n"));
        Assert.Equal(count, Count(ring, Loop));
    }

    [Theory]
    [InlineData("a DNAME x.b\nb DNAME y.a", 2)]
    [InlineData("a DNAME x.b\nb DNAME y.c\nc DNAME z.a", 3)]
    [InlineData("a DNAME a", 1)]
    [InlineData("a DNAME x.a", 1)]
    [InlineData("x.a DNAME y.b\nb DNAME x.a", 2)]
    [InlineData("in DNAME x.a\na DNAME x.b\nb DNAME y.a", 3)] // into a ring, which it is no member of
    [InlineData("c CNAME x.d\nd DNAME e\nx.e CNAME c", 2)]
    [InlineData("c CNAME x.d\nd DNAME y.d", 2)]
    [InlineData("*.e CNAME x.d\nd DNAME e", 1)]
    [InlineData("c CNAME l1\nl1 CNAME l2\nl2 CNAME l1", 3)]
    public void What_leads_back_by_names_above_its_target_is_at_fault(string records, int faults) =>
        Assert.Equal(faults, Count(records, Loop));

    [Theory]
    [InlineData("a DNAME x.b\nb DNAME y.c")]
    [InlineData("a DNAME b\nb DNAME a.example.net.")]
    [InlineData("a DNAME x.b\nb NS ns\nx.b DNAME a")] // beyond a zone cut, where it is not the zone's
    [InlineData("c CNAME x.d\nd DNAME e\nx.e A 192.0.2.1")]
    [InlineData("a DNAME aa\naa DNAME b")]
    public void What_leads_out_is_fine(string records) => Assert.Equal(0, Count(records, Loop));

    [Theory]
    [InlineData("CNAME", 16, 0)]
    [InlineData("CNAME", 17, 1)]
    [InlineData("CNAME", 40, 24)]
    [InlineData("DNAME", 16, 0)]
    [InlineData("DNAME", 40, 24)]
    public void A_chain_beyond_what_resolvers_follow_is_at_fault(string type, int count, int faults)
    {
        string chain = string.Concat(
            Enumerable.Range(0, count).Select(i => $"c{i} {type} c{i + 1}\n")
                .Append($"c{count} A 192.0.2.1\n"));
        Assert.Equal(faults, Count(chain, Loop));
        Assert.Equal(type == "CNAME" ? count - 1 - faults : 0, Count(chain, "ZONE-CNAME-CHAIN"));
    }

    [Fact]
    public void Names_that_redirection_makes_too_long_are_at_fault()
    {
        string label = new('x', 63);
        string records = string.Concat(Enumerable.Range(0, 5).Select(i => $"d{i} DNAME {label}.d{i + 1}\n"));
        Assert.Equal(2, Count(records, Loop));
    }

    private static long Count(string records, string code)
    {
        VerificationPolicy policy = new()
        {
            Moments = [new Timestamp(1_800_000_000)],
            Scope = VerificationScope.Everything,
            Threads = 2,
        };
        VerificationReport report = ZoneVerifier.Verify(
            Zone(Apex + records), policy, new FindingList(), default);
        return report.Groups.Where(group => group.Code.Tag == code).Sum(group => (long)group.Count);
    }
}
