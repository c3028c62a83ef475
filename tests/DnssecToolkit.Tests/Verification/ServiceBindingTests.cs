using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;
using DnssecToolkit.Verification;
using static DnssecToolkit.Tests.Zones.ZoneFromText;

namespace DnssecToolkit.Tests.Verification;

/// <summary>What SVCB and HTTPS records may lead to and must say (RFC 9460, RFC 9461).</summary>
public class ServiceBindingTests
{
    private const string Apex = "@ SOA ns h 1 2 3 4 5\n@ NS ns\n@ NS ns.example.net.\nns A 192.0.2.1\n";

    [Theory]
    [InlineData("a SVCB 0 a", "ZONE-SVCB-ALIAS")]
    [InlineData("a SVCB 0 b\nb SVCB 0 c\nc SVCB 0 a", "ZONE-SVCB-ALIAS")]
    [InlineData("a SVCB 0 b\nb CNAME a", "ZONE-SVCB-ALIAS")]
    [InlineData("a SVCB 0 ns\na SVCB 1 ns", "ZONE-SVCB-ALIAS")]
    [InlineData("a SVCB 0 ns\na SVCB 0 ns.example.net.", "ZONE-SVCB-ALIAS")]
    [InlineData("a SVCB 0 ns port=8", "ZONE-SVCB-ALIAS")]
    [InlineData("a SVCB 0 nowhere", "ZONE-TARGET-NO-ADDRESS")]
    [InlineData("a SVCB 0 t\nt TXT x", "ZONE-TARGET-NO-ADDRESS")]
    [InlineData("a HTTPS 1 .", "ZONE-TARGET-NO-ADDRESS")]
    [InlineData("_8443._https.a HTTPS 1 .\na A 192.0.2.7", "ZONE-TARGET-NO-ADDRESS")]
    [InlineData("a HTTPS 0 s\ns SVCB 1 ns", "ZONE-TARGET-NO-ADDRESS")]
    [InlineData("_dns.a SVCB 1 ns", "ZONE-SVCB-DNS")]
    [InlineData("_DNS.a SVCB 1 ns port=853", "ZONE-SVCB-DNS")]
    [InlineData("_853._dns.a SVCB 1 ns alpn=dot,h2", "ZONE-SVCB-DNS")]
    [InlineData("_dns.a SVCB 1 ns alpn=h3", "ZONE-SVCB-DNS")]
    [InlineData("a HTTPS 1 192.0.2.1", "ZONE-NS-IP-ADDRESS")]
    [InlineData("1.2.0.192 SVCB 1 .", "ZONE-TARGET-NO-ADDRESS")]
    public void A_record_that_clients_cannot_use_is_found(string records, string code) =>
        Assert.Contains(code, Found(records));

    [Theory]
    [InlineData("a SVCB 0 .")]
    [InlineData("a SVCB 0 b\nb SVCB 0 c\nc SVCB 1 ns")]
    [InlineData("a SVCB 0 elsewhere.example.net.")]
    [InlineData("a HTTPS 0 b\nb CNAME ns")]
    [InlineData("a SVCB 0 b\nb SVCB 0 .")]
    [InlineData("a SVCB 0 d.b\nb NS ns")]
    [InlineData("_dns.a SVCB 0 ns")]
    [InlineData("_dns.a SVCB 1 ns alpn=dot")]
    [InlineData("_dns.a SVCB 1 ns alpn=dot,h2 dohpath=/q{?dns}")]
    [InlineData("dns.a SVCB 1 ns")]
    [InlineData("a HTTPS 1 .\na AAAA 2001:db8::7")]
    [InlineData("*.a HTTPS 1 .\n*.a A 192.0.2.7")]
    [InlineData("@ HTTPS 1 . alpn=h2\n@ A 192.0.2.7")]
    [InlineData("_http._dns.x.a HTTPS 1 ns")]
    [InlineData("1.2.0.192 HTTPS 1 . alpn=h2\n1.2.0.192 A 192.0.2.1")]
    public void A_record_that_clients_can_use_is_fine(string records) =>
        Assert.DoesNotContain(Found(records), code => code.StartsWith("ZONE-SVCB", StringComparison.Ordinal)
            || code is "ZONE-TARGET-NO-ADDRESS" or "ZONE-NS-IP-ADDRESS");

    [Fact]
    public void A_chain_of_aliases_without_an_end_is_given_up()
    {
        string chain = string.Concat(Enumerable.Range(0, 40).Select(i => $"c{i} SVCB 0 c{i + 1}\n"))
            + "c40 SVCB 1 ns\n";
        Assert.Contains("ZONE-SVCB-ALIAS", Found(chain));
    }

    private static string[] Found(string records)
    {
        VerificationPolicy policy = new()
        {
            Moments = [new Timestamp(1_800_000_000)],
            Scope = VerificationScope.Everything
        };
        VerificationReport report = ZoneVerifier.Verify(Zone(Apex + records + "\n"), policy,
            new FindingList(), default);
        return [.. report.Groups.Select(group => group.Code.Tag)];
    }
}
