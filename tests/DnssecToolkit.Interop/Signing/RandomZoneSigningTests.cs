using DnssecToolkit.Interop.Zones;

namespace DnssecToolkit.Interop.Signing;

/// <summary>Random odd zones sign, pass our own verifier (signall's gate) and BIND's.</summary>
public class RandomZoneSigningTests
{
    public static TheoryData<ulong, int> Cases()
    {
        TheoryData<ulong, int> cases = [];
        for (ulong seed = 100; seed < 115; seed++)
        {
            cases.Add(seed, 3 + ((int)(seed % 5) * 12));
        }

        return cases;
    }

    [ForeignToolTheory("dnssec-keygen", "dnssec-verify")]
    [MemberData(nameof(Cases))]
    public void Signall_SignsWhatBindVerifies(ulong seed, int names)
    {
        string text = new RandomZones(seed).Next(names);
        using SignedZone zone = SignedZone.WithKeys(text, "example", "ECDSAP256SHA256");
        foreach (string denial in (string[])["nsec", "nsec3", "nsec3-opt-out"])
        {
            zone.Sign("--denial", denial, "--inception", "20260101000000", "--expiration", "20360101000000")
                .MustSucceed();
            ForeignRun run = ForeignTool.Run("dnssec-verify", "-q", "-o", "example", zone.Signed);
            Assert.True(run.Succeeded, $"seed {seed}, {denial}: {run.Everything}\n{text}");
        }
    }
}
