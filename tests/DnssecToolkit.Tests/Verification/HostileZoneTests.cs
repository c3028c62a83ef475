using System.Text;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;
using DnssecToolkit.Verification;
using DnssecToolkit.Zones;
using static DnssecToolkit.Tests.Zones.ZoneFromText;

namespace DnssecToolkit.Tests.Verification;

/// <summary>Zones that somebody made to keep a verifier busy: the work and the report stay small, and are
/// counted here, not timed.</summary>
public class HostileZoneTests
{
    private const int Many = 10_000;
    private const int MostVerified = 16; // signatures over an RRset
    private const string Start = "@ SOA ns h 1 7200 3600 1209600 600\n@ NS ns\nns A 192.0.2.1\n";

    [Fact]
    public void Keys_of_one_tag_and_signatures_by_it_are_tried_a_few_times_only()
    {
        StringBuilder text = new(Start);
        (string[] keys, int tag) = CollidingKeys.Make(Many);
        Array.ForEach(keys, key => text.Append($"@ DNSKEY {key}\n"));
        foreach (string covered in new[] { "SOA", "DNSKEY" })
        {
            for (int i = 0; i < Many; i++)
            {
                // Each asks for other octets to be hashed, by its original TTL.
                text.Append($"@ RRSIG {covered} 8 1 {i} 20270101000000 20261001000000 {tag} @ {Base64(256, i)}\n");
            }
        }

        VerificationReport report = Verify(Zone(text.ToString()));
        Assert.InRange(report.SignaturesVerified, 1, MostVerified * report.SignedRRsets);
        Assert.Equal(2 * Many, report.Signatures);
        Assert.Superset(new HashSet<string> { "RRSIG-COLLISION-LIMIT", "RRSIG-LIMIT", "ZONE-RRSET-COUNT",
            "ZONE-RRSET-SIZE" }, Tags(report));
        Assert.InRange(report.Groups.Sum(group => group.Examples.Count), 1, 100);
    }

    [Fact]
    public void Versions_of_such_keys_are_compared_without_trying_each_pair()
    {
        StringBuilder text = new(Start);
        (string[] keys, int tag) = CollidingKeys.Make(Many);
        Array.ForEach(keys, key => text.Append($"@ DNSKEY {key}\n"));
        for (int i = 0; i < Many; i++)
        {
            text.Append($"@ RRSIG SOA 8 1 3600 20270101000000 20261001000000 {tag} @ {Base64(8, i)}\n");
            text.Append($"@ CDS {tag} 8 2 {i:x64}\n@ CDNSKEY {keys[i]}\n");
        }

        Zone zone = Zone(text.ToString());
        VerificationReport report = ZoneVerifier.Verify(zone, Policy with { Previous = zone },
            new FindingList(), default);
        Assert.Contains("CDS-CDNSKEY-MISMATCH", Tags(report));
        Assert.DoesNotContain(report.Groups,
            group => group.Code.Tag.StartsWith("PREVIOUS-", StringComparison.Ordinal));
    }

    [Fact]
    public void A_giant_RRset_with_a_hundred_signatures_is_hashed_a_few_times_only()
    {
        StringBuilder text = new(Start);
        (string[] keys, int tag) = CollidingKeys.Make(1);
        text.Append($"@ DNSKEY {keys[0]}\n");
        for (int i = 0; i < 50_000; i++)
        {
            text.Append($"big TXT \"{i}\"\n");
        }

        for (int i = 0; i < 100; i++)
        {
            text.Append($"big RRSIG TXT 8 2 {i} 20270101000000 20261001000000 {tag} @ {Base64(256, i)}\n");
        }

        VerificationReport report = Verify(Zone(text.ToString()));
        Assert.Equal(MostVerified, report.SignaturesVerified);
        Assert.Superset(new HashSet<string> { "RRSIG-LIMIT", "ZONE-RRSET-COUNT", "ZONE-RRSET-SIZE" },
            Tags(report));
    }

