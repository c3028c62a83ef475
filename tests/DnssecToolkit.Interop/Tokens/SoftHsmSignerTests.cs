using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Signing.Pkcs11.Interop;
using DnssecToolkit.Tests.Contract;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>Keys in SoftHSM, through the contract of every signer and beyond it.</summary>
[Collection(SoftHsm.Program)]
public sealed class SoftHsmSignerTests : SignerContract, IDisposable
{
    private readonly List<OpenTokens> _opened = [];

    public static TheoryData<DnssecAlgorithm> TokenAlgorithms => [.. SoftHsm.Algorithms];

    public void Dispose() => _opened.ForEach(tokens => tokens.Dispose());

    [ForeignToolTheory(SoftHsm.Program)]
    [MemberData(nameof(TokenAlgorithms))]
    public void Sign_GivesSignaturesOfItsKeyInDnssecsForm(DnssecAlgorithm algorithm) =>
        SignsInDnssecsForm(algorithm);

    [ForeignToolTheory(SoftHsm.Program)]
    [MemberData(nameof(TokenAlgorithms))]
    public void OpenSession_GivesEachThreadItsOwn(DnssecAlgorithm algorithm) =>
        GivesEachThreadASessionOfItsOwn(algorithm);

    [ForeignToolFact(SoftHsm.Program)]
    public void Sign_LeavesTheRestOfTheBufferAlone() =>
        LeavesTheRestOfTheBufferAlone(DnssecAlgorithm.ECDSAP256SHA256);

    [ForeignToolTheory(SoftHsm.Program)]
    [InlineData(DnssecAlgorithm.RSASHA256)]
    [InlineData(DnssecAlgorithm.RSASHA512)]
    [InlineData(DnssecAlgorithm.ED25519)]
    public void Sign_GivesTheOctetsThatSoftwareGives(DnssecAlgorithm algorithm)
    {
        using ISigner signer = Open(algorithm);
        using ISigningSession session = signer.OpenSession();
        using SigningContext software = SoftHsm.Instance.SoftwareKeyOf(algorithm).Private.OpenContext();
        byte[] byToken = new byte[AlgorithmTraits.MaximumSignatureLength];
        byte[] bySoftware = new byte[AlgorithmTraits.MaximumSignatureLength];
        Assert.Equal(software.Sign("message"u8, bySoftware), session.Sign("message"u8, byToken));
        Assert.Equal(bySoftware, byToken);
    }

    [ForeignToolFact(SoftHsm.Program)]
    public void Open_ByLabelAloneOrIdentifierAloneFindsTheKey()
    {
        ZoneKey key = SoftHsm.Instance.SoftwareKeyOf(DnssecAlgorithm.ED25519).Key;
        OpenTokens tokens = Opened();
        using Pkcs11Signer byLabel = tokens.OpenSigner(key,
            new() { Token = SoftHsm.Label, Object = "ED25519", ModulePath = SoftHsm.Module });
        using Pkcs11Signer byId = tokens.OpenSigner(key,
            new() { Token = SoftHsm.Label, Id = new byte[] { 15 }, ModulePath = SoftHsm.Module });
        Assert.Equal("softhsm", tokens.Connect(SoftHsm.UriOf(DnssecAlgorithm.ED25519)).Profile.Name);
    }

    [ForeignToolFact(SoftHsm.Program)]
    public void Open_RefusesAKeyThatIsNotTheDnskeys()
    {
        using SoftwareKey other = new KeyGeneration(SoftHsm.Zone, DnssecAlgorithm.ECDSAP256SHA256,
            KeyRole.CSK).Generate([]);
        _ = SoftHsm.Instance;
        KeyUnavailableException refused = Assert.Throws<KeyUnavailableException>(
            () => Opened().OpenSigner(other.Key, SoftHsm.UriOf(DnssecAlgorithm.ECDSAP256SHA256)));
        Assert.Contains("belongs to another DNSKEY", refused.Message, StringComparison.Ordinal);
    }

    [ForeignToolFact(SoftHsm.Program)]
    public void Open_RefusesTwoCopiesOfAKey()
    {
        SoftwareKey key = SoftHsm.Instance.SoftwareKeyOf(DnssecAlgorithm.ECDSAP384SHA384);
        SoftHsm.Instance.Import(key, "twice", 200);
        SoftHsm.Instance.Import(key, "twice", 201);
        Pkcs11Uri uri = new() { Token = SoftHsm.Label, Object = "twice", ModulePath = SoftHsm.Module };
        KeyUnavailableException refused = Assert.Throws<KeyUnavailableException>(() => Opened()
            .OpenSigner(key.Key, uri));
        Assert.Contains("2 private keys fit", refused.Message, StringComparison.Ordinal);
    }

