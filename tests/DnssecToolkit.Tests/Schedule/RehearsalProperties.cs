using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;
using FsCheck;
using FsCheck.Fluent;
using Interval = DnssecToolkit.Time.Interval;

namespace DnssecToolkit.Tests.Schedule;

/// <summary>What the rehearsal promises: it sees what walking resolvers see, and nothing breaks in the rhythm
/// of a sound policy.</summary>
public class RehearsalProperties
{
    private const long Hour = 3_600;
    private const long Day = 24 * Hour;

    private const ulong Seed = 20_261_121; // the same worlds of two signers each time
    private const ulong Gamma = 8_901;

    private static readonly DomainName Zone = DomainName.Parse("cr.");
    private static readonly Timestamp Origin = KeyIndexTests.At("20260101000000");

    /// <summary>The terms of RFC 7583, each of which some interval would be too short without.</summary>
    public static TheoryData<string> SafetyTerms =>
    [
        "dnskey-ttl", "max-zone-ttl", "parent-ds-ttl", "zone-propagation-delay", "parent-propagation-delay",
        "parent-registration-delay", "publish-safety", "retire-safety", "signatures-validity",
        "signatures-refresh",
    ];

    private static Gen<RolloverPolicy> Policies =>
        from hours in Gen.Choose(1, 72).ArrayOf(9)
        from days in Gen.Choose(1, 40).ArrayOf(6)
        select new RolloverPolicy
        {
            DnskeyTtl = Hours(hours[0]),
            MaxZoneTtl = Hours(hours[1]),
            DsTtl = Hours(hours[2]),
            PropagationDelay = Hours(hours[3] / 12),
            ParentPropagationDelay = Hours(hours[4] / 12),
            ParentRegistrationDelay = Hours(hours[5]),
            PublishSafety = Hours(hours[6] / 12),
            RetireSafety = Hours(hours[7] / 12),
            SignatureValidity = Hours(120 + (4 * hours[8])),
            SignatureRefresh = Hours(hours[1] + (hours[3] / 12) + days[5]),
            ZskPeriod = days[0] % 2 == 0 ? new Period(1 + (days[0] % 4), 0) : Period.FromDays(20 + days[0]),
            ZskPublish = Period.FromDays(days[1]),
            ZskUse = days[0] % 2 == 0
                ? new Period(1 + (days[0] % 4), days[2] * Day) : Period.FromDays(20 + days[0] + days[2]),
            ZskLife = days[0] % 2 == 0 ? new Period(1 + (days[0] % 4), (days[2] + days[3]) * Day)
                : Period.FromDays(20 + days[0] + days[2] + days[3]),
            KskPeriod = new Period(2 + (days[4] % 12), 0),
            KskLife = new Period(2 + (days[4] % 12), (3 + days[5]) * Day),
        };

