using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;
using DnssecToolkit.Verification;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Interop.Verification;

/// <summary>The verifier's verdict on zones that BIND has signed and read.</summary>
public class ZoneVerifierTests
{
    private static readonly Timestamp Middle = Moment("20261115000000");

    public static TheoryData<string, string> Kinds()
    {
        TheoryData<string, string> kinds = [];
        foreach (string denial in new[] { "", "-3 -", "-3 abcd -H 5", "-3 - -A" })
        {
            foreach (string algorithms in new[] { "ECDSAP256SHA256", "RSASHA256", "ED25519", "RSASHA512 ECDSAP384SHA384" })
            {
                kinds.Add(algorithms, denial);
            }
        }

        return kinds;
    }

    [ForeignToolTheory("dnssec-signzone", "dnssec-keygen", "named-compilezone")]
    [MemberData(nameof(Kinds))]
    public void Verify_FindsNoFaultInWhatBindHasSigned(string algorithms, string denial)
    {
        using ForeignSigner signer = new();
        string path = signer.Sign(
            ForeignSigner.EverythingZone, algorithms.Split(' '),
            denial.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        VerificationReport report = Verify(RawZoneFile.Compile(signer, path), Middle);
        Assert.Equal([], report.Groups.Where(group => group.Severity > Severity.Note)
            .SelectMany(group => group.Examples));
        Assert.Equal(report.Signatures, report.SignaturesVerified);
        Assert.Equal(Moment("20261201000000"), report.Expirations!.First);
    }

    [ForeignToolTheory("dnssec-signzone", "dnssec-keygen", "named-compilezone")]
    [InlineData("20261031235959", "RRSIG-NOT-YET-VALID")]
    [InlineData("20261201000001", "RRSIG-EXPIRED")]
    public void Verify_TakesSignaturesOnlyWithinTheirTimes(string moment, string code)
    {
        using ForeignSigner signer = new();
        string path = signer.Sign(ForeignSigner.EverythingZone, ["ECDSAP256SHA256"]);
        VerificationReport report = Verify(RawZoneFile.Compile(signer, path), Moment(moment));
        FindingGroup group = Assert.Single(report.Groups);
        Assert.Equal(code, group.Code.Tag);
        Assert.Equal(report.Signatures, group.Count);
        Assert.False(report.Sound);
    }

    private static VerificationReport Verify(Zone zone, Timestamp moment, int threads = 1) =>
        ZoneVerifier.Verify(
        zone, new VerificationPolicy { Moments = [moment], Threads = threads }, new FindingList(),
        CancellationToken.None);

    private static Timestamp Moment(string text)
    {
        Assert.True(Timestamp.TryParseCompact(text, out Timestamp moment));
        return moment;
    }
}
