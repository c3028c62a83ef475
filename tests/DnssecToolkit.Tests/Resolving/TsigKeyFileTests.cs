using DnssecToolkit.Names;
using DnssecToolkit.Resolving;
using DnssecToolkit.Tests.Backup;

namespace DnssecToolkit.Tests.Resolving;

public class TsigKeyFileTests
{
    private const string Secret = "bm90IGEgc2VjcmV0IGF0IGFsbCwgYnV0IGxvbmcgZW5vdWdo";
    private const string Good = $$"""
        # made by hand
        key "Transfer.Example" {
            algorithm HMAC-SHA256; // the usual one
            secret "{{Secret}}";
        };
        """;

    [Fact]
    public void A_key_file_as_tsig_keygen_writes_it_is_read()
    {
        using TsigKey? key = TsigKeyFile.Parse(System.Text.Encoding.ASCII.GetBytes(Good), out string? fault);
        Assert.Null(fault);
        Assert.Equal(DomainName.Parse("transfer.example."), key!.Name);
        Assert.Equal("hmac-sha256:transfer.example.", key.ToString());
    }

    [Theory]
    [InlineData("", "it has no key")]
    [InlineData("key k { algorithm hmac-md5; secret \"AAAA\"; };", "its algorithm is none of hmac-sha256")]
    [InlineData("key k { algorithm hmac-sha256; secret \"not base64\"; };", "its secret is not in Base64")]
    [InlineData("key k { algorithm hmac-sha256; };", "it has no secret")]
    [InlineData("key k { secret \"AAAA\"; };", "it has no algorithm")]
    [InlineData("key a { }; key b { };", "it has several keys")]
    [InlineData("example. IN SOA a b 1 2 3 4 5", "something else in it")]
    public void What_is_no_key_file_is_refused_without_repeating_it(string text, string says)
    {
        Assert.Null(TsigKeyFile.Parse(System.Text.Encoding.ASCII.GetBytes(text), out string? fault));
        Assert.Contains(says, fault!, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_key_files_are_read_or_refused_and_never_shown()
    {
        Mutation mutation = new(20261121);
        byte[] good = System.Text.Encoding.ASCII.GetBytes(Good);
        int read = 0;
        for (int i = 0; i < 5_000; i++)
        {
            byte[] text = mutation.Of(good);
            using TsigKey? key = TsigKeyFile.Parse(text, out string? fault);
            Assert.Equal(key is null, fault is not null);
            Assert.DoesNotContain(Secret[..12], fault ?? "", StringComparison.Ordinal);
            read += key is null ? 0 : 1;
        }

        Assert.InRange(read, 1, 4_999);
    }
}
