using System.Globalization;
using System.Text.RegularExpressions;
using DnssecToolkit.Interop.Servers;
using DnssecToolkit.Names;
using DnssecToolkit.Time;
using DnssecToolkit.Verification;

namespace DnssecToolkit.Interop.Verification;

/// <summary>The sizes that the verifier tells are those that named sends.</summary>
public sealed partial class AnswerSizeTests : IDisposable
{
    private const string Zone = """
        $TTL 3600
        @ SOA ns1 hostmaster 1 7200 3600 1209600 600
        @ NS ns1
        @ NS ns2
        @ MX 10 mail
        @ TXT "t"
        ns1 A 192.0.2.1
        ns2 AAAA 2001:db8::2
        mail A 192.0.2.3
        mail AAAA 2001:db8::3
        mail TXT "t"
        child NS ns.child
        child NS ns2
        child NS elsewhere.example.net.
        child DS 12345 13 2 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        child DS 12345 13 4 e3b0c44298fc1c14e3b0c44298fc1c14e3b0c44298fc1c14e3b0c44298fc1c14e3b0c44298fc1c14e3b0c44298fc1c14
        ns.child A 192.0.2.4
        ns.child AAAA 2001:db8::4
        insecure NS ns1

        """;

    private readonly ForeignSigner _signer = new();

    /// <inheritdoc/>
    public void Dispose() => _signer.Dispose();

    [ForeignToolTheory("dnssec-signzone", "dnssec-keygen", "named", "dig")]
    [InlineData("ECDSAP256SHA256")]
    [InlineData("RSASHA256")]
    [InlineData("ED25519 ECDSAP256SHA256")]
    public void Answers_with_NSEC_have_the_sizes_told(string algorithms)
    {
        string path = _signer.Sign(Zone, algorithms.Split(' '));
        using NameServer server = NameServer.StartNamed(DomainName.Parse("example."), path,
            "minimal-responses yes;");
        Dictionary<AnswerKind, int> told = Told(path);
        Assert.Equal(SizeOf(server, "example.", "DNSKEY"), told[AnswerKind.Dnskey]);
        Assert.Equal(SizeOf(server, "child.example.", "A"), told[AnswerKind.Referral]);
        string[] names = ["", "mail.", "ns1.", "ns2."];
        int denied = names.Max(name => SizeOf(server, $"{name}example.", "HINFO"));
        Assert.Equal(Math.Max(denied, SizeOf(server, "insecure.example.", "DS")), told[AnswerKind.Nodata]);
        // The NSEC that denies the wildcard is one of the largest two, or a few octets smaller.
        Assert.InRange(told[AnswerKind.Nxdomain] - LargestDenial(server,
            ["child", "insecure", "mail", "ns1", "ns2", "0"]), 0, 16);
    }

    [ForeignToolTheory("dnssec-signzone", "dnssec-keygen", "named", "dig")]
    [InlineData("ECDSAP256SHA256", "-3 -")]
    [InlineData("RSASHA256", "-3 abcd")]
    [InlineData("ECDSAP256SHA256", "-3 - -A")]
    public void Answers_with_NSEC3_are_no_larger_than_told_and_hardly_smaller(string algorithms,
        string denial)
    {
        string path = _signer.Sign(Zone, algorithms.Split(' '), denial.Split(' '));
        using NameServer server = NameServer.StartNamed(DomainName.Parse("example."), path,
            "minimal-responses yes;");
        Dictionary<AnswerKind, int> told = Told(path);
        int secure = SizeOf(server, "child.example.", "A");
        int insecure = SizeOf(server, "insecure.example.", "A");
        Assert.Equal(SizeOf(server, "example.", "DNSKEY"), told[AnswerKind.Dnskey]);
        Assert.InRange(told[AnswerKind.Referral], Math.Max(secure, insecure), Math.Max(secure, insecure) + 600); // at most one NSEC3 too many
        Assert.InRange(told[AnswerKind.Nodata] - SizeOf(server, "example.", "HINFO"), 0, 64);
        string[] labels = [.. Enumerable.Range(0, 20).Select(i => $"{i}")];
        // Of so few NSEC3 one may prove two things, and then there are two in the answer.
        Assert.InRange(told[AnswerKind.Nxdomain] - LargestDenial(server, labels), 0,
            denial.EndsWith("-A", StringComparison.Ordinal) ? 200 : 8);
    }

    private static int LargestDenial(NameServer server, string[] labels) =>
        labels.Max(label => SizeOf(server, $"{label.PadRight(63, '0')}.example.", "A"));

    private static int SizeOf(NameServer server, string name, string type)
    {
        string said = ForeignTool.Run(
            "dig", "@127.0.0.1", "-p", $"{server.Port}", "+tcp", "+norec", "+dnssec", "+nocookie", name, type)
                .MustSucceed().Output;
        return int.Parse(Size().Match(said).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    private static Dictionary<AnswerKind, int> Told(string path)
    {
        Assert.True(Timestamp.TryParseCompact("20261115000000", out Timestamp moment));
        VerificationPolicy policy = new()
        {
            Moments = [moment],
            Scope = VerificationScope.Everything,
            Threads = 2
        };
        VerificationReport report = ZoneInspection.Inspect(
            new InspectionRequest(path, policy) { Origin = DomainName.Parse("example.") },
            CancellationToken.None);
        return report.Answers.ToDictionary(answer => answer.Kind, answer => answer.Octets);
    }

    [GeneratedRegex("MSG SIZE  rcvd: ([0-9]+)")]
    private static partial Regex Size();
}
