using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Interop.Tokens.Stacks;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>Keys that OpenSSL made, from PEM files into a token: encrypted or not, and without a .key file
/// beside them.</summary>
[Collection(TokenStacks.Collection)]
public sealed class TokenImportTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [ForeignToolTheory(SoftHsm.Program, "openssl")]
    [InlineData("ECDSAP256SHA256", "EC", "ec_paramgen_curve:P-256")]
    [InlineData("ECDSAP384SHA384", "EC", "ec_paramgen_curve:P-384")]
    [InlineData("RSASHA512", "RSA", "rsa_keygen_bits:2048")]
    public void A_PEM_file_alone_is_a_key_of_the_zone(string algorithm, string kind, string option)
    {
        string pem = Generate(kind, option);
        string[] named = kind == "RSA" ? ["--algorithm", algorithm] : [];
        KeyallRun.Run([.. ImportOf(pem), "--type", "zsk", .. named]).MustEndWith(ExitStatus.Done);
        DirectoryKey key = Imported();
        Assert.Equal((algorithm, false), (key.Key.Algorithm.ToString(), key.Key.IsSep));
        byte[] signature = SignatureOf(key);
        if (kind == "RSA")
        {
            _directory.Write("message", TokenSignature.Message);
            ForeignTool.Run("openssl", "dgst", "-sha512", "-sign", pem, "-out", _directory["by-openssl"],
                _directory["message"]).MustSucceed();
            Assert.Equal(File.ReadAllBytes(_directory["by-openssl"]), signature);
        }
    }

    [ForeignToolFact(SoftHsm.Program, "openssl")]
    public void An_encrypted_PEM_file_needs_its_passphrase()
    {
        string pem = Generate("EC", "ec_paramgen_curve:P-256", "-aes-256-cbc", "-pass", "pass:correct horse");
        Assert.Contains("there is no passphrase for it", KeyallRun.Run(ImportOf(pem))
            .MustEndWith(ExitStatus.KeyUnavailable).Error, StringComparison.Ordinal);
        KeyallRun wrong = KeyallRun.Run([.. ImportOf(pem), "--passphrase", Secret("wrong", "battery")])
            .MustEndWith(ExitStatus.KeyUnavailable);
        Assert.DoesNotContain("battery", wrong.Output + wrong.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_directory["keys"]));
        KeyallRun.Run([.. ImportOf(pem), "--passphrase", Secret("right", "correct horse")])
            .MustEndWith(ExitStatus.Done);
        Assert.NotEmpty(SignatureOf(Imported()));
    }

    [ForeignToolFact(SoftHsm.Program, "openssl")]
    public void An_RSA_key_in_a_PEM_file_may_be_of_several_algorithms()
    {
        string pem = Generate("RSA", "rsa_keygen_bits:2048");
        Assert.Contains("its key may be for RSASHA256, RSASHA512", KeyallRun.Run(ImportOf(pem))
            .MustEndWith(ExitStatus.Usage).Error, StringComparison.Ordinal);
        Assert.Contains(
            "is of another kind", KeyallRun.Run([.. ImportOf(pem), "--algorithm", "ED25519"])
                .MustEndWith(ExitStatus.Usage).Error, StringComparison.Ordinal);
    }

    private static byte[] SignatureOf(DirectoryKey key) =>
        TokenSignature.Of(SoftHsm.Open(), key.Key, key.Reference!.Token!);

    private DirectoryKey Imported()
    {
        using KeyDirectory keys = KeyDirectory.Read(_directory["keys"], TokenStack.Zone, new FindingList());
        return Assert.Single(keys.Keys);
    }

    private string Generate(string kind, string option, params string[] protection)
    {
        ForeignTool.Run("openssl",
            ["genpkey", "-algorithm", kind, "-pkeyopt", option, "-out", _directory["key.pem"], .. protection])
            .MustSucceed();
        return _directory["key.pem"];
    }

    private string[] ImportOf(string pem)
    {
        _ = SoftHsm.Instance;
        Directory.CreateDirectory(_directory["keys"]);
        return
        [
            "key", "import", "--zone", "example", "--from", pem, "--keys", _directory["keys"], "--token", "pkcs11:token=zone%20keys",
            "--module", SoftHsm.Module, "--pin", Secret("pin", SoftHsm.Pin),
        ];
    }

    private string Secret(string name, string text) =>
        "file:" + _directory.WriteSecret(name, text + "\n");
}
