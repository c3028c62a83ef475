using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Time;
using DnssecToolkit.Verification;

namespace DnssecToolkit.Interop.Verification;

/// <summary>What ZONE-HOST-NAME finds is what BIND refuses by its <c>check-names</c>, and nothing
/// else.</summary>
public sealed class HostNameTests : IDisposable
{
    private const string Apex =
        "$TTL 300\n@ SOA ns.example.net. h.example.net. 1 2 3 4 5\n@ NS ns.example.net.\n";

    private readonly TemporaryDirectory _directory = new();

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    [ForeignToolTheory("named-compilezone")]
    [InlineData("h A 192.0.2.1")]
    [InlineData("_h A 192.0.2.1")]
    [InlineData("-h AAAA ::1")]
    [InlineData("h- AAAA ::1")]
    [InlineData("*.h A 192.0.2.1")]
    [InlineData("a_b.*.h A 192.0.2.1")]
    [InlineData("gc._msdcs A 192.0.2.1")]
    [InlineData("gc._msdcs AAAA ::1")]
    [InlineData("a_b.gc._msdcs A 192.0.2.1")]
    [InlineData("gc._msdcs MX 1 h.x.")]
    [InlineData("a_b A6 0 2001:db8::1")]
    [InlineData("a_b WKS 192.0.2.1 tcp 1")]
    [InlineData("a_b NS h.x.")]
    [InlineData("d NS s.d\ns.d A 192.0.2.1\n_s.d A 192.0.2.2")]
    [InlineData("@ NS a_b.x.")]
    [InlineData("@ NS 192.0.2.1.")]
    [InlineData("@ NS *.x.")]
    [InlineData("m MX 1 a_b.x.")]
    [InlineData("m MX 1 .")]
    [InlineData("m MX 1 *.x.")]
    [InlineData("a_b MX 1 h.x.")]
    [InlineData("_s._tcp SRV 1 1 1 a_b.x.")]
    [InlineData("_s._tcp SRV 1 1 1 .")]
    [InlineData("s SVCB 1 a_b.x.")]
    [InlineData("s SVCB 1 .")]
    [InlineData("s SVCB 0 a_b.x.")]
    [InlineData("s HTTPS 1 a_b.x.")]
    [InlineData("a_b HTTPS 1 .")]
    [InlineData("a AFSDB 1 a_b.x.")]
    [InlineData("a RT 1 a_b.x.")]
    [InlineData("a KX 1 a_b.x.")]
    [InlineData("a PX 1 a_b.x. a_b.x.")]
    [InlineData("a RP a_b.x. a_b.x.")]
    [InlineData("a RP h.a_b.x. a.x.")]
    [InlineData("a RP a\\.b.x. a.x.")]
    [InlineData("a RP a\\032b.x. a.x.")]
    [InlineData("a RP *.x. a.x.")]
    [InlineData("a RP a.*.x. a.x.")]
    [InlineData("a RP . .")]
    [InlineData("a RP x. .")]
    [InlineData("a MINFO a_b.x. h.a_b.x.")]
    [InlineData("a MINFO h.a_b.x. a.x.")]
    [InlineData("a MB a_b.x.")]
    [InlineData("a CNAME a_b.x.")]
    [InlineData("a PTR a_b.x.")]
    [InlineData("a NAPTR 1 1 \"\" \"\" \"\" a_b.x.")]
    public void A_record_has_the_finding_exactly_where_BIND_refuses_it(string record) =>
        Compare("example.", record);

    [ForeignToolTheory("named-compilezone")]
    [InlineData("2.0.192.in-addr.arpa.", "1 PTR a_b.x.")]
    [InlineData("2.0.192.in-addr.arpa.", "1 PTR a-b.x.")]
    [InlineData("8.B.D.0.1.0.0.2.ip6.arpa.", "1 PTR a_b.x.")]
    [InlineData("8.b.d.0.1.0.0.2.ip6.int.", "1 PTR a_b.x.")]
    public void A_pointer_in_a_reverse_zone_has_the_finding_exactly_where_BIND_refuses_it(string zone,
        string record) =>
        Compare(zone, record);

    [ForeignToolTheory("named-compilezone")]
    [InlineData("a_b.x. h.x.")]
    [InlineData("n.x. h.a_b.x.")]
    [InlineData("n.x. a_b.x.")]
    [InlineData("n.x. x.")]
    [InlineData("n.x. a\\.b.x.")]
    [InlineData(". .")]
    public void A_SOA_has_the_finding_exactly_where_BIND_refuses_it(string names) =>
        Compare("example.", "",
            Apex.Replace("ns.example.net. h.example.net.", names, StringComparison.Ordinal));

    private void Compare(string zone, string record, string apex = Apex)
    {
        string path = _directory.Write("zone", $"{apex}{record}\n");
        string output = _directory["out"];
        ForeignRun refusing = Compile("fail");
        Compile("ignore").MustSucceed(); // so that nothing but names of hosts is at stake

        Assert.Equal(refusing.ExitCode != 0, HasFinding(zone, path));

        ForeignRun Compile(string checkNames) => ForeignTool.Run(
            "named-compilezone", "-q", "-i", "none", "-n", "ignore", "-k", checkNames, "-o", output, zone,
            path);
    }

    private static bool HasFinding(string zone, string path)
    {
        VerificationPolicy policy = new()
        {
            Moments = [new Timestamp(1_800_000_000)],
            Scope = VerificationScope.Everything
        };
        VerificationReport report = ZoneInspection.Inspect(
            new InspectionRequest(path, policy) { Origin = DomainName.Parse(zone) }, CancellationToken.None);
        return report.Groups.Any(group => group.Code == CheckCodes.ZoneHostName);
    }
}
