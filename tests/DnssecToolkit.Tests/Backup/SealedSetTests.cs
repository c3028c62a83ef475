using DnssecToolkit.Backup;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Tests.Backup;

/// <summary>Sealed sets: what opens them, and what is found where one is damaged.</summary>
public sealed class SealedSetTests : IDisposable
{
    private const int ChunkLength = 65_536 + 16;

    private readonly SealedSample _sample = new();

    public void Dispose() => _sample.Dispose();

    [Fact]
    public void A_passphrase_gives_all_files_back()
    {
        SealedSet set = SealedSample.Read(_sample.Octets);
        using ContentKey key = set.Unlock(System.Text.Encoding.UTF8.GetBytes(SealedSample.Passphrase));
        using BackupContents contents = set.Open(key);
        Assert.Equal(["configuration/empty", "keys/a.private", "tokens/softhsm/object"], contents.Files.Keys);
        Assert.Equal("the secret"u8.ToArray(), contents.Files["keys/a.private"].ToArray());
        Assert.Equal(_sample.Large, contents.Files["tokens/softhsm/object"].ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(65_526)]    // with the secret, exactly one chunk
    [InlineData(65_527)]
    [InlineData(131_062)]   // exactly two
    public void Payloads_around_the_length_of_a_chunk_come_back(int large)
    {
        using SealedSample sample = new(large);
        SealedSet set = SealedSample.Read(sample.Octets);
        using ContentKey key = set.Unlock(sample.Shares[1..]);
        using BackupContents contents = set.Open(key);
        Assert.Equal(sample.Large, contents.Files["tokens/softhsm/object"].ToArray());
    }

    [Fact]
    public void The_manifest_is_readable_without_a_secret()
    {
        BackupManifest manifest = SealedSample.Read(_sample.Octets).Manifest;
        Assert.Equal("for a test", manifest.Note);
        Assert.Equal(["A-1"], manifest.Bags);
        Assert.Equal("cr.", Assert.Single(manifest.Keys).Key.Zone.ToString());
        Assert.Equal(SealedSample.Custodians,
            Assert.Single(manifest.Slots.OfType<ShareSlot>()).Custodians.Select(custodian => custodian.Name));
        Assert.DoesNotContain("the secret", System.Text.Encoding.Latin1.GetString(_sample.Octets),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Another_passphrase_opens_nothing_and_the_message_says_what_would()
    {
        RefusedException refused = Assert.Throws<RefusedException>(() => SealedSample.Read(_sample.Octets)
            .Unlock("wrong"u8));
        Assert.Equal(CheckCodes.BackupLocked, refused.Code);
        Assert.Contains("2 of the shares of Ana, Berta, Carlos", refused.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_flipped_bit_anywhere_is_found_and_named()
    {
        using SealedSample small = new(large: 10);
        int payload = PayloadStart(small.Octets);
        int trailer = small.Octets.AsSpan().LastIndexOf("\npreamble "u8);
        for (int bit = 0; bit < 8 * small.Octets.Length; bit++)
        {
            int place = bit / 8;
            byte[] flipped = [.. small.Octets];
            flipped[place] ^= (byte)(1 << (bit % 8));
            IReadOnlyList<Finding> findings = SealedSample.Refuse(flipped);
            Assert.All(findings,
                finding => Assert.StartsWith("BACKUP-", finding.Code.Tag, StringComparison.Ordinal));
            Assert.Equal(place >= payload
                && place < trailer, findings.Any(finding =>
                    finding.Message.StartsWith("chunk 1 of 1", StringComparison.Ordinal)
                && finding.Message.EndsWith("is not what was written", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData(0, "chunk 1 of 2")]
    [InlineData(ChunkLength - 1, "chunk 1 of 2")]
    [InlineData(ChunkLength, "chunk 2 of 2")]
    public void A_flipped_bit_of_the_payload_is_found_and_its_chunk_named(int offset, string chunk)
    {
        byte[] flipped = [.. _sample.Octets];
        flipped[PayloadStart() + offset] ^= 1;
        Finding finding = Assert.Single(SealedSample.Refuse(flipped));
        Assert.Equal(CheckCodes.BackupDamaged, finding.Code);
        Assert.Contains(chunk, finding.Message, StringComparison.Ordinal);
        Assert.EndsWith("is not what was written", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_set_is_refused_at_every_length()
    {
        for (int length = 0; length < _sample.Octets.Length; length += length < 6000 ? 1 : 997)
        {
            Assert.Equal(CheckCodes.BackupFormat,
                Assert.Single(SealedSample.Refuse(_sample.Octets[..length])).Code);
        }
    }

    [Fact]
    public void Octets_behind_the_end_are_refused()
    {
        Finding finding = Assert.Single(SealedSample.Refuse([.. _sample.Octets, (byte)'\n']));
        Assert.Contains("1 octets were put behind", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Exchanged_chunks_are_refused()
    {
        using SealedSample even = new(131_062);
        int start = PayloadStart(even.Octets);
        byte[] exchanged = [.. even.Octets];
        even.Octets.AsSpan(start, ChunkLength).CopyTo(exchanged.AsSpan(start + ChunkLength));
        even.Octets.AsSpan(start + ChunkLength, ChunkLength).CopyTo(exchanged.AsSpan(start));
        Assert.Equal(2, SealedSample.Refuse(exchanged).Count);
    }

    [Fact]
    public void Exchanged_chunks_with_a_new_signature_do_not_open()
    {
        using SealedSample even = new(131_062);
        int start = PayloadStart(even.Octets);
        byte[] first = even.Octets[start..(start + ChunkLength)];
        byte[] second = even.Octets[(start + ChunkLength)..(start + (2 * ChunkLength))];
        byte[] forged = Forgery.Sign(even.Octets[..start], [second, first]);
        SealedSet set = SealedSample.Read(forged);
        using ContentKey key = set.Unlock(even.Shares[..2]);
        RefusedException refused = Assert.Throws<RefusedException>(() => set.Open(key));
        Assert.Contains("chunk 1 of 2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_manifest_with_a_new_signature_does_not_open()
    {
        int start = PayloadStart();
        byte[] preamble = _sample.Octets[..start];
        int note = preamble.AsSpan().IndexOf("for a test"u8);
        preamble[note] = (byte)'F';
        int split = start + ChunkLength;
        int end = _sample.Octets.AsSpan().LastIndexOf("\npreamble "u8);
        SealedSet set = SealedSample.Read(Forgery.Sign(preamble,
            [_sample.Octets[start..split], _sample.Octets[split..end]]));
        Assert.Equal("For a test", set.Manifest.Note);
        using ContentKey key = set.Unlock(_sample.Shares[..2]);
        Assert.Throws<RefusedException>(() => set.Open(key));
    }

    [Fact]
    public void Foreign_files_are_no_sealed_sets()
    {
        foreach (byte[] foreign in (byte[][])[[], "PK\u0003\u0004"u8.ToArray(), "dnssec-sealed-set 2\n"u8.ToArray(), new byte[100_000]])
        {
            Assert.Equal(CheckCodes.BackupFormat, Assert.Single(SealedSample.Refuse(foreign)).Code);
        }
    }

    [Fact]
    public void A_set_that_nobody_could_open_is_not_made()
    {
        using BackupContents contents = new();
        contents.Add("keys/a", [1]);
        using SealedSetWriter writer = new(new BackupManifest { Created = default, Tool = "t" }, contents);
        using PrivateKey signer = PrivateKey.Generate(DnssecAlgorithm.ED25519);
        Assert.Throws<UsageException>(() => writer.Seal(signer));
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("keys/../../x")]
    [InlineData("keys//x")]
    [InlineData("")]
    [InlineData("a\nb")]
    public void A_name_that_leads_elsewhere_is_none(string name)
    {
        using BackupContents contents = new();
        Assert.Throws<UsageException>(() => contents.Add(name, []));
    }

    private int PayloadStart() => PayloadStart(_sample.Octets);

    private static int PayloadStart(ReadOnlySpan<byte> octets)
    {
        int line = octets.IndexOf("\npayload "u8) + 1;
        return line + octets[line..].IndexOf((byte)'\n') + 1;
    }
}