    [ForeignToolFact(SoftHsm.Program)]
    public void Open_SaysWhatIsMissing()
    {
        ZoneKey key = SoftHsm.Instance.SoftwareKeyOf(DnssecAlgorithm.ED25519).Key;
        AssertFails<KeyUnavailableException>("pkcs11:token=nowhere;object=ED25519", "no such token");
        AssertFails<KeyUnavailableException>("pkcs11:token=zone%20keys;object=nothing",
            "it has no private key for");
        AssertFails<UsageException>("pkcs11:token=zone%20keys", "no key is named");
        AssertFails<UsageException>("pkcs11:object=ED25519", "2 tokens");

        void AssertFails<TException>(string text, string expected)
            where TException : ToolkitException
        {
            Assert.True(Pkcs11Uri.TryParse(text, out Pkcs11Uri? uri, out string? fault), fault);
            TException thrown = Assert.Throws<TException>(() => Opened()
                .OpenSigner(key, uri.WithModule(SoftHsm.Module)));
            Assert.Contains(expected, thrown.Message, StringComparison.Ordinal);
        }
    }

    [ForeignToolFact(SoftHsm.Program)]
    public void Import_IntoTwoTokensMakesACluster()
    {
        _ = SoftHsm.Instance;
        using SoftwareKey key = new KeyGeneration(SoftHsm.Zone, DnssecAlgorithm.ECDSAP256SHA256, KeyRole.ZSK)
            .Generate([]);
        Pkcs11Uri other = new() { Token = SoftHsm.OtherLabel, ModulePath = SoftHsm.Module };
        OpenTokens tokens = new(SoftHsm.Open().Use with { AlsoTokens = [other] });
        _opened.Add(tokens);
        Pkcs11Uri first =
            TokenKeyImport.Import(tokens.Connect(SoftHsm.UriOf(DnssecAlgorithm.ECDSAP256SHA256)), key);
        Pkcs11Uri second = TokenKeyImport.Import(tokens.Connect(other), key);
        Assert.Equal(first.Id!.Value.ToArray(), second.Id!.Value.ToArray());
        using Pkcs11Signer signer = tokens.OpenSigner(key.Key, first);
        Assert.Contains(SoftHsm.OtherLabel, signer.ToString(), StringComparison.Ordinal);
    }

