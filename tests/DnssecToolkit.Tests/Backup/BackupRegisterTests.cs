using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Tests.Backup;

/// <summary>The register of copies as a text.</summary>
public sealed class BackupRegisterTests : IDisposable
{
    private readonly SealedSample _sample = new(large: 10);

    public void Dispose() => _sample.Dispose();

    [Fact]
    public void What_is_written_is_read_again()
    {
        BackupManifest manifest = SealedSample.Read(_sample.Octets).Manifest;
        BackupRegister register = BackupRegister.Empty.WithCopy(manifest, "/media/a b/set")
            .WithCopy(manifest, "/media/c")
            .WithProof(manifest, "/media/c", manifest.Keys[0].Key, manifest.Created
                + 5, ProofBasis.Published);
        FindingList findings = new();
        BackupRegister read = BackupRegister.Read(register.ToOctets(), "register", findings);
        Assert.Empty(findings.Kept);
        Assert.Equal(register.Copies.AsEnumerable(), read.Copies);
        Assert.Equal("/media/a b/set", read.Copies[0].Place);
        Assert.Equal(ProofBasis.Published, Assert.Single(read.Copies, copy => copy.Proven is not null).Basis);
        Assert.True(read.Satisfies(manifest.Keys[0].Key, BackupDemand.Proven));
        Assert.True(read.Satisfies(manifest.Keys[0].Key.Revoked(), BackupDemand.Made)); // the same private key
    }

    [Fact]
    public void A_key_in_a_second_device_satisfies_the_gate_until_the_device_is_erased()
    {
        BackupManifest manifest = SealedSample.Read(_sample.Octets).Manifest;
        BackupKey key = manifest.Keys[0];
        BackupRegister register = BackupRegister.Empty.WithDevice(key.Key, key.Role, "Keyper K-2",
            manifest.Created);
        FindingList findings = new();
        BackupRegister read = BackupRegister.Read(register.ToOctets(), "register", findings);
        Assert.Empty(findings.Kept);
        Assert.Equal(BackupCopy.NoSet, Assert.Single(read.Copies).Set);
        Assert.True(read.Satisfies(key.Key, BackupDemand.Proven));
        Assert.Single(read.WithDevice(key.Key, key.Role, "Keyper K-2", manifest.Created + 5).Copies);
        Assert.False(read.Without("Keyper K-2").Satisfies(key.Key, BackupDemand.Made));
    }

    [Theory]
    [InlineData("", ProofBasis.Manifest)] // as earlier versions wrote it
    [InlineData("/manifest", ProofBasis.Manifest)]
    [InlineData("/published", ProofBasis.Published)]
    public void A_proof_says_whose_dnskey_verified_it(string ending, ProofBasis basis)
    {
        string row = $"cr. KSK 013 20260101000000 20260102000000{ending} {new string('a', 32)} {new string('A', 64)} /media/a\n";
        FindingList findings = new();
        BackupRegister read = BackupRegister.Read(
            System.Text.Encoding.ASCII.GetBytes("zone type alg made proven set ds place\n" + row), "register",
            findings);
        Assert.Empty(findings.Kept);
        BackupCopy copy = Assert.Single(read.Copies);
        Assert.Equal(basis, copy.Basis);
        Assert.NotNull(copy.Proven);
        Assert.Contains(basis == ProofBasis.Published ? "/published "
            : "/manifest ", System.Text.Encoding.ASCII.GetString(read.ToOctets()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_made_is_not_a_copy_proven()
    {
        BackupManifest manifest = SealedSample.Read(_sample.Octets).Manifest;
        BackupRegister register = BackupRegister.Empty.WithCopy(manifest, "/media/a");
        Assert.True(register.Satisfies(manifest.Keys[0].Key, BackupDemand.Made));
        Assert.False(register.Satisfies(manifest.Keys[0].Key, BackupDemand.Proven));
        Assert.False(BackupRegister.Empty.Satisfies(manifest.Keys[0].Key, BackupDemand.Made));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("something else\n", 1)]
    [InlineData("zone type alg made proven set ds place\ncr. KSK 013 yesterday - 0 0 x\n", 2)]
    public void A_line_that_is_none_is_named(string text, int line)
    {
        FindingList findings = new();
        BackupRegister.Read(System.Text.Encoding.ASCII.GetBytes(text), "register", findings);
        Finding finding = Assert.Single(findings.Kept);
        Assert.Equal(CheckCodes.BackupRegister, finding.Code);
        Assert.Equal(line, finding.Location.Line);
    }

    [Fact]
    public void Mutated_registers_are_read_or_faulted()
    {
        BackupManifest manifest = SealedSample.Read(_sample.Octets).Manifest;
        byte[] octets = BackupRegister.Empty.WithCopy(manifest, "/media/a").WithCopy(manifest, "/media/b")
            .ToOctets();
        Mutation mutation = new(3);
        for (int round = 0; round < 4000; round++)
        {
            BackupRegister read = BackupRegister.Read(mutation.Of(octets), "register", new FindingList());
            Assert.All(read.Copies, copy => Assert.Equal(64, copy.Digest.Length));
        }
    }
}
