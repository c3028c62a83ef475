using DnssecToolkit.Canonical;
using DnssecToolkit.Names;

namespace DnssecToolkit.Tests.Rfc;

/// <summary>RFC 5155, appendix A: the hashes of the example zone, salt aabbccdd, 12 iterations.</summary>
public class Rfc5155HashTests
{
    [Theory]
    [InlineData("example.", "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom")]
    [InlineData("a.example.", "35mthgpgcu1qg68fab165klnsnk3dpvl")]
    [InlineData("ai.example.", "gjeqe526plbf1g8mklp59enfd789njgi")]
    [InlineData("NS1.example.", "2t7b4g4vsa5smi47k61mv5bv1a22bojr")]
    [InlineData("ns2.example.", "q04jkcevqvmu85r014c7dkba38o0ji5r")]
    [InlineData("w.example.", "k8udemvp1j2f7eg6jebps17vp3n8i58h")]
    [InlineData("*.w.example.", "r53bq7cc2uvmubfu5ocmm6pers9tk9en")]
    [InlineData("x.w.example.", "b4um86eghhds6nea196smvmlo4ors995")]
    [InlineData("y.w.example.", "ji6neoaepv8b5o6k4ev33abha8ht9fgc")]
    [InlineData("x.y.w.EXAMPLE.", "2vptu5timamqttgl4luu9kg21e0aor3s")]
    [InlineData("xx.example.", "t644ebqk9bibcna874givr6joj62mlhv")]
    public void Compute_GivesTheHashesOfAppendixA(string name, string expected)
    {
        byte[] hash = new byte[Nsec3Hash.Length];
        Nsec3Hash.Compute(DomainName.Parse(name).Wire, [0xAA, 0xBB, 0xCC, 0xDD], 12, hash);
        Assert.Equal(expected, Base32Hex(hash));
    }

    private static string Base32Hex(byte[] octets)
    {
        System.Numerics.BigInteger number = new(octets, isUnsigned: true, isBigEndian: true);
        return string.Concat(Enumerable.Range(0, 32).Select(i => "0123456789abcdefghijklmnopqrstuv"[(int)((number >> (155 - (5 * i))) & 31)]));
    }
}
