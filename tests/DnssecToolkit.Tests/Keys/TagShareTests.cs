using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Tests.Keys;

/// <summary>Signers of one zone make keys with tags of their own.</summary>
public class TagShareTests
{
    [Theory]
    [InlineData("0-32767", 32767, 32768)]
    [InlineData("32768-65535", 65535, 32767)]
    [InlineData("0/2", 65534, 65535)]
    [InlineData("15/16", 31, 32)]
    public void A_share_has_the_tags_that_it_says(string text, int inside, int outside)
    {
        Assert.True(TagShare.TryParse(text, out TagShare? share));
        Assert.True(share.Value.Contains(new KeyTag((ushort)inside)));
        Assert.False(share.Value.Contains(new KeyTag((ushort)outside)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("0-70000")]
    [InlineData("5-4")]
    [InlineData("1-100")] // too few for anybody to find a key
    [InlineData("2/2")]
    [InlineData("0/17")]
    [InlineData("0/0")]
    [InlineData("-1-32767")]
    [InlineData("+1/2")]
    public void What_is_no_share_is_not_read(string text) => Assert.False(TagShare.TryParse(text, out _));

    [Fact]
    public void New_keys_have_tags_of_the_share()
    {
        Assert.True(TagShare.TryParse("1/4", out TagShare? share));
        List<ZoneKey> made = [];
        for (int i = 0; i < 8; i++)
        {
            using SoftwareKey key = new KeyGeneration(DomainName.Parse("cr."),
                DnssecAlgorithm.ECDSAP256SHA256, KeyRole.ZSK)
            { Tags = share.Value }.Generate(made);
            made.Add(key.Key);
        }

        Assert.All(made, key => Assert.Equal(1, key.Tag.Value % 4));
    }
}
