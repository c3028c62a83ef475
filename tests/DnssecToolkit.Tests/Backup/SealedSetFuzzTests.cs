using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Tests.Backup;

/// <summary>Mutated sets, manifests and shares give findings or refusals, never another exception.</summary>
public sealed class SealedSetFuzzTests : IDisposable
{
    private const int Rounds = 4000;

    private readonly SealedSample _sample = new(large: 100);

    public void Dispose() => _sample.Dispose();

    [Fact]
    public void Mutated_sets_are_refused_with_findings()
    {
        Mutation mutation = new(20261121);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] mutated = mutation.Of(_sample.Octets);
            if (!mutated.AsSpan().SequenceEqual(_sample.Octets))
            {
                SealedSample.Refuse(mutated);
            }
        }
    }

    [Fact]
    public void Mutated_manifests_are_read_or_faulted()
    {
        byte[] manifest = ManifestWriter.Write(SealedSample.Read(_sample.Octets).Manifest);
        Mutation mutation = new(7);
        int read = 0;
        for (int round = 0; round < Rounds; round++)
        {
            BackupManifest? found = ManifestReader.Read(mutation.Of(manifest), out string? fault);
            Assert.Equal(found is null, fault is not null);
            read += found is null ? 0 : 1;
        }

        Assert.InRange(read, 1, Rounds - 1);
    }

    [Fact]
    public void Mutated_shares_are_refused()
    {
        using SecretText written = new();
        ShareText.Write(written, _sample.Shares[0], ["custodian"]);
        byte[] text = written.ToOctets();
        Mutation mutation = new(11);
        for (int round = 0; round < Rounds; round++)
        {
            try
            {
                using Share share = ShareText.Read(System.Text.Encoding.Latin1.GetString(mutation.Of(text)),
                    "share");
                Assert.Equal(_sample.Shares[0].Octets, share.Octets); // what was changed does not count
            }
            catch (RefusedException refused)
            {
                Assert.Equal(CheckCodes.BackupShare, refused.Code);
            }
        }
    }
}