    [Fact]
    public void ASoundPolicyNeverBreaksInTenYears()
    {
        int sound = 0;
        Prop.ForAll(Policies.ToArbitrary(), Gen.Elements(KeyScheme.KskZsk, KeyScheme.Csk).ToArbitrary(),
            (policy, scheme) =>
        {
            FindingList findings = new();
            RolloverPolicyChecks.Check(policy, scheme, default, findings);
            if (findings.HasFaults || sound >= 40)
            {
                return true;
            }

            sound++;
            Timestamp end = Origin + new Period(120, 0);
            KeySchedule schedule = Rhythm(policy, scheme, end);
            return Rehearsal.Of(schedule, Origin, new Interval(Origin, end)).IsClean;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
        Assert.True(sound >= 40, $"only {sound} policies were sound");
    }

    [Theory]
    [MemberData(nameof(SafetyTerms))]
    public void ARhythmMadeWithoutASafetyTermBreaks(string term)
    {
        RolloverPolicy tight =
            Tight(RolloverPolicy.TopLevel with { ParentRegistrationDelay = Period.FromDays(3) });
        RolloverPolicyValue value = RolloverPolicyValue.All.Single(known => known.Name == term);
        // Without its signing delay a policy takes signatures to be replaced at once: valid no longer than
        // until they are made anew, or made anew as soon as they are valid.
        Period none = term switch
        {
            "signatures-validity" => tight.SignatureRefresh,
            "signatures-refresh" => tight.SignatureValidity,
            _ => Period.Zero,
        };
        RolloverPolicy careless =
            Tight(value.With(RolloverPolicy.TopLevel with { ParentRegistrationDelay = Period.FromDays(3) },
                none));
        Assert.True(Breaks(tight, tight).IsClean);
        Assert.False(Breaks(careless, tight).IsClean);

        static Rehearsal Breaks(RolloverPolicy planned, RolloverPolicy real)
        {
            Timestamp end = Origin + new Period(36, 0);
            KeySchedule schedule = Rhythm(planned, KeyScheme.KskZsk, end);
            return Rehearsal.Of(new KeySchedule(IndexOf(schedule), Zone, real), Origin,
                new Interval(Origin, end));
        }
    }

    // The root's keys have no DS: resolvers trust one after RFC 5011's hold-down, and that is what the
    // earlier one must stay for.
    [Fact]
    public void ARhythmOfTheRootMadeWithoutTheHoldDownBreaks()
    {
        Assert.True(Rehearse(Period.FromDays(30), Period.FromDays(30)).IsClean);
        Rehearsal careless = Rehearse(Period.Zero, Period.FromDays(30));
        Assert.Contains(careless.Breaks,
            broken => broken is { Kind: RehearsalBreakKind.Chain, Resolvers: RehearsalResolvers.Any });
        Assert.False(Rehearse(new Period(0, Period.FromDays(30).Seconds - 1), Period.FromDays(30)).IsClean);

        static Rehearsal Rehearse(Period planned, Period real)
        {
            Timestamp end = Origin + new Period(36, 0);
            RolloverPolicy policy = OfTheRoot(planned);
            KeyIndex index = KeyRhythm.Begin(DomainName.Root, policy, DnssecAlgorithm.ECDSAP256SHA256,
                KeyScheme.KskZsk, Origin, end).Preview(KeyIndex.Empty);
            return Rehearsal.Of(new KeySchedule(index, DomainName.Root, OfTheRoot(real)), Origin,
                new Interval(Origin, end));
        }

        // Every resolver knows the key, waits, and has forgotten the key set that it had before.
        static RolloverPolicy OfTheRoot(Period holdDown)
        {
            RolloverPolicy tight = Tight(RolloverPolicy.TopLevel with { AddHoldDown = holdDown });
            return tight with
            {
                KskLife = new Period(0, Period.FromDays(300).Seconds
                + (2 * tight.PublicationInterval) + holdDown.Seconds)
            };
        }
    }

    // Another signer has a new ZSK from here a day late: data by it is met by his old key set, too (RFC 8901,
    // model 2).
    [Fact]
    public void ARhythmOfTwoSignersMadeWithoutTheDelayOfTheOtherBreaks()
    {
        Assert.True(Rehearse(Period.FromDays(1)).IsClean);
        RehearsalBreak broken = Rehearse(Period.Zero).Breaks[0];
        Assert.Equal((RehearsalBreakKind.Data, RehearsalResolvers.Any), (broken.Kind, broken.Resolvers));
        Assert.Contains(" from b.example and data of ", broken.Who, StringComparison.Ordinal);
        Assert.Equal(86_400, broken.Time.Seconds);
        Assert.False(Rehearse(new Period(0, 86_399)).IsClean);

        static Rehearsal Rehearse(Period planned)
        {
            Timestamp end = Origin + new Period(36, 0);
            RolloverPolicy real = Tight(RolloverPolicy.TopLevel);
            RolloverPolicy policy =
                real with { ZskPublish = new Period(0, real.PublicationInterval + planned.Seconds) };
            KeyIndex index = IndexOf(Rhythm(policy, KeyScheme.KskZsk, end))
                .Add(KeyMoveTests.OfOther(KeyRole.ZSK, 60_001));
            return Rehearsal.Of(new KeySchedule(index, Zone, real), Origin, new Interval(Origin, end));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ItSeesWhatWalkingResolversSee(bool hasOther)
    {
        int broken = 0;
        int elsewhere = 0;
        Gen<string[]> worlds = !hasOther
            ? Rows : from own in Rows from other in RowsOfOther select (string[])[.. own, .. other];
        Prop.ForAll(worlds.ToArbitrary(), rows =>
        {
            KeySchedule schedule = KeyScheduleTests.Schedule(rows);
            Interval horizon = new(Origin, Origin + (100 * Day));
            foreach (ParentConduct conduct in Enum.GetValues<ParentConduct>())
            {
                Rehearsal rehearsal = Rehearsal.Of(schedule, conduct, Origin, horizon);
                RehearsalBreak[] found =
                    [.. rehearsal.Breaks.Where(found => found.Resolvers == RehearsalResolvers.Any)];
                broken += found.Length > 0 ? 1 : 0;
                elsewhere += found.Count(one => one.Who.Contains(" from b.example",
                    StringComparison.Ordinal));
                found = [.. found.Where(one => !one.Who.EndsWith("data from b.example", StringComparison.Ordinal))]; // his data is tried alone
                WalkingResolvers walk = new(schedule, conduct, Origin);
                foreach (Timestamp moment in walk.Moments(horizon, 7 * Hour)
                    .Concat(found.SelectMany(time => new[] { time.Time.Start - 1, time.Time.Start, time.Time.End - 1, time.Time.End })).Where(horizon.Contains))
                {
                    bool expected = Array.Exists(found, time => time.Time.Contains(moment));
                    Assert.True(expected == walk.IsBroken(moment),
                        $"{conduct} {moment}: {string.Join('\n', rows)}");
                }
            }

            return true;
        }).Check(hasOther ? Config.QuickThrowOnFailure.WithMaxTest(40).WithReplay(Seed, Gamma)
            : Config.QuickThrowOnFailure.WithMaxTest(40));
        Assert.True(broken > 10, $"only {broken} worlds broke");
        Assert.Equal(hasOther, elsewhere > 0);
    }

    // A ZSK and two KSKs of another signer, the second of which comes late, or when the DS of the first has
    // gone.
    private static Gen<string[]> RowsOfOther =>
        from hours in Gen.Choose(0, 24 * 20).ArrayOf(4)
        select (string[])
        [
            $"cr. ZSK 013 60001 {Written(-hours[0])} 20280101000000 20280101000000 20290101000000 signer=b.example",
            $"cr. KSK 013 60002 20250601000000 {Written(hours[1])} {Written(hours[1])} {Written(hours[1] + hours[2])} signer=b.example"
                + $" ds-seen=20250605000000 ds-gone={Written(hours[1])}",
            $"cr. KSK 013 60003 {Written(hours[3])} 20280101000000 20280101000000 20290101000000 signer=b.example",
        ];

    private static string Written(int hours) => (Origin + (hours * Hour)).ToCompactString();

    // A KSK and a ZSK that have long been there, and some that come and go about as fast as caches forget.
    private static Gen<string[]> Rows =>
        from hours in Gen.Choose(0, 24 * 30).ListOf()
        from count in Gen.Choose(1, 5)
        from lengths in Gen.Choose(0, 24 * 30).ArrayOf(count * 4)
        select Enumerable.Range(0, count).Select(i => Row(i, lengths.AsSpan(i * 4, 4)))
            .Prepend($"cr. ZSK 013 00101 20250101000000 20250101000000 {(Origin + (lengths[0] * Hour)).ToCompactString()} {(Origin + (lengths[0] + lengths[1]) * Hour).ToCompactString()}")
            .Prepend($"cr. KSK 013 00100 20250101000000 20250101000000 {(Origin + (lengths[2] * Hour)).ToCompactString()} {(Origin + (lengths[2] * Hour)).ToCompactString()}")
            .ToArray();

    private static string Row(int number, ReadOnlySpan<int> lengths)
    {
        string role = (number % 3) switch { 0 => "ZSK", 1 => "KSK", _ => "CSK" };
        Timestamp publish = Origin + (lengths[0] * Hour);
        Timestamp start = publish + (lengths[1] % 48 * Hour);
        Timestamp end = start + (lengths[2] * 2 * Hour);
        Timestamp remove = role == "KSK" ? end : end + (lengths[3] * Hour);
        return $"cr. {role} 013 {number:D5} {publish.ToCompactString()} {start.ToCompactString()} {end.ToCompactString()} {remove.ToCompactString()}";
    }

    private static KeySchedule Rhythm(RolloverPolicy policy, KeyScheme scheme, Timestamp end) => new(
        KeyRhythm.Begin(Zone, policy, DnssecAlgorithm.ECDSAP256SHA256, scheme, Origin, end)
            .Preview(KeyIndex.Empty), Zone, policy);

    private static KeyIndex IndexOf(KeySchedule schedule) =>
        schedule.Keys.Aggregate(KeyIndex.Empty, (index, key) => index.Add(key));

    // A rhythm without a second to spare.
    private static RolloverPolicy Tight(RolloverPolicy policy) => policy with
    {
        ZskPeriod = Period.FromDays(60),
        ZskPublish = new Period(0, policy.PublicationInterval),
        ZskUse = Period.FromDays(60),
        ZskLife = new Period(0, Period.FromDays(60).Seconds + policy.ZskRetireInterval + 1), // 1: the last second of a day is written for midnight
        KskPeriod = Period.FromDays(300),
        KskLife = new Period(0, Period.FromDays(300).Seconds + policy.KskOverlap + 1),
    };

    private static Period Hours(int hours) => Period.FromHours(hours);
}
