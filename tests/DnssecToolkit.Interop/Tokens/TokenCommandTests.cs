using DnssecToolkit.CommandLine;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>keyall's commands on tokens, as a user would type them.</summary>
[Collection(SoftHsm.Program)]
public class TokenCommandTests
{
    [ForeignToolFact(SoftHsm.Program)]
    public void List_ShowsTheTokensWithTheirUris()
    {
        _ = SoftHsm.Instance;
        string output = Run(ExitStatus.Done, "token", "list", "--module", SoftHsm.Module);
        Assert.Contains("pkcs11:token=zone%20keys;manufacturer=SoftHSM%20project;serial=", output,
            StringComparison.Ordinal);
        Assert.Contains("profile softhsm, PIN set", output, StringComparison.Ordinal);
        Assert.Contains("\"label\": \"zone keys\"",
            Run(ExitStatus.Done, "token", "list", "--module", SoftHsm.Module,
                "--json"), StringComparison.Ordinal);
    }

    [ForeignToolFact(SoftHsm.Program)]
    public void Probe_ShowsMechanismsAndKeys()
    {
        using TemporaryDirectory directory = new();
        string[] probe = ["token", "probe", "--token", "pkcs11:token=zone%20keys", "--module",
            SoftHsm.Module];
        _ = SoftHsm.Instance;
        string without = Run(ExitStatus.Done, probe);
        Assert.Contains("mechanism: CKM_RSA_PKCS, keys from 512 to 16384", without, StringComparison.Ordinal);
        Assert.Contains("mechanism: CKM_SHA256_RSA_PKCS, ", without, StringComparison.Ordinal);
        Assert.DoesNotContain("key: ", without, StringComparison.Ordinal);
        string with = Run(ExitStatus.Done, [.. probe, "--pin", "file:" + PinFile(directory)]);
        Assert.Contains("object=ECDSAP384SHA384;id=%0E", with, StringComparison.Ordinal);
        Assert.Contains("profile: generic,", Run(ExitStatus.Done, [.. probe, "--token-profile", "generic"]),
            StringComparison.Ordinal);
        Assert.Contains("did you mean softhsm?", KeyallRun.Run([.. probe, "--token-profile", "sofhsm"])
            .MustEndWith(ExitStatus.Usage).Error, StringComparison.Ordinal);
    }

    [ForeignToolTheory(SoftHsm.Program)]
    [InlineData(DnssecAlgorithm.RSASHA256)]
    [InlineData(DnssecAlgorithm.ECDSAP256SHA256)]
    [InlineData(DnssecAlgorithm.ECDSAP384SHA384)]
    [InlineData(DnssecAlgorithm.ED25519)]
    public void Generate_LeavesFilesThatFindTheKeyInTheToken(DnssecAlgorithm algorithm)
    {
        using TemporaryDirectory directory = new();
        _ = SoftHsm.Instance;
        Run(
            ExitStatus.Done, "key", "generate", "--zone", "made.example", "--keys", directory.FullName,
            "--algorithm", algorithm.ToString(),
            "--token", "pkcs11:token=zone%20keys", "--module", SoftHsm.Module, "--pin", "file:"
                + PinFile(directory));
        FindingList findings = new();
        using KeyDirectory keys = KeyDirectory.Read(directory.FullName, DomainName.Parse("made.example."),
            findings);
        Assert.Empty(findings.Kept);
        DirectoryKey key = Assert.Single(keys.Keys);
        Assert.Equal(algorithm, key.Key.Algorithm);
        Assert.Equal(UnixFileMode.UserRead
            | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.ChangeExtension(key.File, ".private")));
        using OpenTokens tokens = SoftHsm.Open();
        using Pkcs11Signer signer = tokens.OpenSigner(key.Key, key.Reference!.Token!);
        Assert.Equal(key.Key, signer.Key);
    }

    [ForeignToolFact(SoftHsm.Program)]
    public void Generate_RefusesWhatTheTokenCannotMake()
    {
        using TemporaryDirectory directory = new();
        _ = SoftHsm.Instance;
        Run(
            ExitStatus.Usage, "key", "generate", "--zone", "made.example", "--keys", directory.FullName,
            "--algorithm", "ED448",
            "--token", "pkcs11:token=zone%20keys", "--module", SoftHsm.Module, "--pin", "file:"
                + PinFile(directory));
        Run(ExitStatus.Refused, "key", "generate", "--zone", "made.example", "--keys", directory.FullName,
            "--algorithm", "RSASHA256", "--bits", "1024",
            "--token", "pkcs11:token=zone%20keys", "--module", SoftHsm.Module, "--pin", "file:"
                + PinFile(directory));
        Assert.Equal(["pin"], Directory.GetFiles(directory.FullName).Select(Path.GetFileName)
            .Where(name => name != ".keys.lock"));
    }

    private static string PinFile(TemporaryDirectory directory)
    {
        string path = directory.WriteSecret("pin", SoftHsm.Pin + "\n");
        return path;
    }

    private static string Run(ExitStatus expected, params string[] arguments) =>
        KeyallRun.Run(arguments).MustEndWith(expected).Output;
}