    [Theory]
    [InlineData(65535, "NSEC3-ITERATIONS-LIMIT")]
    [InlineData(151, "NSEC3-ITERATIONS-LIMIT")]
    [InlineData(150, "NSEC3-ITERATIONS")]
    public void Names_are_not_hashed_more_often_than_resolvers_do(int iterations, string code)
    {
        string hash = new('0', 32);
        Zone zone = Zone(
            $"{Start}@ NSEC3PARAM 1 0 {iterations} -\n{hash} NSEC3 1 0 {iterations} - {hash} A\n");
        VerificationReport report = Verify(zone);
        Assert.Contains(code, Tags(report));
        Assert.Equal(iterations <= 150, Tags(report).Contains("NSEC3-MISSING")); // which hashing would have shown
    }

    [Fact]
    public void Chains_beyond_a_few_are_not_followed()
    {
        string parameters = string.Concat(Enumerable.Range(0, Many)
            .Select(i => $"@ NSEC3PARAM 1 0 150 {i:x4}\n"));
        VerificationReport report =
            Verify(Zone($"{Start}@ DNSKEY {CollidingKeys.Make(1).Keys[0]}\n{parameters}"));
        Assert.Contains("NSEC3PARAM-LIMIT", Tags(report));
        Assert.Equal(4 * 2, report.Groups.Single(group => group.Code.Tag == "NSEC3-MISSING").Count); // four chains of two names
    }

    [Fact]
    public void A_million_causes_make_a_short_report_that_counts_them_all()
    {
        (string[] keys, _) = CollidingKeys.Make(1);
        StringBuilder text = new($"{Start}@ DNSKEY {keys[0]}\n");
        for (int i = 0; i < 30_000; i++)
        {
            text.Append($"n{i % 5000} RRSIG A {13 + (i % 3)} 2 3600 20270101000000 20261001000000 {i} @ AAAA\nn{i % 5000} A 192.0.2.1\n");
        }

        VerificationReport report = Verify(Zone(text.ToString()));
        FindingGroup[] absent = [.. report.Groups.Where(group => group.Code.Tag == "RRSIG-KEY-ABSENT")];
        Assert.Equal(30_000, absent.Sum(group => group.Count));
        Assert.InRange(absent.Length, 2, 65);
        Assert.Contains("others", absent.Select(group => group.Cause));
        Assert.All(absent, group => Assert.InRange(group.Examples.Count, 1, 3));
    }

    [Fact]
    public void A_name_of_all_types_is_one_line()
    {
        (string[] keys, _) = CollidingKeys.Make(1);
        StringBuilder text = new($"{Start}@ DNSKEY {keys[0]}\nall NSEC @ A\n");
        for (int type = 1000; type < 30_000; type++)
        {
            text.Append($"all TYPE{type} \\# 1 00\n");
        }

        VerificationReport report = Verify(Zone(text.ToString()));
        Assert.Superset(new HashSet<string> { "ZONE-TYPE-COUNT", "NSEC-BITMAP", "RRSET-UNSIGNED" },
            Tags(report));
        Assert.All(report.Groups.SelectMany(group => group.Examples),
            finding => Assert.InRange(finding.Message.Length, 1, 500));
    }

    private static VerificationPolicy Policy
    {
        get
        {
            Assert.True(Timestamp.TryParseCompact("20261115000000", out Timestamp moment));
            return new VerificationPolicy
            {
                Moments = [moment],
                Scope = VerificationScope.Everything,
                Threads = 2
            };
        }
    }

    private static VerificationReport Verify(Zone zone) =>
        ZoneVerifier.Verify(zone, Policy, new FindingList(), default);

    private static HashSet<string> Tags(VerificationReport report) =>
        [.. report.Groups.Select(group => group.Code.Tag)];

    private static string Base64(int length, int seed)
    {
        byte[] octets = new byte[length];
        BitConverter.TryWriteBytes(octets, seed);
        return Convert.ToBase64String(octets);
    }
}
