using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>Zones signed by signall with keys in SoftHSM, judged by BIND.</summary>
[Collection(SoftHsm.Program)]
public class SoftHsmZoneTests
{
    private const string Zone = """
        $TTL 3600
        @ SOA ns hostmaster 1 7200 3600 1209600 600
        @ NS ns
        ns A 192.0.2.1
        www A 192.0.2.2
        sub NS ns

        """;

    [ForeignToolTheory(SoftHsm.Program, "dnssec-verify")]
    [InlineData(DnssecAlgorithm.RSASHA256)]
    [InlineData(DnssecAlgorithm.ECDSAP256SHA256)]
    [InlineData(DnssecAlgorithm.ECDSAP384SHA384)]
    [InlineData(DnssecAlgorithm.ED25519)]
    public void Signall_SignsWithAKeyInATokenAndBindAccepts(DnssecAlgorithm algorithm)
    {
        using TemporaryDirectory directory = new();
        WriteKeyFiles(directory, algorithm, SoftHsm.UriOf(algorithm));
        Sign(directory, "--inception", "20260101000000", "--expiration", "20360101000000").MustSucceed();
        ForeignRun verified = ForeignTool.Run("dnssec-verify", "-z", "-o", "example.", directory["signed"]);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
    }

    [ForeignToolFact(SoftHsm.Program)]
    public void Signall_LeavesTheOldZoneWhereTheTokenIsAbsent()
    {
        using TemporaryDirectory directory = new();
        WriteKeyFiles(directory, DnssecAlgorithm.ED25519,
            new Pkcs11Uri { Token = "nowhere", Object = "x", ModulePath = SoftHsm.Module });
        directory.Write("signed", "; the last good zone\n");
        SignallRun run = Sign(directory, "--previous", directory["zone"]);
        Assert.Equal(CommandLine.ExitStatus.KeyUnavailable, run.Status);
        Assert.Contains("no such token", run.Error, StringComparison.Ordinal);
        Assert.Equal("; the last good zone\n", File.ReadAllText(directory["signed"]));
    }

    [ForeignToolFact(SoftHsm.Program)]
    public void KeyDirectory_ReadsTheTokensUriFromBindsPrivateFile()
    {
        using TemporaryDirectory directory = new();
        Pkcs11Uri uri = SoftHsm.UriOf(DnssecAlgorithm.RSASHA256);
        WriteKeyFiles(directory, DnssecAlgorithm.RSASHA256, uri);
        FindingList findings = new();
        using KeyDirectory keys = KeyDirectory.Read(directory["keys"], SoftHsm.Zone, findings);
        Assert.Empty(findings.Kept);
        DirectoryKey key = Assert.Single(keys.Keys);
        Assert.Equal(uri, key.Reference?.Token);
        Assert.Null(key.Software);
        Assert.Equal(new Timestamp(1_700_000_000), key.Timing.Activate);
    }

    private static SignallRun Sign(TemporaryDirectory directory, params string[] options) => SignallRun.Run([
        "--zone-file", directory.Write("zone", Zone), "--origin", "example.", "--keys", directory["keys"],
        "--output", directory["signed"], "--pin", "file:" + PinFile(directory), .. options]);

    private static string PinFile(TemporaryDirectory directory)
    {
        string path = directory.WriteSecret("pin", SoftHsm.Pin + "\n");
        return path;
    }

    private static void WriteKeyFiles(TemporaryDirectory directory, DnssecAlgorithm algorithm, Pkcs11Uri uri)
    {
        ZoneKey key = SoftHsm.Instance.SoftwareKeyOf(algorithm).Key;
        KeyTiming timing = new()
        {
            Publish = new Timestamp(1_700_000_000),
            Activate = new Timestamp(1_700_000_000)
        };
        string stem = Path.Combine("keys", BindKeyName.Of(key).ToString());
        directory.Write(stem + ".key", new BindPublicFile(key, 3600, timing).ToText());
        directory.Write(stem + ".private", new BindTokenFile(algorithm, uri, timing).ToText(key));
    }
}
