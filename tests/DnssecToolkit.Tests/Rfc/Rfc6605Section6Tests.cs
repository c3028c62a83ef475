using DnssecToolkit.Canonical;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Tests.Rfc;

/// <summary>RFC 6605, section 6: keys, DS and signatures of ECDSA. Its signatures have random nonces and are only verified.</summary>
public class Rfc6605Section6Tests
{
    private const string P256 = """
        example.net. 3600 IN DNSKEY 257 3 13 (
                GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edb
                krSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA== )
        example.net. 3600 IN DS 55648 13 2 (
                b4c8c1fe2e7477127b27115656ad6256f424625bf5c1
                e2770ce6d6e37df61d17 )
        www.example.net. 3600 IN A 192.0.2.1
        www.example.net. 3600 IN RRSIG A 13 3 3600 (
                20100909100439 20100812100439 55648 example.net.
                qx6wLYqmh+l9oCKTN6qIc+bw6ya+KJ8oMz0YP107epXA
                yGmt+3SNruPFKG7tZoLBLlUzGGus7ZwmwWep666VCw== )
        """;

    private const string P256Private = """
        Private-key-format: v1.2
        Algorithm: 13 (ECDSAP256SHA256)
        PrivateKey: GU6SnQ/Ou+xC5RumuIUIuJZteXT2z0O/ok1s38Et6mQ=
        """;

    private const string P384 = """
        example.net. 3600 IN DNSKEY 257 3 14 (
                xKYaNhWdGOfJ+nPrL8/arkwf2EY3MDJ+SErKivBVSum1
                w/egsXvSADtNJhyem5RCOpgQ6K8X1DRSEkrbYQ+OB+v8
                /uX45NBwY8rp65F6Glur8I/mlVNgF6W/qTI37m40 )
        example.net. 3600 IN DS 10771 14 4 (
                72d7b62976ce06438e9c0bf319013cf801f09ecc84b8
                d7e9495f27e305c6a9b0563a9b5f4d288405c3008a94
                6df983d6 )
        www.example.net. 3600 IN A 192.0.2.1
        www.example.net. 3600 IN RRSIG A 14 3 3600 (
                20100909102025 20100812102025 10771 example.net.
                /L5hDKIvGDyI1fcARX3z65qrmPsVz73QD1Mr5CEqOiLP
                95hxQouuroGCeZOvzFaxsT8Glr74hbavRKayJNuydCuz
                WTSSPdz7wnqXL5bdcJzusdnI0RSMROxxwGipWcJm )
        """;

    private const string P384Private = """
        Private-key-format: v1.2
        Algorithm: 14 (ECDSAP384SHA384)
        PrivateKey: WURgWHCcYIYUPWgeLmiPY2DJJk02vgrmTfitxgqcL4vwW7BOrbawVmVe0d9V94SR
        """;

    [Theory]
    [InlineData("6.1", P256, DsDigestType.SHA256)]
    [InlineData("6.2", P384, DsDigestType.SHA384)]
    public void Example_VerifiesAndHasItsDs(string section, string records, DsDigestType type)
    {
        SignedExample example = new(records);
        ZoneKey key = Assert.Single(example.Keys);
        Assert.Equal((section, Convert.ToHexString(example.Ds)),
            (section, Convert.ToHexString(key.ToDsRData(type))));
        Assert.Equal(["www.example.net. A"], example.VerifyAll());
    }

    /// <summary>The private key gives the example's DNSKEY, and signatures of the same length that differ.</summary>
    [Theory]
    [InlineData(P256, P256Private)]
    [InlineData(P384, P384Private)]
    public void Sign_TakesTheKeyOfTheExample(string records, string key)
    {
        (string made, string printed) = new SignedExample(records).Sign(key);
        Assert.Equal(printed.Length, made.Length);
        Assert.NotEqual(printed, made);
    }
}
