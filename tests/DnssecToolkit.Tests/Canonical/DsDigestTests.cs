using DnssecToolkit.Canonical;
using DnssecToolkit.Names;

namespace DnssecToolkit.Tests.Canonical;

/// <summary>The DNSKEY of dskey.example.com. in RFC 4034 §5.4 and RFC 4509 §2.3, with the digests given
/// there.</summary>
public class DsDigestTests
{
    private const string PublicKey =
        "AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLU" +
        "Uh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw==";

    [Theory]
    [InlineData(DsDigestType.SHA1, "2BB183AF5F22588179A53B0A98631FAD1A292118")]
    [InlineData(DsDigestType.SHA256, "D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A")]
    public void Compute_GivesTheDigestsOfRfc4034AndRfc4509(DsDigestType type, string expected)
    {
        byte[] dnskey = [1, 0, 3, 5, .. Convert.FromBase64String(PublicKey)];
        byte[] digest = new byte[DsDigest.MaximumLength];
        int length = DsDigest.Compute(type, DomainName.Parse("DSkey.example.com.").Wire, dnskey, digest);
        Assert.Equal(expected, Convert.ToHexString(digest, 0, length));
        Assert.Equal(length, DsDigest.LengthOf(type));
        Assert.True(DsDigest.Matches(type, digest.AsSpan(0, length),
            DomainName.Parse("dskey.example.com.").Wire, dnskey));
        Assert.False(DsDigest.Matches(type, digest.AsSpan(0, length), DomainName.Parse("example.com.").Wire,
            dnskey));
    }

    /// <summary>The DNSKEY and DS of RFC 6605 §6.2.</summary>
    [Fact]
    public void Compute_GivesTheDigestOfRfc6605()
    {
        byte[] dnskey =
        [
            1, 1, 3, 14, .. Convert.FromBase64String(
                "xKYaNhWdGOfJ+nPrL8/arkwf2EY3MDJ+SErKivBVSum1w/egsXvSADtNJhyem5RCOpgQ6K8X1DRSEkrbYQ+OB+v8/uX45NBwY8rp65F6Glur8I/mlVNgF6W/qTI37m40"),
        ];
        byte[] digest = new byte[DsDigest.MaximumLength];
        int length = DsDigest.Compute(DsDigestType.SHA384, DomainName.Parse("example.net.").Wire, dnskey,
            digest);
        Assert.Equal(
            "72D7B62976CE06438E9C0BF319013CF801F09ECC84B8D7E9495F27E305C6A9B0563A9B5F4D288405C3008A946DF983D6",
            Convert.ToHexString(digest, 0, length));
    }

    [Fact]
    public void Compute_GivesNothingForAnUnknownType() =>
        Assert.Equal(0, DsDigest.Compute((DsDigestType)3, [0], [1, 0, 3, 5, 1], new byte[64]));
}
