using System.Security.Cryptography;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;

namespace DnssecToolkit.Interop.Signing;

/// <summary>Keys in encrypted PEM files, made by .NET's own PKCS#8 writer: the passphrase opens them and shows up nowhere.</summary>
public sealed class EncryptedKeyTests : IDisposable
{
    private const string Passphrase = "correct horse battery staple";

    private readonly TemporaryDirectory _directory = new();
    private readonly string _zone;

    public EncryptedKeyTests()
    {
        _zone = _directory.Write("db.test", """
            $TTL 3600
            @ SOA ns hostmaster 1 7200 3600 1209600 900
            @ NS ns
            ns A 192.0.2.53

            """);
        WriteKey();
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Signall_SignsWithAKeyThatItsPassphraseOpens()
    {
        Sign(Passphrase).MustSucceed();
        Assert.Contains("RRSIG SOA 13", File.ReadAllText(_directory["signed"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Signall_SaysThatThePassphraseIsWrongAndDoesNotRepeatIt()
    {
        SignallRun run = Sign("Tr0ub4dor&3");
        Assert.Equal(ExitStatus.KeyUnavailable, run.Status);
        Assert.DoesNotContain("Tr0ub4dor", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_directory["signed"]));
    }

    private SignallRun Sign(string passphrase)
    {
        string secret = _directory.Write("passphrase", passphrase + "\n");
        File.SetUnixFileMode(secret, UnixFileMode.UserRead);
        SignallRun run = SignallRun.Run(
            "--zone-file", _zone, "--origin", "test.", "--keys", Path.GetDirectoryName(_directory["keys/x"])!,
            "--output", _directory["signed"], "--passphrase", $"file:{secret}");
        File.Delete(secret);
        return run;
    }

    /// <summary>Writes a CSK: its .key file, and its private half as encrypted PKCS#8.</summary>
    private void WriteKey()
    {
        const int FlagsOfCsk = 257;
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ECPoint point = key.ExportParameters(false).Q;
        byte[] rdata = [FlagsOfCsk >> 8, FlagsOfCsk & 0xFF, 3, 13, .. point.X!, .. point.Y!];
        ZoneKey zoneKey = new(DomainName.Parse("test."), rdata);
        string name = $"keys/Ktest.+013+{zoneKey.Tag}";
        _directory.Write(name
            + ".key", $"test. 3600 IN DNSKEY 257 3 13 {Convert.ToBase64String(zoneKey.PublicKey)}\n");
        string pem = _directory.Write(name + ".pem", key.ExportEncryptedPkcs8PrivateKeyPem(
            Passphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10_000))
                + "\n");
        File.SetUnixFileMode(pem, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
