using DnssecToolkit.Canonical;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Keys;

/// <summary>Key files between us, BIND, ldns and OpenSSL.</summary>
public class KeyFilesInteropTests
{
    private static readonly DomainName Example = DomainName.Parse("example.com");
    private static readonly KeyTiming Always = new()
    {
        Created = new(1_700_000_000),
        Publish = new(1_700_000_000),
        Activate = new(1_700_000_000)
    };

    [ForeignToolTheory("dnssec-keygen", "dnssec-dsfromkey")]
    [InlineData("NSEC3RSASHA1")]
    [InlineData("RSASHA256")]
    [InlineData("RSASHA512")]
    [InlineData("ECDSAP256SHA256")]
    [InlineData("ECDSAP384SHA384")]
    [InlineData("ED25519")]
    [InlineData("ED448")]
    public void Read_TakesBindsKeysAndWritesThemBackOctetForOctet(string algorithm)
    {
        using TemporaryDirectory directory = new();
        ForeignRun made = ForeignTool.RunIn(
            directory.FullName, "dnssec-keygen", "-q", "-a", algorithm, "-f", "KSK", "-L", "3600",
            "-A", "+1d", "-I", "+2d", "-D", "+4d", "-P", "sync", "+1d", "example.com");
        string stem = directory[made.Output.Trim()];
        FindingList findings = new();
        using KeyDirectory keys = KeyDirectory.Read(directory.FullName, Example, findings);
        Assert.Empty(findings.Kept);
        DirectoryKey key = Assert.Single(keys.Keys);
        Assert.NotNull(key.Software);
        Assert.Equal(File.ReadAllText(stem + ".key"), new BindPublicFile(key.Key, key.Ttl, key.Timing)
            .ToText());
        using BindPrivateFile file = new(key.Key.Algorithm, key.Software.Private.ExportComponents(),
            key.Timing);
        Assert.Equal(WithLeadingZeros(File.ReadAllText(stem + ".private"), key.Key.Algorithm),
            System.Text.Encoding.ASCII.GetString(file.ToOctets()));
        byte[] digest = new byte[32];
        DsDigest.Compute(DsDigestType.SHA256, Example.Wire, key.Key.RData, digest);
        Assert.Contains(
            Convert.ToHexString(digest), ForeignTool.Run("dnssec-dsfromkey", "-2", stem + ".key").Output,
            StringComparison.Ordinal);
    }

    // Of an ECDSA key whose first octets are zeros, one in 256, BIND writes the others only, and reads both
    // forms.
    private static string WithLeadingZeros(string text, DnssecAlgorithm algorithm)
    {
        const string Label = "PrivateKey: ";
        int size = algorithm switch
        {
            DnssecAlgorithm.ECDSAP256SHA256 => 32,
            DnssecAlgorithm.ECDSAP384SHA384 => 48,
            _ => 0
        };
        return string.Join('\n', text.Split('\n')
            .Select(line => size > 0 && line.StartsWith(Label, StringComparison.Ordinal)
            && Convert.FromBase64String(line[Label.Length..]) is { } octets && octets.Length < size
            ? Label + Convert.ToBase64String([.. new byte[size - octets.Length], .. octets]) : line));
    }

    [ForeignToolTheory("dnssec-signzone", "dnssec-verify")]
    [InlineData(DnssecAlgorithm.RSASHA256)]
    [InlineData(DnssecAlgorithm.RSASHA512)]
    [InlineData(DnssecAlgorithm.ECDSAP256SHA256)]
    [InlineData(DnssecAlgorithm.ECDSAP384SHA384)]
    [InlineData(DnssecAlgorithm.ED25519)]
    [InlineData(DnssecAlgorithm.ED448)]
    public void Write_MakesKeysThatBindSignsWith(DnssecAlgorithm algorithm)
    {
        using TemporaryDirectory directory = new();
        using SoftwareKey ksk = new KeyGeneration(Example, algorithm,
            KeyRole.KSK)
        { Timing = Always }.Generate([]);
        using SoftwareKey zsk = new KeyGeneration(Example, algorithm,
            KeyRole.ZSK)
        { Timing = Always }.Generate([ksk.Key]);
        BindKeyFiles.Write(directory.FullName, ksk, 3600);
        BindKeyFiles.Write(directory.FullName, zsk);
        string zone = directory.Write("zone",
            "@ 3600 SOA ns hostmaster 1 7200 3600 1209600 3600\n@ 3600 NS ns\nns 3600 A 192.0.2.53\n");
        ForeignRun signed = ForeignTool.RunIn(
            directory.FullName, "dnssec-signzone", "-S", "-x", "-K", directory.FullName, "-o", "example.com",
            "-f", "signed", zone);
        Assert.True(signed.ExitCode == 0, signed.Error);
        ForeignRun verified = ForeignTool.RunIn(directory.FullName, "dnssec-verify", "-x", "-o",
            "example.com", "signed");
        Assert.True(verified.ExitCode == 0, verified.Error);
    }

