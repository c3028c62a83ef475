using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.Keys;

public class KeyGenerationTests
{
    private static readonly DomainName Zone = DomainName.Parse("example");

    [Fact]
    public void Generate_TakesNoTagThatIsTakenPlainOrRevoked()
    {
        // A key's tag runs over all values: with 50,000 of 65,536 tags taken, only one key in some eighteen
        // will do.
        List<ZoneKey> existing = [];
        HashSet<KeyTag> taken = [];
        for (int i = 0; taken.Count < 50_000 && i < 65_536; i++)
        {
            ZoneKey key = new(Zone, [1, 0, 3, 15, (byte)(i >> 8), (byte)(i & 0xff)]);
            existing.Add(key);
            taken.UnionWith(key.PlainAndRevokedTags());
        }

        using SoftwareKey made = new KeyGeneration(Zone, DnssecAlgorithm.ED25519, KeyRole.KSK)
            .Generate(existing);
        Assert.All(made.Key.PlainAndRevokedTags(), tag => Assert.DoesNotContain(tag, taken));
    }

    [Fact]
    public void Generate_SetsTheSepFlagOfKskAndCsk()
    {
        foreach (KeyRole role in Enum.GetValues<KeyRole>())
        {
            using SoftwareKey key = new KeyGeneration(Zone, DnssecAlgorithm.ED25519, role).Generate([]);
            Assert.Equal(role != KeyRole.ZSK, key.Key.IsSep);
        }
    }

    [Fact]
    public void Generate_RefusesWeakKeysUnlessForced()
    {
        KeyGeneration sha1 = new(Zone, DnssecAlgorithm.RSASHA1, KeyRole.ZSK);
        KeyGeneration small = new(Zone, DnssecAlgorithm.RSASHA256, KeyRole.ZSK) { Bits = 1024 };
        Assert.Equal(CheckCodes.KeyWeak, Assert.Throws<RefusedException>(() => sha1.Generate([])).Code);
        Assert.Equal(CheckCodes.KeyWeak, Assert.Throws<RefusedException>(() => small.Generate([])).Code);
        using SoftwareKey forced = (small with { Weak = WeakKeys.Allowed }).Generate([]);
        Assert.Equal(1024, PublicKeyFormat.BitsOf(forced.Key.Algorithm, forced.Key.PublicKey));
        Assert.Throws<UsageException>(() => (small with { Bits = 8192 }).Generate([]));
    }

    [Theory]
    [InlineData(10, 20, 30, 40, null)]
    [InlineData(10, 20, 20, 40,
        "Inactive (1970-01-01T00:00:20Z) is not after Activate (1970-01-01T00:00:20Z)")]
    [InlineData(10, 20, 30, 5, "Delete (1970-01-01T00:00:05Z) is not after Publish (1970-01-01T00:00:10Z)")]
    [InlineData(10, 20, 40, 30, "Delete (1970-01-01T00:00:30Z) comes before Inactive (1970-01-01T00:00:40Z)")]
    [InlineData(30, 20, 40, 50, null)] // activated before its publication: it waits for that
    public void Contradiction_NamesTheMomentsOutOfOrder(int publish, int activate, int inactive, int delete,
        string? expected)
    {
        KeyTiming timing = new()
        {
            Publish = new Timestamp(publish),
            Activate = new Timestamp(activate),
            Inactive = new Timestamp(inactive),
            Delete = new Timestamp(delete),
        };
        Assert.Equal(expected, timing.Contradiction());
        Assert.Null((timing with { Inactive = null, Delete = null }).Contradiction());
    }
}
