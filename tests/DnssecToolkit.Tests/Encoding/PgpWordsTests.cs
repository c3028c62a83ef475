using System.Security.Cryptography;
using DnssecToolkit.Encoding;

namespace DnssecToolkit.Tests.Encoding;

public class PgpWordsTests
{
    // docs/usage.md of IANA's keytools has this example.
    [Fact]
    public void The_words_of_a_digest_are_those_that_others_read()
    {
        string[] words = PgpWords.Of(SHA256.HashData("hello, world\n"u8)).Split(' ');
        Assert.Equal(["music", "customer", "waffle", "consensus"], words[..4]);
        Assert.Equal("butterfat", words[^1]);
        Assert.Equal(32, words.Length);
    }

    [Fact]
    public void Every_octet_has_a_word_of_its_own_in_either_place_in_the_order_of_the_alphabet()
    {
        byte[] octets = [.. Enumerable.Range(0, 512).Select(i => (byte)(i / 2))];
        string[] words = PgpWords.Of(octets).Split(' ');
        Assert.Equal(512, words.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        string[] even = [.. words.Where((_, i) => i % 2 == 0)];
        Assert.Equal(even.Order(StringComparer.OrdinalIgnoreCase), even);
        string[] odd = [.. words.Where((word, i) => i % 2 == 1 && word != "Apollo")]; // which stands behind applicant
        Assert.Equal(odd.Order(StringComparer.OrdinalIgnoreCase), odd);
    }
}
