using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Tests.Keys;

public class KeyGenerationTests
{
    private static readonly DomainName Zone = DomainName.Parse("example");

    [Fact]
    public void Generate_TakesNoTagThatIsTakenPlainOrRevoked()
    {
        // A key's tag runs over all values: with 50,000 of 65,536 tags taken, only one key in some eighteen will do.
        List<ZoneKey> existing = [];
        HashSet<KeyTag> taken = [];
        for (int i = 0; taken.Count < 50_000 && i < 65_536; i++)
        {
            ZoneKey key = new(Zone, [1, 0, 3, 15, (byte)(i >> 8), (byte)(i & 0xff)]);
            existing.Add(key);
            taken.UnionWith(key.PlainAndRevokedTags());
        }

        using SoftwareKey made = new KeyGeneration(Zone, DnssecAlgorithm.ED25519, KeyRole.KSK).Generate(existing);
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
}
