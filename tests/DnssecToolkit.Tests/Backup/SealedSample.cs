using DnssecToolkit.Backup;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.Backup;

/// <summary>A set of three files, the second larger than a chunk, opened by a passphrase or two of three
/// shares.</summary>
internal sealed class SealedSample : IDisposable
{
    internal const string Passphrase = "correct horse battery staple";
    internal static readonly string[] Custodians = ["Ana", "Berta", "Carlos"];

    private readonly SoftwareKey _key = new KeyGeneration(DomainName.Parse("cr."),
        DnssecAlgorithm.ECDSAP256SHA256, KeyRole.KSK).Generate([]);

    internal SealedSample(int large = 70_000)
    {
        Large = new byte[large];
        for (int i = 0; i < large; i++)
        {
            Large[i] = (byte)(i * 7 % 251);
        }

        using BackupContents contents = new();
        contents.Add("keys/a.private", "the secret"u8.ToArray());
        contents.Add("tokens/softhsm/object", [.. Large]);
        contents.Add("configuration/empty", []);
        BackupManifest description = new()
        {
            Created = new Timestamp(1_795_219_200),
            Tool = "keybackup 0.1.0",
            Note = "for a test",
            Bags = ["A-1"],
            Keys = [new BackupKey(_key.Key, KeyRole.KSK, "keys/a.private")],
            Stores = [new BackupStore("softhsm", "softhsm")],
        };
        using SealedSetWriter writer = new(description, contents);
        writer.AddPassphrase("registry", System.Text.Encoding.UTF8.GetBytes(Passphrase),
            new ScryptCost(ScryptCost.Least));
        Shares = writer.AddShares(2, Custodians);
        using PrivateKey signer = PrivateKey.Generate(DnssecAlgorithm.ED25519);
        Octets = writer.Seal(signer);
    }

    internal byte[] Large { get; }

    internal byte[] Octets { get; }

    internal Share[] Shares { get; }

    public void Dispose()
    {
        Array.ForEach(Shares, share => share.Dispose());
        _key.Dispose();
    }

    /// <summary>Reads octets that should be whole.</summary>
    internal static SealedSet Read(byte[] octets)
    {
        FindingList findings = new();
        SealedSet? set = SealedSetReader.Read(octets, "set", findings);
        Assert.Empty(findings.Kept);
        return Assert.IsType<SealedSet>(set);
    }

    /// <summary>Reads octets that are not whole, and gives the findings.</summary>
    internal static IReadOnlyList<Finding> Refuse(byte[] octets)
    {
        FindingList findings = new();
        Assert.Null(SealedSetReader.Read(octets, "set", findings));
        Assert.NotEmpty(findings.Kept);
        return findings.Kept;
    }
}
