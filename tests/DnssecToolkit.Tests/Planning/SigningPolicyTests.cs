using DnssecToolkit.Diagnostics;
using DnssecToolkit.Planning;
using DnssecToolkit.Records;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.Planning;

public class SigningPolicyTests
{
    private static readonly Timestamp Moment = new(1_800_000_000);
    private static readonly SigningPolicy Default = new() { Moment = Moment };

    [Fact]
    public void Check_TakesTheDefaults() => Default.Check();

    [Fact]
    public void ExpirationOf_SpreadsOverTheJitterAndNoFurther()
    {
        Timestamp latest = Moment + SigningPolicy.DefaultValidity;
        Assert.Equal(latest, Default.ExpirationOf(RRType.A, 0));
        Assert.Equal(latest - Default.JitterTime, Default.ExpirationOf(RRType.A, ulong.MaxValue));
        Assert.Equal(latest, Default.ExpirationOf(RRType.DNSKEY, ulong.MaxValue));
    }

    [Fact]
    public void ExpirationOf_AGivenExpirationHasNoJitterUnlessAskedFor()
    {
        SigningPolicy given = Default with { Expiration = Moment + 100_000 };
        Assert.Equal(Moment + 100_000, given.ExpirationOf(RRType.A, ulong.MaxValue));
        Assert.Equal(Moment + 99_000, (given with { Jitter = 1_000 }).ExpirationOf(RRType.A, ulong.MaxValue));
    }

    public static TheoryData<SigningPolicy, string> Clashes() => new()
    {
        { Default with { Validity = 0 }, "would end before" },
        { Default with { Expiration = Moment }, "would end before" },
        { Default with { Inception = Moment + 1 }, "would begin at" },
        { Default with { Jitter = -1 }, "negative" },
        { Default with { Refresh = 13 * 86_400 }, "each run would make every signature again" },
        { Default with { DnskeyValidity = 86_400 }, "DNSKEY validity" },
        { Default with { Validity = int.MaxValue }, "68 years" },
        { Default with { Validity = uint.MaxValue }, "1970 and 2106" },
        { Default with { Expiration = Moment - 86_400 }, "would end before" },
    };

    [Theory]
    [MemberData(nameof(Clashes))]
    public void Check_RefusesTimesThatClash(SigningPolicy policy, string said) =>
        Assert.Contains(said, Assert.Throws<UsageException>(policy.Check).Message, StringComparison.Ordinal);
}
