using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.Keys;

public class KeyRolesTests
{
    private static readonly Timestamp T = new(1_000);
    private static readonly KeyTiming Active = new() { Created = T, Publish = T, Activate = T };
    private static readonly KeyTiming Published = new() { Created = T, Publish = T };

    [Fact]
    public void StateAt_AMomentThatIsNullNeverComes()
    {
        Assert.Equal(KeyState.Generated, new KeyTiming { Created = T }.StateAt(T + 1_000_000));
        Assert.Equal(KeyState.Active, KeyTiming.None.StateAt(T));
        Assert.Equal(KeyState.Published, new KeyTiming { Activate = T }.StateAt(T - 1));
    }

    [Theory]
    [InlineData(9, KeyState.Generated)]
    [InlineData(10, KeyState.Published)]
    [InlineData(20, KeyState.Active)]
    [InlineData(30, KeyState.Retired)]
    [InlineData(40, KeyState.Revoked)]
    [InlineData(50, KeyState.Removed)]
    public void StateAt_IncludesEachStartAndNoEnd(long moment, KeyState expected)
    {
        KeyTiming timing = new()
        {
            Created = new(0),
            Publish = new(10),
            Activate = new(20),
            Inactive = new(30),
            Revoke = new(40),
            Delete = new(50),
        };
        Assert.Equal(expected, timing.StateAt(new Timestamp(moment)));
    }

    [Fact]
    public void At_SplitsTheWorkBetweenKskAndZsk()
    {
        DirectoryKey ksk = Key(257, 1, Active);
        DirectoryKey zsk = Key(256, 2, Active);
        DirectoryKey next = Key(256, 3, Published);
        KeyRoles roles = KeyRoles.At([ksk, zsk, next], T);
        Assert.Equal([ksk.Key.Tag, zsk.Key.Tag, next.Key.Tag], roles.Publish.Select(key => key.Tag));
        Assert.Same(ksk.Key, Assert.Single(roles.SignDnskey));
        Assert.Same(zsk.Key, Assert.Single(roles.SignZone));
        Assert.Same(ksk.Key, Assert.Single(roles.SignersAtApex(RRType.CDS)));
        Assert.Same(zsk.Key, Assert.Single(roles.SignersAtApex(RRType.SOA)));
    }

    [Fact]
    public void At_ALoneKeySignsEverything()
    {
        foreach (ushort flags in (ushort[])[256, 257])
        {
            KeyRoles roles = KeyRoles.At([Key(flags, 1, Active)], T);
            Assert.Single(roles.SignDnskey);
            Assert.Single(roles.SignZone);
        }
    }

    [Fact]
    public void At_JudgesEachAlgorithmByItself()
    {
        DirectoryKey ksk = Key(257, 1, Active);
        DirectoryKey zsk = Key(256, 2, Active);
        DirectoryKey csk = Key(257, 3, Active, DnssecAlgorithm.ED448);
        KeyRoles roles = KeyRoles.At([csk, zsk, ksk], T);
        Assert.Equal([ksk.Key, csk.Key], roles.SignDnskey.ToArray());
        Assert.Equal([zsk.Key, csk.Key], roles.SignZone.ToArray());
    }

    [Fact]
    public void At_ARevokedKeySignsTheDnskeyRRsetOnly()
    {
        DirectoryKey old = Key(257, 1, Active with { Revoke = T });
        DirectoryKey ksk = Key(257, 2, Active);
        DirectoryKey zsk = Key(256, 3, Active);
        KeyRoles roles = KeyRoles.At([old, ksk, zsk], T);
        Assert.Equal(2, roles.SignDnskey.Length);
        Assert.True(Assert.Single(roles.Revoked).IsRevoked);
        Assert.Single(roles.SignersAtApex(RRType.CDNSKEY));
        Assert.Equal([zsk.Key], roles.SignZone.ToArray());
        Assert.Equal(3, roles.Publish.Length);
    }

    private static DirectoryKey Key(
        ushort flags, byte tag, KeyTiming timing, DnssecAlgorithm algorithm = DnssecAlgorithm.ED25519) =>
        new(new ZoneKey(DomainName.Root,
            [(byte)(flags >> 8), (byte)(flags & 0xff), 3, (byte)algorithm, 0, tag]), timing, "K");
}
