using System.Security.Cryptography;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Interop.Tokens.Cards;
using DnssecToolkit.Interop.Tokens.Stacks;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>Keys that go from one card to another under a device key encryption key, by the maker's tool and
/// as OpenSSL reads the blobs.</summary>
[Collection(TokenStacks.Collection)]
public sealed class SmartCardWrappingTests : IDisposable
{
    private const string Pin = "648219";
    private const string SoPin = "3537363231383830";
    private const string Password = "a password for tests";

    // A share in the clear.
    private static readonly byte[] Share =
        Convert.FromHexString("074E1FC1ED4FE05D8AB4E21E8672B14C808EC78C9B84121614F056D37D437399");

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [StackTheory(TokenStacks.SmartCard)]
    public void A_key_is_taken_to_another_card_by_sc_hsm_tool(string name)
    {
        SmartCardStack stack = (SmartCardStack)TokenStacks.Of(name);
        File.WriteAllBytes(_directory["message"], SHA256.HashData("message"u8));
        (string Kind, string Id)[] keys = [("rsa:2048", "01"), ("EC:prime256v1", "02"),
            ("EC:secp384r1", "03")];
        using SmartCardHsmCard first = new(2);
        using (stack.Insert(first))
        {
            Initialize("first");
            Tool("--create-dkek-share", _directory["share"], "--password", Password); // ten seconds of the tool's own arithmetic
            Tool("--import-dkek-share", _directory["share"], "--password", Password); // and ten more
            foreach ((string kind, string id) in keys)
            {
                Module("first", "--keypairgen", "--key-type", kind, "--id", id, "--label", "key" + id);
                Tool("--wrap-key", _directory["key" + id], "--key-reference", id, "--pin", Pin);
            }
        }

        using SmartCardHsmCard second = new(3);
        using (stack.Insert(second))
        {
            Initialize("second");
            second.GiveShare(first.SharedKey); // the only share
            foreach ((string kind, string id) in keys)
            {
                Tool("--unwrap-key", _directory["key" + id], "--key-reference", id, "--pin", Pin);
                MustSign("second", id, kind[..kind.IndexOf(':', StringComparison.Ordinal)]);
            }
        }
    }

    /// <summary>A cluster: two cards in two readers, with one key that was wrapped out of one and into the
    /// other.</summary>
    [StackTheory(TokenStacks.SmartCard)]
    public void Cards_that_hold_one_key_share_the_work_and_one_alone_can_finish_it(string name)
    {
        SmartCardStack stack = (SmartCardStack)TokenStacks.Of(name);
        using SmartCardHsmCard second = new(4);
        using IDisposable reader = stack.Insert(second);
        Initialize("second");
        stack.Card.GiveShare(Share);
        second.GiveShare(Share);
        byte[] before = stack.Card.References;
        (ZoneKey, Pkcs11Uri) made;
        using (OpenTokens tokens = stack.Open()) // OpenSC reads a card once: its process must not outlive the unwrapping
        {
            made = TokenKeyGeneration.Generate(
                tokens.Connect(stack.Uri),
                new KeyGeneration(TokenStack.Zone, DnssecAlgorithm.ECDSAP256SHA256, KeyRole.CSK), []);
        }

        string reference = stack.Card.References.Except(before).Single()
            .ToString(System.Globalization.CultureInfo.InvariantCulture);
        ToolOn(SmartCardStack.Reader, "--wrap-key", _directory["key"], "--key-reference", reference, "--pin",
            Pin);
        Tool("--unwrap-key", _directory["key"], "--key-reference", "1", "--pin", Pin);

        using TokenZone zone = new(stack, made, names: 300);
        int signed = stack.Card.Signed;
        string also = $"pkcs11:token=second%20(UserPIN)?module-path={stack.ModulePath}";
        Assert.Equal("", zone.Sign("--also-token", also).MustSucceed().Error);
        ForeignTool.Run("dnssec-verify", "-z", "-o", "example.", zone.Signed).MustSucceed();
        Assert.InRange(stack.Card.Signed - signed, 20, 980);
        Assert.InRange(second.Signed, 20, 980);

        reader.Dispose();
        Assert.Contains("going on without it", zone.Sign("--also-token", also, "--sign-all")
            .MustSucceed().Error, StringComparison.Ordinal);
    }

    [ForeignToolFact("openssl")]
    public void A_wrapped_key_is_authenticated_and_encrypted_as_OpenSSL_does_it()
    {
        byte[] blob = WrappedKey();
        Assert.Equal(SHA256.HashData(Share)[..8], blob[..8]);
        File.WriteAllBytes(_directory["blob"], blob[..^16]);
        Assert.Equal(
            Convert.ToHexString(blob[^16..]),
            ForeignTool.Run("openssl", "mac", "-cipher", "AES-256-CBC", "-macopt", "hexkey:"
                + KeyFor(2), "-in", _directory["blob"], "CMAC").MustSucceed().Output.Trim());
        File.WriteAllBytes(_directory["cipher"], blob[27..^16]); // check value, type, algorithm of ten octets, three empty fields
        ForeignTool.Run("openssl", "enc", "-d", "-aes-256-cbc", "-nopad", "-K", KeyFor(1), "-iv",
            new string('0', 32), "-in", _directory["cipher"], "-out", _directory["plain"]).MustSucceed();
        Assert.Equal([0x01, 0x00, 0x00, 0x20], File.ReadAllBytes(_directory["plain"])[8..12]); // 256 bits, then the curve's first number
    }

