using DnssecToolkit.Keys;

namespace DnssecToolkit.Tests.Keys;

/// <summary>RFC 7512, whose own examples (§3) are here where they name what a key reference can.</summary>
public class Pkcs11UriTests
{
    [Theory]
    [InlineData("pkcs11:")]
    [InlineData("pkcs11:object=my-pubkey;type=public")]
    [InlineData("pkcs11:object=my-key;type=private?pin-source=file:/etc/token")]
    [InlineData("pkcs11:token=The%20Software%20PKCS%2311%20Softtoken;manufacturer=Snake%20Oil,%20Inc.;model=1.0;object=my-certificate;id=%69%95%3E%5C%F4%BD%EC%91;type=cert?pin-source=file:/etc/token_pin")]
    [InlineData("pkcs11:token=My%20token%25%20created%20by%20Joe;object=my-sign-key;type=private")]
    [InlineData("pkcs11:token=A%20name%20with%20a%20substring%20%25%3B;object=my-certificate;type=cert")]
    [InlineData("pkcs11:token=Name%20with%20a%20small%20A%20with%20acute:%20%C3%A1;object=my-certificate;type=cert")]
    [InlineData("pkcs11:slot-id=327?module-path=/mnt/libmypkcs11.so.1&pin-source=|/usr/lib/pinomatic")]
    public void ToString_GivesBackWhatWasRead(string text) => Assert.Equal(text, Read(text).ToString());

    [Fact]
    public void TryParse_TakesAttributesInAnyOrder() =>
        Assert.Equal(Read("pkcs11:token=t;object=o;id=%01"), Read("PKCS11:id=%01;object=o;token=t"));

    [Fact]
    public void TryParse_DecodesTextAndOctets()
    {
        Pkcs11Uri uri =
            Read("pkcs11:object=a%2Fb;id=%00%ffx;serial=;slot-id=18446744073709551615?module-path=/a%26b");
        Assert.Equal("a/b", uri.Object);
        Assert.Equal([0, 0xff, (byte)'x'], uri.Id!.Value.ToArray());
        Assert.Equal("", uri.Serial);
        Assert.Null(uri.Token);
        Assert.Equal(ulong.MaxValue, uri.SlotId);
        Assert.Equal("/a&b", uri.ModulePath);
    }

    [Theory]
    [InlineData("file:x", "does not start with")]
    [InlineData("pkcs11:token", "not of the form")]
    [InlineData("pkcs11:token=a;", "not of the form")]
    [InlineData("pkcs11:token=a;token=a", "occurs twice")]
    [InlineData("pkcs11:id=a;id=a", "occurs twice")]
    [InlineData("pkcs11:token=a b", "percent-encoded")]
    [InlineData("pkcs11:token=a%2", "percent-encoded")]
    [InlineData("pkcs11:token=a/b", "percent-encoded")]
    [InlineData("pkcs11:token=á", "percent-encoded")]
    [InlineData("pkcs11:token=%C3", "not UTF-8")]
    [InlineData("pkcs11:token=%00", "zero octet")]
    [InlineData("pkcs11:type=key", "none of")]
    [InlineData("pkcs11:slot-id=-1", "not a number")]
    [InlineData("pkcs11:Token=a", "'Token' is not understood")]
    [InlineData("pkcs11:module-path=/a", "'module-path' is not understood")]
    [InlineData("pkcs11:?token=a", "'token' is not understood")]
    public void TryParse_RefusesWhatTheGrammarDoesNotAllow(string text, string expected)
    {
        Assert.False(Pkcs11Uri.TryParse(text, out _, out string? fault));
        Assert.Contains(expected, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pkcs11:token=a?pin-value=123456")]
    [InlineData("pkcs11:token=123456 ")]
    [InlineData("pkcs11:123456#=a")]
    public void TryParse_NeverRepeatsAValue(string text)
    {
        Assert.False(Pkcs11Uri.TryParse(text, out _, out string? fault));
        Assert.DoesNotContain("123456", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_SurvivesAnyTextAndWritesWhatItReadsBack()
    {
        string[] pieces = ["pkcs11:", "token", "id", "object", "slot-id", "type", "=", ";", "?", "&", "%",
            "%41", "%C3%A1", "%00", "a", "/", "private", "7", " ", "é", "module-path", "pin-source"];
        ulong state = 7512;
        for (int round = 0; round < 20_000; round++)
        {
            string text = "pkcs11:"
                + string.Concat(Enumerable.Range(0, 1 + Next(12)).Select(_ => pieces[Next(pieces.Length)]));
            if (Pkcs11Uri.TryParse(text, out Pkcs11Uri? uri, out _))
            {
                Assert.Equal(uri, Read(uri.ToString()));
            }
        }

        int Next(int limit)
        {
            state = unchecked((state * 6364136223846793005) + 1442695040888963407);
            return (int)((state >> 33) % (ulong)limit);
        }
    }

    [Fact]
    public void KeyReference_TakesFilesAndTokens()
    {
        Assert.True(KeyReference.TryParse("pkcs11:token=t;object=o", out KeyReference? token));
        Assert.Equal("pkcs11:token=t;object=o", token.ToString());
        Assert.Null(token.Path);
        Assert.True(KeyReference.TryParse("file:a.private", out KeyReference? file));
        Assert.Null(file.Token);
        Assert.False(KeyReference.TryParse("pkcs11:tokn=t", out _));
    }

    private static Pkcs11Uri Read(string text)
    {
        Assert.True(Pkcs11Uri.TryParse(text, out Pkcs11Uri? uri, out string? fault), fault);
        return uri;
    }
}