    [ForeignToolFact(SoftHsm.Program)]
    public void Open_NeverTriesAWrongPinAgain()
    {
        ZoneKey key = SoftHsm.Instance.SoftwareKeyOf(DnssecAlgorithm.ED25519).Key;
        int asked = 0;
        for (int run = 0; run < 2; run++)
        {
            using OpenTokens tokens = new(new TokenUse
            {
                Pins = (_, _,
                pin) =>
                { asked++; "654321"u8.CopyTo(pin); return 6; },
                Threads = 1
            });
            KeyUnavailableException refused = Assert.Throws<KeyUnavailableException>(() => tokens.OpenSigner(
                key, new() { Token = SoftHsm.OtherLabel, Object = "ED25519", ModulePath = SoftHsm.Module }));
            Assert.Contains(run == 0 ? "CKR_PIN_INCORRECT (0xA0)"
                : "is not tried again", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("654321", refused.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(2, asked); // the second time only to see that it is the same
    }

    [ForeignToolTheory(SoftHsm.Program)]
    [InlineData(PinState.FinalTry, "generic", "123456", "no program may try")]
    [InlineData(PinState.Locked, "generic", "123456", "its PIN is locked")]
    [InlineData(PinState.NotSet, "generic", "123456", "it has no user PIN")]
    [InlineData(PinState.Good, "generic", "123", "cannot be its own: that has 4 to 255 octets")]
    [InlineData(PinState.Good, "keyper", "secret", "cannot be its own: that has digits only")]
    public void Open_TriesNoPinThatMustNotBeOrCannotBeRight(PinState state, string profile, string pin,
        string expected)
    {
        _ = SoftHsm.Instance;
        using Pkcs11Module module = Pkcs11Module.Open(SoftHsm.Module);
        Pkcs11Token token = module.Tokens().Single(token => token.Label == SoftHsm.Label);
        Assert.Equal(PinState.Good, token.Pin);
        KeyUnavailableException refused = Assert.Throws<KeyUnavailableException>(() => TokenConnection.Open(
            module, token with { Pin = state },
            new TokenUse
            {
                Pins = (_, _, buffer) => System.Text.Encoding.ASCII.GetBytes(pin, buffer),
                Threads = 1,
                Profile = DeviceProfiles.Find(profile)
            }));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.Equal(PinState.Good, module.Tokens().Single(again => again.Label == SoftHsm.Label).Pin);
    }

    [ForeignToolTheory(SoftHsm.Program)]
    [InlineData(SigningWay.RsaDigestInfo)]
    [InlineData(SigningWay.RsaPaddedBlock)]
    [InlineData(SigningWay.RsaMessage)]
    public void Sign_GivesTheSameOctetsInEachWay(SigningWay way)
    {
        SoftwareKey key = SoftHsm.Instance.SoftwareKeyOf(DnssecAlgorithm.RSASHA256);
        TokenConnection connection = Opened().Connect(SoftHsm.UriOf(DnssecAlgorithm.RSASHA256));
        nuint session = connection.Rent();
        Assert.Null(TokenKeys.Find(connection, session, key.Key, SoftHsm.UriOf(DnssecAlgorithm.RSASHA256),
            null, out nuint handle));
        TokenMechanism raw = TokenMechanism.With(AlgorithmTraits.Of(DnssecAlgorithm.RSASHA256), way,
            EcdsaEncoding.Flat);
        byte[] byToken = new byte[256];
        RawSignatures batch = new();
        raw.Prepare("message"u8, byToken.Length, batch);
        Assert.Equal(ReturnValue.CKR_OK, raw.Sign(connection.Functions, session, handle, batch));
        raw.Finish(batch.SignatureAt(0), byToken);
        connection.Return(session);
        using SigningContext software = key.Private.OpenContext();
        byte[] bySoftware = new byte[256];
        _ = software.Sign("message"u8, bySoftware);
        Assert.Equal(bySoftware, byToken);
    }

    [ForeignToolFact(SoftHsm.Program)]
    public void OpenSession_ByMoreThreadsThanSessionsTakesTurns()
    {
        ZoneKey key = SoftHsm.Instance.SoftwareKeyOf(DnssecAlgorithm.ECDSAP256SHA256).Key;
        using Pkcs11Module module = Pkcs11Module.Open(SoftHsm.Module);
        Pkcs11Token token = module.Tokens().Single(token => token.Label == SoftHsm.Label);
        using TokenConnection one = TokenConnection.Open(
            module, token,
            new TokenUse
            {
                Pins = (_, _, buffer) => System.Text.Encoding.ASCII.GetBytes(SoftHsm.Pin, buffer),
                Threads = 4,
                Profile = DeviceProfiles.Find("generic")
            });
        using Pkcs11Signer signer = Pkcs11Signer.Open(one, key,
            SoftHsm.UriOf(DnssecAlgorithm.ECDSAP256SHA256));
        Assert.Equal(1, signer.UsefulSessions);
        Parallel.For(0, 4, _ =>
        {
            using ISigningSession session = signer.OpenSession();
            for (int round = 0; round < 20; round++)
            {
                Assert.Equal(64, session.Sign("message"u8, new byte[64]));
            }
        });
    }

    [ForeignToolFact(SoftHsm.Program)]
    public void Module_MustBeThereAndBeOne()
    {
        Assert.Contains("full path",
            Assert.Throws<UsageException>(() =>
                Pkcs11Module.Open("libsofthsm2.so")).Message, StringComparison.Ordinal);
        Assert.Equal(
            "/nowhere/p.so: the PKCS#11 module cannot be loaded: cannot open shared object file: No such file or directory",
            Assert.Throws<KeyUnavailableException>(() => Pkcs11Module.Open("/nowhere/p.so")).Message);
    }

    protected override ISigner Open(DnssecAlgorithm algorithm)
    {
        ZoneKey key = SoftHsm.Instance.SoftwareKeyOf(algorithm).Key;
        return Opened().OpenSigner(key, SoftHsm.UriOf(algorithm));
    }

    private OpenTokens Opened()
    {
        _opened.Add(SoftHsm.Open());
        return _opened[^1];
    }
}
