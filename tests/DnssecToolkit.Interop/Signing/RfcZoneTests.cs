using System.Text.RegularExpressions;

namespace DnssecToolkit.Interop.Signing;

/// <summary>The example zones of the RFCs, through the whole of signall: their chains come out as they were
/// published.</summary>
public partial class RfcZoneTests
{
    [CorpusFact("rfc/zones/rfc4035-appendix-A.zone", "tool:dnssec-keygen")]
    public void Nsec_IsThatOfRfc4035AppendixA()
    {
        string[] expected =
        [
            "example. NSEC a.example. NS SOA MX RRSIG NSEC DNSKEY",
            "a.example. NSEC ai.example. NS DS RRSIG NSEC",
            "ai.example. NSEC b.example. A HINFO AAAA RRSIG NSEC",
            "b.example. NSEC ns1.example. NS RRSIG NSEC",
            "ns1.example. NSEC ns2.example. A RRSIG NSEC",
            "ns2.example. NSEC *.w.example. A RRSIG NSEC",
            "*.w.example. NSEC x.w.example. MX RRSIG NSEC",
            "x.w.example. NSEC x.y.w.example. MX RRSIG NSEC",
            "x.y.w.example. NSEC xx.example. MX RRSIG NSEC",
            "xx.example. NSEC example. A HINFO AAAA RRSIG NSEC",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal),
            Chain("rfc/zones/rfc4035-appendix-A.zone", "NSEC", "--denial", "nsec"));
    }

    // With erratum 4993; the zone here lacks the one name whose hash begins with kohar7.
    [CorpusFact("rfc/zones/rfc5155-appendix-A.zone", "tool:dnssec-keygen")]
    public void Nsec3_IsThatOfRfc5155AppendixA()
    {
        const string parameters = "NSEC3 1 1 12 aabbccdd";
        string[] expected =
        [
            $"0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.example. {parameters} 2t7b4g4vsa5smi47k61mv5bv1a22bojr NS SOA MX RRSIG DNSKEY NSEC3PARAM",
            $"2t7b4g4vsa5smi47k61mv5bv1a22bojr.example. {parameters} 2vptu5timamqttgl4luu9kg21e0aor3s A RRSIG",
            $"2vptu5timamqttgl4luu9kg21e0aor3s.example. {parameters} 35mthgpgcu1qg68fab165klnsnk3dpvl MX RRSIG",
            $"35mthgpgcu1qg68fab165klnsnk3dpvl.example. {parameters} b4um86eghhds6nea196smvmlo4ors995 NS DS RRSIG",
            $"b4um86eghhds6nea196smvmlo4ors995.example. {parameters} gjeqe526plbf1g8mklp59enfd789njgi MX RRSIG",
            $"gjeqe526plbf1g8mklp59enfd789njgi.example. {parameters} ji6neoaepv8b5o6k4ev33abha8ht9fgc A HINFO AAAA RRSIG",
            $"ji6neoaepv8b5o6k4ev33abha8ht9fgc.example. {parameters} k8udemvp1j2f7eg6jebps17vp3n8i58h",
            $"k8udemvp1j2f7eg6jebps17vp3n8i58h.example. {parameters} q04jkcevqvmu85r014c7dkba38o0ji5r",
            $"q04jkcevqvmu85r014c7dkba38o0ji5r.example. {parameters} r53bq7cc2uvmubfu5ocmm6pers9tk9en A RRSIG",
            $"r53bq7cc2uvmubfu5ocmm6pers9tk9en.example. {parameters} t644ebqk9bibcna874givr6joj62mlhv MX RRSIG",
            $"t644ebqk9bibcna874givr6joj62mlhv.example. {parameters} 0p9mhaveqvm6t7vbl5lop2u3t2rp3tom A HINFO AAAA RRSIG",
        ];
        IEnumerable<string> chain = Chain(
            "rfc/zones/rfc5155-appendix-A.zone", "NSEC3",
            "--denial", "nsec3-opt-out", "--nsec3-salt", "aabbccdd", "--nsec3-iterations", "12");
        Assert.Equal(expected, chain.Where(record => !record.StartsWith("kohar7", StringComparison.Ordinal)));
    }

    /// <summary>Gives the chain's records in order, without TTL and class, names and salt in lower
    /// case.</summary>
    private static IEnumerable<string> Chain(string file, string type, params string[] options)
    {
        using SignedZone zone = SignedZone.WithKeys(File.ReadAllText(Corpus.PathOf(file)), "example",
            "ECDSAP256SHA256");
        zone.Sign(options).MustSucceed();
        return [.. zone.Records().Where(record => record.Split(' ')[3] == type)
            .Select(record => FoldHex(WithoutTtl().Replace(record, " $1 ", 1)))];
    }

    private static string FoldHex(string record) =>
        HexOrHash().Replace(record, word => word.Value.ToLowerInvariant());

    [GeneratedRegex(@" \d+ IN (\S+) ")]
    private static partial Regex WithoutTtl();

    [GeneratedRegex(@"\b(AABBCCDD|[0-9A-V]{32})\b")]
    private static partial Regex HexOrHash();
}