    [ForeignToolTheory("openssl")]
    [InlineData(DnssecAlgorithm.RSASHA256, "")]
    [InlineData(DnssecAlgorithm.RSASHA256, "correct horse")]
    [InlineData(DnssecAlgorithm.ECDSAP256SHA256, "")]
    [InlineData(DnssecAlgorithm.ECDSAP384SHA384, "correct horse")]
    [InlineData(DnssecAlgorithm.ED25519, "correct horse")]
    [InlineData(DnssecAlgorithm.ED448, "")]
    public void Read_FindsWhoseAPemFileOfOpensslIs(DnssecAlgorithm algorithm, string passphrase)
    {
        using TemporaryDirectory directory = new();
        string[] kind = algorithm switch
        {
            DnssecAlgorithm.RSASHA256 => ["RSA"],
            DnssecAlgorithm.ECDSAP256SHA256 => ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
            DnssecAlgorithm.ECDSAP384SHA384 => ["EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
            _ => [algorithm.ToString()],
        };
        string[] encryption = passphrase.Length == 0 ? [] : ["-aes256", "-pass", "pass:" + passphrase];
        string pem = directory["ksk.pem"];
        ForeignRun made = ForeignTool.Run("openssl",
            ["genpkey", "-algorithm", .. kind, .. encryption, "-out", pem]);
        Assert.True(made.ExitCode == 0, made.Error);
        PassphraseReader reader = (_, destination) =>
            System.Text.Encoding.ASCII.GetBytes(passphrase, destination);
        WritePublicKey(directory, algorithm, pem, reader);

        FindingList findings = new();
        using KeyDirectory keys = KeyDirectory.Read(directory.FullName, Example, findings, reader);
        Assert.Equal(pem, Assert.Single(keys.Keys).Reference?.Path);

        FindingList locked = new();
        using KeyDirectory without = KeyDirectory.Read(directory.FullName, Example, locked);
        Assert.Equal(passphrase.Length > 0, without.Keys[0].Software is null);
        Assert.Equal(passphrase.Length > 0, locked.Kept.Any(finding => finding.Code == CheckCodes.KeyLocked));

        FindingList wrong = new();
        using KeyDirectory mistaken = KeyDirectory.Read(directory.FullName, Example, wrong,
            (_, destination) => "wrong"u8.TryCopyTo(destination) ? 5 : 0);
        Assert.All(wrong.Kept,
            finding => Assert.DoesNotContain("wrong", finding.Message, StringComparison.Ordinal));
        Assert.Equal(passphrase.Length > 0, mistaken.Keys[0].Software is null);
    }

    [CorpusFact("rfc/nlnetlabs-dnssec-keys")]
    public void Read_TakesTheKeysOfLdnsOfEveryAlgorithmAndTheirDs()
    {
        string directory = Corpus.PathOf("rfc/nlnetlabs-dnssec-keys");
        FindingList findings = new();
        using KeyDirectory keys = KeyDirectory.Read(directory, DomainName.Parse("test"), findings);
        Assert.DoesNotContain(findings.Kept, finding => finding.Code != CheckCodes.KeyFileMode);
        Assert.Equal(8, keys.Keys.Count);
        foreach (DirectoryKey key in keys.Keys)
        {
            Assert.NotNull(key.Software);
            Assert.Equal(KeyState.Active, key.Timing.StateAt(new Timestamp(0)));
            string ds = Path.ChangeExtension(key.File, ".ds");
            if (!File.Exists(ds))
            {
                continue;
            }

            string[] fields = File.ReadAllText(ds)
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            byte[] digest = new byte[DsDigest.MaximumLength];
            int length = DsDigest.Compute((DsDigestType)byte.Parse(fields[5], null), key.Key.Zone.Wire,
                key.Key.RData, digest);
            Assert.Equal(fields[6], Convert.ToHexString(digest, 0, length), ignoreCase: true);
            Assert.Equal(fields[3],
                key.Key.Tag.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private static void WritePublicKey(
        TemporaryDirectory directory, DnssecAlgorithm algorithm, string pem, PassphraseReader reader)
    {
        using PrivateKeyComponents components = PemKeyFile.Read(pem, reader);
        using PrivateKey half = PrivateKey.FromComponents(algorithm, components);
        ZoneKey key = new(Example, [1, 1, 3, (byte)algorithm, .. half.PublicKey]);
        directory.Write(BindKeyName.Of(key) + ".key", new BindPublicFile(key, null, KeyTiming.None).ToText());
    }
}
