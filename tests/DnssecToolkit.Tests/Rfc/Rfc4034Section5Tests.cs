using DnssecToolkit.Canonical;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Tests.Rfc;

/// <summary>RFC 4034, section 5.4, and RFC 4509, section 2.3: the key tag and the DS of the example's DNSKEY.</summary>
public class Rfc4034Section5Tests
{
    private const string Dnskey = """
        dskey.example.com. 86400 IN DNSKEY 256 3 5 ( AQOeiiR0GOMYkDshWoSKz9Xz
                                                     fwJr1AYtsmx3TGkJaNXVbfi/
                                                     2pHm822aJ5iI9BMzNXxeYCmZ
                                                     DRD99WYwYqUSdjMmmAphXdvx
                                                     egXd/M5+X7OrzKBaMbCVdFLU
                                                     Uh6DhweJBjEVv5f2wwjM9Xzc
                                                     nOf+EPbtG9DMBmADjFDc2w/r
                                                     ljwvFw==
                                                     ) ;  key id = 60485
        """;

    private const string Sha1 = """
        dskey.example.com. 86400 IN DS 60485 5 1 ( 2BB183AF5F22588179A53B0A
                                                   98631FAD1A292118 )
        """;

    private const string Sha256 = """
        dskey.example.com. 86400 IN DS 60485 5 2   ( D4B7D520E7BB5F0F67674A0C
                                                     CEB1E3E0614B93C4F9E99B83
                                                     83F6A1E4469DA50A )
        """;

    [Fact]
    public void Tag_IsThatOfTheExample() =>
        Assert.Equal(60485, Assert.Single(new SignedExample(Dnskey).Keys).Tag.Value);

    [Theory]
    [InlineData(Sha1, DsDigestType.SHA1)]
    [InlineData(Sha256, DsDigestType.SHA256)]
    public void ToDsRData_GivesTheDsOfTheExample(string ds, DsDigestType type)
    {
        SignedExample example = new($"{Dnskey}\n{ds}");
        ZoneKey key = Assert.Single(example.Keys);
        Assert.Equal(Convert.ToHexString(example.Ds), Convert.ToHexString(key.ToDsRData(type)));
    }
}
