using DnssecToolkit.Canonical;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Tests.Rfc;

/// <summary>RFC 8080, section 6: keys, DS and signatures of Ed25519 and Ed448, which are deterministic.</summary>
/// <remarks>The RRSIGs are those of verified erratum 4935: as first printed they lacked the algorithm and counted three labels.</remarks>
public class Rfc8080Section6Tests
{
    private const string Ed25519 = """
        example.com. 3600 IN DNSKEY 257 3 15 ( l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4= )
        example.com. 3600 IN DS 3613 15 2 ( 3aa5ab37efce57f737fc1627013fee07bdf241bd10f3b1964ab55c78e79a304b )
        example.com. 3600 IN MX 10 mail.example.com.
        example.com. 3600 IN RRSIG MX 15 2 3600 ( 1440021600 1438207200 3613 example.com.
            oL9krJun7xfBOIWcGHi7mag5/hdZrKWw15jPGrHpjQeRAvTdszaPD+QLs3fx8A4M3e23mRZ9VrbpMngwcrqNAg== )
        """;

    private const string Ed25519Again = """
        example.com. 3600 IN DNSKEY 257 3 15 ( zPnZ/QwEe7S8C5SPz2OfS5RR40ATk2/rYnE9xHIEijs= )
        example.com. 3600 IN DS 35217 15 2 ( 401781b934e392de492ec77ae2e15d70f6575a1c0bc59c5275c04ebe80c6614c )
        example.com. 3600 IN MX 10 mail.example.com.
        example.com. 3600 IN RRSIG MX 15 2 3600 ( 1440021600 1438207200 35217 example.com.
            zXQ0bkYgQTEFyfLyi9QoiY6D8ZdYo4wyUhVioYZXFdT410QPRITQSqJSnzQoSm5poJ7gD7AQR0O7KuI5k2pcBg== )
        """;

    private const string Ed448 = """
        example.com. 3600 IN DNSKEY 257 3 16 (
            3kgROaDjrh0H2iuixWBrc8g2EpBBLCdGzHmn+G2MpTPhpj/OiBVHHSfPodx1FYYUcJKm1MDpJtIA )
        example.com. 3600 IN DS 9713 16 2 ( 6ccf18d5bc5d7fc2fceb1d59d17321402f2aa8d368048db93dd811f5cb2b19c7 )
        example.com. 3600 IN MX 10 mail.example.com.
        example.com. 3600 IN RRSIG MX 16 2 3600 ( 1440021600 1438207200 9713 example.com.
            3cPAHkmlnxcDHMyg7vFC34l0blBhuG1qpwLmjInI8w1CMB29FkEAIJUA0amxWndkmnBZ6SKiwZSAxGILn/NBtOXft0+Gj7FS
            vOKxE/07+4RQvE581N3Aj/JtIyaiYVdnYtyMWbSNyGEY2213WKsJlwEA )
        """;

    private const string Ed448Again = """
        example.com. 3600 IN DNSKEY 257 3 16 (
            kkreGWoccSDmUBGAe7+zsbG6ZAFQp+syPmYUurBRQc3tDjeMCJcVMRDmgcNLp5HlHAMy12VoISsA )
        example.com. 3600 IN DS 38353 16 2 ( 645ff078b3568f5852b70cb60e8e696cc77b75bfaaffc118cf79cbda1ba28af4 )
        example.com. 3600 IN MX 10 mail.example.com.
        example.com. 3600 IN RRSIG MX 16 2 3600 ( 1440021600 1438207200 38353 example.com.
            E1/oLjSGIbmLny/4fcgM1z4oL6aqo+izT3urCyHyvEp4Sp8Syg1eI+lJ57CSnZqjJP41O/9l4m0AsQ4f7qI1gVnML8vWWiyW
            2KXhT9kuAICUSxv5OWbf81Rq7Yu60npabODB0QFPb/rkW3kUZmQ0YQUA )
        """;

    [Theory]
    [InlineData("6.1", Ed25519, "15 (ED25519)", "ODIyNjAzODQ2MjgwODAxMjI2NDUxOTAyMDQxNDIyNjI=")]
    [InlineData("6.1", Ed25519Again, "15 (ED25519)", "DSSF3o0s0f+ElWzj9E/Osxw8hLpk55chkmx0LYN5WiY=")]
    [InlineData("6.2", Ed448, "16 (ED448)",
        "xZ+5Cgm463xugtkY5B0Jx6erFTXp13rYegst0qRtNsOYnaVpMx0Z/c5EiA9x8wWbDDct/U3FhYWA")]
    [InlineData("6.2", Ed448Again, "16 (ED448)",
        "WEykD3ht3MHkU8iH4uVOLz8JLwtRBSqiBoM6fF72+Mrp/u5gjxuB1DV6NnPO2BlZdz4hdSTkOdOA")]
    public void Sign_GivesTheSignatureOfTheExample(string section, string records, string algorithm,
        string secret)
    {
        SignedExample example = new(records);
        (string made,
            string printed) = example.Sign($"Private-key-format: v1.2\nAlgorithm: {algorithm}\nPrivateKey: {secret}");
        Assert.Equal((section, printed), (section, made));
        Assert.Equal(["example.com. MX"], example.VerifyAll());
        ZoneKey key = Assert.Single(example.Keys);
        Assert.Equal(Convert.ToHexString(example.Ds),
            Convert.ToHexString(key.ToDsRData(DsDigestType.SHA256)));
    }
}