    [Fact]
    public void A_blob_that_was_changed_or_is_of_another_domain_is_refused()
    {
        using SmartCardHsmCard card = ReadyCard(shares: 1);
        byte[] blob = WrappedKey();
        Assert.Equal("9000", Unwrap(card, blob));
        foreach (int octet in (ReadOnlySpan<int>)[0, 8, 30, blob.Length - 1])
        {
            byte[] changed = [.. blob];
            changed[octet] ^= 1;
            Assert.Equal("6A80", Unwrap(card, changed));
        }

        Assert.Equal("6A80", Unwrap(card, blob[..20]));
        using SmartCardHsmCard other = ReadyCard(shares: 0);
        Assert.Equal("6A80", Unwrap(other, blob));
        using SmartCardHsmCard without = ReadyCard(shares: null);
        Assert.Equal("6D00", Unwrap(without, blob));
    }

    // By the card, and judged by OpenSSL with the public key that came with the wrapped one.
    private void MustSign(string label, string id, string kind)
    {
        // pkcs11-tool of OpenSC 0.23 cannot write public keys of P-384.
        ForeignTool.Run(
            "pkcs15-tool", "--reader", SmartCardStack.SecondReader, "--read-public-key", id, "--output",
            _directory["public"]).MustSucceed();
        string[] how = kind == "rsa" ? ["RSA-PKCS"] : ["ECDSA", "--signature-format", "openssl"];
        Module(label,
            ["--sign", "--id", id, "--input-file", _directory["message"], "--output-file",
                _directory["signature"], "--mechanism", .. how]);
        string[] padding = kind == "rsa" ? ["-pkeyopt", "rsa_padding_mode:pkcs1"] : [];
        ForeignTool.Run("openssl", [
            "pkeyutl", "-verify", "-pubin", "-inkey", _directory["public"], "-in", _directory["message"],
            "-sigfile", _directory["signature"], .. padding]).MustSucceed();
    }

    private static byte[] WrappedKey()
    {
        using SmartCardHsmCard card = ReadyCard(shares: 1);
        byte[] prime =
            Convert.FromHexString("FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF");
        byte[] request = [.. Tlv.Write(0x5f29, 0),
            .. Tlv.Write(0x7f49,
                [.. Tlv.Write(6, CardKeys.EcdsaOid), .. Tlv.Write(0x81, prime)]), .. Tlv.Write(0x5f20,
                "TEST00001"u8)];
        Assert.Equal("9000",
            StatusOf(card.Answer([0, 0x46, 1, 0, 0, 0, (byte)request.Length, .. request, 0, 0])));
        return card.Answer([0x80, 0x72, 1, 0x92, 0, 0, 0])[..^2];
    }

    private static SmartCardHsmCard ReadyCard(byte? shares)
    {
        SmartCardHsmCard card = new();
        byte[] settings =
        [
            .. Tlv.Write(0x80, 0, 1), .. Tlv.Write(0x81, "648219"u8), .. Tlv.Write(0x82,
                "57621880"u8), .. Tlv.Write(0x91, 3),
            .. shares is { } count ? Tlv.Write(0x92, count) : [],
        ];
        Assert.Equal("9000", StatusOf(card.Answer([0x80, 0x50, 0, 0, (byte)settings.Length, .. settings])));
        Assert.Equal("9000", StatusOf(card.Answer([0, 0x20, 0, 0x81, 6, .. "648219"u8])));
        Assert.Equal(shares == 1 ? "9000" : shares == 0
            ? "6986" : "6D00", StatusOf(card.Answer([0x80, 0x52, 0, 0, 0x20, .. Share, 0])));
        return card;
    }

    private static string Unwrap(SmartCardHsmCard card, byte[] blob) =>
        StatusOf(card.Answer([0x80, 0x74, 2, 0x93, 0, (byte)(blob.Length >> 8), (byte)(blob.Length & 0xff),
            .. blob]));

    private static string StatusOf(byte[] answer) => Convert.ToHexString(answer[^2..]);

    private static string KeyFor(byte purpose) =>
        Convert.ToHexString(SHA256.HashData((byte[])[.. Share, 0, 0, 0, purpose]));

    private static void Initialize(string label) =>
        Tool("--initialize", "--so-pin", SoPin, "--pin", Pin, "--label", label, "--dkek-shares", "1");

    private static void Tool(params string[] arguments) => ToolOn(SmartCardStack.SecondReader, arguments);

    private static void ToolOn(string reader, params string[] arguments) =>
        ForeignTool.Run("sc-hsm-tool", ["--reader", reader, .. arguments]).MustSucceed();

    private static void Module(string label, params string[] arguments) => ForeignTool.Run(
        "pkcs11-tool",
        ["--module", SystemLibrary.Find(SmartCardStack.Library)!, "--token-label", label
            + " (UserPIN)", "--login", "--pin", Pin, .. arguments]).MustSucceed();
}
