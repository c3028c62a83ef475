using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Time;
using DnssecToolkit.Verification;

namespace DnssecToolkit.Interop.Verification;

/// <summary>The verifier's verdict on zones that ldns and Knot have signed.</summary>
public sealed class OtherSignersTests : IDisposable
{
    private const long Signed = 1_793_491_200; // 2026-11-01

    private readonly TemporaryDirectory _directory = new();

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    [ForeignToolTheory("ldns-keygen", "ldns-signzone")]
    [InlineData("ECDSAP256SHA256")]
    [InlineData("RSASHA256", "-n")]
    [InlineData("ED25519", "-n", "-p")]
    [InlineData("ECDSAP384SHA384", "-n", "-s", "abcd", "-t", "5")]
    public void No_fault_is_found_in_what_ldns_has_signed(string algorithm, params string[] options)
    {
        _directory.Write("zone", "$ORIGIN example.\n" + ForeignSigner.EverythingZone);
        string ksk = MakeKey(algorithm, "-k");
        string zsk = MakeKey(algorithm);
        ForeignTool.RunIn(
            _directory.FullName,
            "ldns-signzone",
            [
                .. options, "-i", "20261101000000", "-e", "20261201000000", "-o", "example.", "-f", "signed",
                "zone", ksk, zsk,
            ]).MustSucceed();
        AssertSound(_directory["signed"]);
    }

    [ForeignToolTheory("kzonesign")]
    [InlineData("ecdsap256sha256", "off", "off")]
    [InlineData("rsasha256", "on", "off")]
    [InlineData("ed25519", "on", "on")]
    [InlineData("ecdsap384sha384", "on", "off")]
    public void No_fault_is_found_in_what_Knot_has_signed(string algorithm, string nsec3, string optOut)
    {
        _directory.Write("zone", ForeignSigner.EverythingZone);
        Directory.CreateDirectory(_directory["keys"]);
        string configuration = _directory.Write("knot.conf", $"""
            database:
                storage: "{_directory["keys"]}"
            policy:
              - id: p
                algorithm: {algorithm}
                nsec3: {nsec3}
                nsec3-opt-out: {optOut}
                rrsig-lifetime: 30d
                rrsig-refresh: 5d
            zone:
              - domain: example.
                storage: "{_directory.FullName}"
                file: zone
                dnssec-policy: p
            """);
        Directory.CreateDirectory(_directory["out"]);
        string[] arguments = ["-c", configuration, "-o", _directory["out"], "-t", $"{Signed}", "example."];
        ForeignTool.Run("kzonesign", arguments).MustSucceed();
        AssertSound(_directory["out/zone"]);
    }

    private string MakeKey(string algorithm, params string[] options)
    {
        string[] arguments = ["-a", algorithm, "-b", "2048", .. options, "example"];
        return ForeignTool.RunIn(_directory.FullName, "ldns-keygen", arguments).MustSucceed().Output.Trim();
    }

    private static void AssertSound(string path)
    {
        VerificationPolicy policy = new() { Moments = [new Timestamp(Signed + 864_000)], Threads = 1 };
        InspectionRequest request = new(path, policy) { Origin = DomainName.Parse("example.") };
        VerificationReport report = ZoneInspection.Inspect(request, CancellationToken.None);
        IEnumerable<FindingGroup> faults = report.Groups.Where(group => group.Severity > Severity.Note);
        Assert.Equal([], faults.SelectMany(group => group.Examples));
        Assert.True(report.IsSigned);
        Assert.Equal(report.Signatures, report.SignaturesVerified);
    }
}
