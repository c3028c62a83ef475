using DnssecToolkit.Cryptography.OneKeyBatches;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;
using DnssecToolkit.Verification;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Interop.Verification;

/// <summary>A zone large enough for batches, signed by BIND: the verdict with batches is the verdict
/// without.</summary>
public class SignatureBatchTests
{
    private const int Names = 3000;

    [ForeignToolTheory("dnssec-signzone", "dnssec-keygen", "named-compilezone")]
    [InlineData("ECDSAP256SHA256", "")]
    [InlineData("ECDSAP256SHA256", "-3 -")]
    [InlineData("ECDSAP256SHA256 RSASHA256", "")]
    public void Verify_FindsTheSameWithAndWithoutBatches(string algorithms, string denial)
    {
        using ForeignSigner signer = new();
        string path = signer.Sign(
            LargeZone(), algorithms.Split(' '), denial.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        VerificationReport sound = Verify(RawZoneFile.Compile(signer, path), BatchVerificationMode.Fast,
            threads: 2);
        Assert.True(sound.Sound);
        Assert.Equal(sound.Signatures, sound.SignaturesVerified);

        // The first block of names, one in the middle, the last name: another address than was signed.
        string text = File.ReadAllText(path);
        string[] broken = ["n0", "n1", "n1500", "n2222", "n2999"];
        foreach (string name in broken)
        {
            string line = text.Split('\n').Single(line =>
                line.StartsWith(name + ".example.", StringComparison.Ordinal)
                && line.Contains("192.0.2.", StringComparison.Ordinal));
            text = text.Replace(line, line.Replace("192.0.2.", "192.0.3.", StringComparison.Ordinal),
                StringComparison.Ordinal);
        }

        File.WriteAllText(path, text);
        Zone zone = RawZoneFile.Compile(signer, path);
        VerificationReport plain = Verify(zone, BatchVerificationMode.Library, threads: 1);
        Assert.Equal(
            broken.Length * algorithms.Split(' ').Length,
            plain.Groups.Where(group => group.Code == CheckCodes.RrsigInvalid).Sum(group => group.Count));
        string expected = Text(plain);
        Assert.Equal(expected, Text(Verify(zone, BatchVerificationMode.Fast, threads: 1)));
        Assert.Equal(expected, Text(Verify(zone, BatchVerificationMode.Fast, threads: 3)));
    }

    private static string LargeZone() =>
        "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 600\n@ NS ns\nns A 192.0.2.1\n"
        + string.Concat(Enumerable.Range(0, Names).Select(i => $"n{i} A 192.0.2.{i % 250}\n"));

    private static VerificationReport Verify(Zone zone, BatchVerificationMode mode, int threads)
    {
        Assert.True(Timestamp.TryParseCompact("20261115000000", out Timestamp moment));
        VerificationPolicy policy = new() { Moments = [moment], Threads = threads, Batches = mode };
        return ZoneVerifier.Verify(zone, policy, new FindingList(), CancellationToken.None);
    }

    private static string Text(VerificationReport report) => string.Join('\n', report.Groups.Select(group =>
        $"{group.Code.Tag} {group.Count}: {string.Join(" | ", group.Examples.Select(finding => finding.ToString()))}"));
}
