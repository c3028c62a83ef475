using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;
using DnssecToolkit.Schedule.Moves;
using DnssecToolkit.Time;
using FsCheck;
using FsCheck.Fluent;
using Interval = DnssecToolkit.Time.Interval;

namespace DnssecToolkit.Tests.Schedule;

/// <summary>Moves of keys, begun at any moment of a zone's rhythm.</summary>
public partial class KeyMoveTests
{
    private const long Hour = 3_600;
    private const long Day = 24 * Hour;

    private static readonly DomainName Zone = DomainName.Parse("cr.");
    private static readonly Timestamp Origin = KeyIndexTests.At("20260101000000");

    internal static readonly Dictionary<string, Func<KeySchedule, Timestamp, KeyIndexProposal>> Moves = new()
    {
        ["zsk"] = (schedule, at) => ZskRoll.Plan(schedule, at),
        ["zsk double-signature"] = (schedule, at) =>
            ZskRoll.Plan(schedule, at, ZskRollMethod.DoubleSignature),
        ["zsk double-rrsig"] = (schedule, at) => ZskRoll.Plan(schedule, at, ZskRollMethod.DoubleRrsig),
        ["ksk"] = (schedule, at) => KskRoll.Plan(schedule, at),
        ["ksk double-ds"] = (schedule, at) => KskRoll.Plan(schedule, at, KskRollMethod.DoubleDs),
        ["ksk double-rrset"] = (schedule, at) => KskRoll.Plan(schedule, at, KskRollMethod.DoubleRRset),
        ["csk"] = (schedule, at) => CskRoll.Plan(schedule, at),
        ["csk double-signature"] = (schedule, at) =>
            CskRoll.Plan(schedule, at, CskRollMethod.DoubleSignature),
        ["csk double-ds"] = (schedule, at) => CskRoll.Plan(schedule, at, CskRollMethod.DoubleDs),
        ["csk double-rrset"] = (schedule, at) => CskRoll.Plan(schedule, at, CskRollMethod.DoubleRRset),
        ["csk single-signature"] = (schedule, at) =>
            CskRoll.Plan(schedule, at, CskRollMethod.SingleSignature),
        ["algorithm"] = (schedule, at) => AlgorithmRoll.Plan(schedule, DnssecAlgorithm.ED25519, at),
        ["algorithm of csk"] = (schedule, at) => AlgorithmRoll.Plan(schedule, DnssecAlgorithm.ED25519, at),
        ["split csk"] = (schedule, at) => SchemeChange.Plan(schedule, KeyScheme.KskZsk, at),
        ["join"] = (schedule, at) => SchemeChange.Plan(schedule, KeyScheme.Csk, at),
        ["insecure"] = GoingInsecure.Plan,
        ["insecure csk"] = GoingInsecure.Plan,
        ["standby"] = (schedule, at) => StandbyKey.Plan(schedule, KeyRole.ZSK, at),
        ["standby ksk"] = (schedule, at) => StandbyKey.Plan(schedule, KeyRole.KSK, at),
        ["standby csk"] = (schedule, at) => StandbyKey.Plan(schedule, KeyRole.CSK, at),
        ["foreign"] = (schedule, at) =>
            ForeignKey.Add(schedule, KeyRole.ZSK, DnssecAlgorithm.ECDSAP256SHA256, 5, "other", at),
        ["emergency csk"] = (schedule, at) => EmergencyCsk.Plan(schedule, null, at, EmergencyPath.Safe),
        ["emergency old"] = (schedule, at) =>
            EmergencyZsk.Plan(schedule, CompromisedZsk.Old, at, EmergencyPath.Safe),
        ["emergency active"] = (schedule, at) =>
            EmergencyZsk.Plan(schedule, CompromisedZsk.Active, at, EmergencyPath.Safe),
        ["emergency new"] = (schedule, at) =>
            EmergencyZsk.Plan(schedule, CompromisedZsk.New, at, EmergencyPath.Safe),
        ["emergency one"] = (schedule, at) =>
            EmergencyKsk.Plan(schedule, schedule.RolesAt(at).SignDnskey[0].Tag, at, EmergencyPath.Safe),
        ["emergency both"] = (schedule, at) => EmergencyKsk.Plan(schedule, null, at, EmergencyPath.Safe),
    };

    public static TheoryData<string> Names => [.. Moves.Keys];

    /// <summary>The moves that are planned by the delays of the policy: a shorter delay breaks them.</summary>
    public static TheoryData<string> TimedNames =>
        [.. Moves.Keys.Where(name => !name.StartsWith("standby", StringComparison.Ordinal)
            && name is not ("foreign" or "emergency old" or "emergency new" or "emergency one"))];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_move_breaks_nothing_at_any_moment(string name)
    {
        int moved = 0;
        Prop.ForAll(Gen.Choose(0, 700 * 24).ToArbitrary(),
            Gen.Elements(RolloverPolicy.Default, RolloverPolicy.TopLevel).ToArbitrary(), (hours, policy) =>
        {
            Timestamp at = Origin + (30 * Day) + (hours * Hour) + (hours % 7);
            KeyIndex index = AsRecorded(Rhythm(policy, name), policy, at);
            KeySchedule schedule = new(index, Zone, policy);
            KeyIndexProposal proposal;
            try
            {
                proposal = Moves[name](schedule, at);
            }
            catch (RefusedException refusal) when (refusal.Code == CheckCodes.MoveImpossible
                && name.StartsWith("emergency", StringComparison.Ordinal))
            {
                return true; // there is not always an old one, or a new one
            }

            moved++;
            KeyIndex after = proposal.Preview(index);
            FindingList findings = new();
            KeyIndex.Read(after.ToOctets(), "keyindex", findings);
            Assert.False(findings.HasFaults, string.Join('\n', findings.Kept));
            KeySchedule becomes = new(after, Zone, policy);
            Rehearsal rehearsal = Rehearsal.Of(becomes, at, new Interval(at, at + (200 * Day)));
            Assert.True(rehearsal.IsClean,
                $"{at}\n{KeyIndexTests.Text(index)}\n{KeyIndexTests.Text(after)}\n{string.Join('\n', rehearsal.Breaks)}");
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
        Assert.True(moved > 10, $"moved {moved} times only");
    }

    // Moment by moment, by resolvers that share no arithmetic with the rehearsal.
    [Theory]
    [MemberData(nameof(Names))]
    public void Walking_resolvers_bear_a_move(string name)
    {
        Prop.ForAll(Gen.Choose(0, 700 * 24).ToArbitrary(),
            Gen.Elements(RolloverPolicy.Default, RolloverPolicy.TopLevel).ToArbitrary(), (hours, policy) =>
        {
            Timestamp at = Origin + (30 * Day) + (hours * Hour);
            KeyIndex index = AsRecorded(Rhythm(policy, name), policy, at);
            KeySchedule becomes = new(Planned(Moves[name], new KeySchedule(index, Zone, policy), index, at)
                ?? index, Zone, policy);
            foreach (ParentConduct conduct in Enum.GetValues<ParentConduct>())
            {
                WalkingResolvers walk = new(becomes, conduct, at);
                foreach (Timestamp moment in walk.Moments(new Interval(at, at + (70 * Day)), 12 * Hour))
                {
                    Assert.False(walk.IsBroken(moment),
                        $"{conduct} {moment}: {KeyIndexTests.Text(index)}\n{string.Join('\n', becomes.Keys.Select(key => key.ToSharedRow()))}");
                }
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(4));
    }

    [Theory]
    [MemberData(nameof(TimedNames))]
    public void A_move_that_is_planned_with_delays_that_are_too_short_breaks(string name)
    {
        RolloverPolicy real = RolloverPolicy.TopLevel;
        RolloverPolicy careless = real with
        {
            DnskeyTtl = Period.Zero,
            MaxZoneTtl = Period.Zero,
            DsTtl = Period.Zero,
            PropagationDelay = Period.FromHours(1), // something at least, so that what is planned lies in the future
            ParentPropagationDelay = Period.FromHours(1),
            ParentRegistrationDelay = Period.Zero,
            PublishSafety = Period.Zero,
            RetireSafety = Period.Zero,
            SignatureRefresh = real.SignatureValidity,
        };
        Timestamp at = KeyIndexTests.At("20260620000000");
        KeyIndex index = AsRecorded(Rhythm(real, name), real, at);
        // Where a move would take what is there already, nothing is.
        index = index.Entries.Where(key => key.Publish <= at && key.Start > at)
            .Aggregate(index, (rows, key) => rows.Remove(key));
        KeyIndex after = Planned(Moves[name], new KeySchedule(index, Zone, careless), index, at)!;
        Assert.False(Rehearsal.Of(new KeySchedule(after, Zone, real), at,
            new Interval(at, at + (60 * Day))).IsClean, KeyIndexTests.Text(after));
    }

    [Fact]
    public void By_double_ds_the_old_ksk_goes_when_the_new_ds_was_seen_and_is_held_until_then()
    {
        RolloverPolicy policy = RolloverPolicy.Default;
        Timestamp at = KeyIndexTests.At("20260620000000");
        KeyIndex index = AsRecorded(Rhythm(policy, ""), policy, at);
        KeyIndex after = KskRoll.Plan(new KeySchedule(index, Zone, policy), at, KskRollMethod.DoubleDs)
            .Preview(index);
        KeyIndexEntry added = after.Entries.First(key => key.DsAsk is not null);
        KeyIndexEntry old = after.Entries.First(key => key.Role == KeyRole.KSK);
        Assert.Equal((at, at + (26 * Hour)), (added.DsAsk, added.Publish)); // DprpP 1h, TTLds 1d, safety 1h
        Assert.DoesNotContain(added, new KeySchedule(after, Zone, policy).RolesAt(added.Publish - 1).Publish);
        Assert.Equal([old, added], new KeySchedule(after, Zone, policy)
            .RolesAt(added.Publish).SignDnskey.Where(key => key == old || key == added));
        KeyIndex seen = after.Replace(added, added with { DsSeen = at });
        ScheduledRoles roles = new KeySchedule(seen, Zone, policy).RolesAt(added.Publish);
        Assert.Equal([added.Tag], roles.SignDnskey.Select(key => key.Tag));
        Assert.Empty(roles.Held);
    }

    /// <summary>By the algorithm that it had, at an hour of the day.</summary>
    [Theory]
    [InlineData(KeyScheme.KskZsk)]
    [InlineData(KeyScheme.Csk)]
    public void A_zone_that_was_insecure_goes_secure_again_with_the_same_algorithm(KeyScheme scheme)
    {
        RolloverPolicy policy = RolloverPolicy.Default;
        Timestamp at = KeyIndexTests.At("20260620000000");
        KeyIndex index = AsRecorded(Rhythm(policy, ""), policy, at);
        DnssecAlgorithm algorithm = index.Entries[0].Algorithm;
        KeyIndex without = GoingInsecure.Plan(new KeySchedule(index, Zone, policy), at).Preview(index);
        KeyIndex gone = without.Entries.Where(key => key.IsSep)
            .Aggregate(without, (rows, key) => rows.Replace(key, key with { DsGone = at + Day }));
        Timestamp later = at + (40 * Day) + (23 * 3_600);
        KeySchedule bare = new(gone, Zone, policy);
        KeyIndexProposal secure = GoingSecure.Plan(bare, algorithm, scheme, later);
        KeySchedule becomes = new(secure.Preview(gone), Zone, policy);
        Assert.Empty(becomes.RolesAt(later - 1).Publish);
        Assert.Empty(becomes.RolesAt(later - 1).SignZone);
        Assert.All(becomes.RolesAt(later).Publish, key => Assert.Equal(later, key.Publish));
        KeyIndexEntry entryPoint = becomes.Keys.Single(key => key.IsSep && key.Removed > later);
        Assert.Equal(later, entryPoint.Publish);
        Assert.Equal(later + policy.ZskRetireInterval, becomes.MilestonesOf(entryPoint).Ready);
        Rehearsal rehearsal = Rehearsal.Of(becomes, later, new Interval(later, later + (90 * Day)));
        Assert.True(rehearsal.IsClean, string.Join('\n', rehearsal.Breaks));
    }

    [Fact]
    public void A_zone_that_was_insecure_goes_secure_again()
    {
        RolloverPolicy policy = RolloverPolicy.Default;
        Timestamp at = KeyIndexTests.At("20260620000000");
        KeyIndex index = AsRecorded(Rhythm(policy, ""), policy, at);
        Assert.Throws<RefusedException>(() => GoingSecure.Plan(new KeySchedule(index, Zone, policy),
            DnssecAlgorithm.ED25519, KeyScheme.Csk, at));
        KeyIndex without = GoingInsecure.Plan(new KeySchedule(index, Zone, policy), at).Preview(index);
        Timestamp later = at + (40 * Day);
        KeyIndex gone = without.Entries.Where(key => key.IsSep)
            .Aggregate(without, (rows, key) => rows.Replace(key, key with { DsGone = at + Day }));
        KeySchedule bare = new(gone, Zone, policy);
        Assert.Empty(bare.RolesAt(later).Publish);
        KeyIndex again = GoingSecure.Plan(bare, DnssecAlgorithm.ED25519, KeyScheme.Csk, later).Preview(gone);
        KeySchedule becomes = new(again, Zone, policy);
        Assert.True(Rehearsal.Of(becomes, later, new Interval(later, later + (90 * Day))).IsClean);
        KeyIndexEntry csk = again.Entries[^1];
        Assert.Equal(csk.Start + policy.ZskRetireInterval, becomes.MilestonesOf(csk).Ready); // every cache has signatures, RFC 7583 §3.3.5
        KeyIndex soon = again.Replace(csk, csk with { DsSeen = later });
        Assert.False(Rehearsal.Of(new KeySchedule(soon, Zone, policy), later,
            new Interval(later, later + (90 * Day))).IsClean);
    }

    [Fact]
    public void Another_signers_key_is_published_and_never_signs_and_stays_until_its_signatures_are_gone()
    {
        RolloverPolicy policy = RolloverPolicy.Default;
        Timestamp at = KeyIndexTests.At("20260620000000");
        KeyIndex index = AsRecorded(Rhythm(policy, ""), policy, at);
        KeyIndex shared = ForeignKey.Add(new KeySchedule(index, Zone, policy), KeyRole.ZSK,
            DnssecAlgorithm.ECDSAP256SHA256, 5, "other", at).Preview(index);
        KeySchedule schedule = new(shared, Zone, policy);
        KeyIndexEntry foreign = shared.Entries[^1];
        Assert.Equal("other", foreign.Signer);
        foreach (Timestamp moment in Enumerable.Range(0, 600).Select(day => at + (day * Day)))
        {
            ScheduledRoles roles = schedule.RolesAt(moment);
            Assert.Equal(moment < foreign.Removed, roles.Publish.Contains(foreign));
            Assert.DoesNotContain(foreign, roles.SignZone.Concat(roles.SignDnskey).Concat(roles.Held));
        }

        // Its emergencies and rolls are the other signer's.
        KeyIndex rolled = EmergencyZsk.Plan(schedule, CompromisedZsk.Active, at
            + (2 * Day), EmergencyPath.Safe).Preview(shared);
        Assert.Contains(foreign, rolled.Entries);
        Timestamp ended = at + (10 * Day);
        KeyIndexEntry leaves = ForeignKey.Remove(schedule, 5, ended, at + Day).Preview(shared).Entries[^1];
        Assert.InRange(leaves.Removed - ended, policy.ZskRetireInterval, policy.ZskRetireInterval + Hour);
        Assert.Throws<RefusedException>(() => ForeignKey.Remove(new KeySchedule(index, Zone, policy), 5,
            ended, at));
        Assert.Throws<RefusedException>(() => ForeignKey.Add(schedule, KeyRole.ZSK, DnssecAlgorithm.ED25519,
            6, "other", at));
        Assert.Throws<RefusedException>(() => ForeignKey.Add(schedule, KeyRole.ZSK,
            DnssecAlgorithm.ECDSAP256SHA256, 5, "other", at));
    }

    [Theory]
    [InlineData("algorithm")]
    [InlineData("insecure")]
    public void What_leaves_is_not_continued_by_the_rhythm(string name)
    {
        KeyIndex index = Rhythm(RolloverPolicy.Default, name);
        Timestamp at = KeyIndexTests.At("20260615000000");
        KeyIndex after = Moves[name](new KeySchedule(index, Zone, RolloverPolicy.Default), at).Preview(index);
        KeyIndexProposal next = KeyRhythm.Extend(new KeySchedule(after, Zone, RolloverPolicy.Default), at, at
            + new Period(36, 0));
        Assert.DoesNotContain(next.Additions, key => key.Algorithm == DnssecAlgorithm.ECDSAP256SHA256);
        Assert.Equal(name == "algorithm",
            next.Additions.Any(key => key.Algorithm == DnssecAlgorithm.ED25519));
    }

    [Fact]
    public void A_zsk_that_is_to_start_too_soon_has_an_earliest_safe_moment()
    {
        KeyIndex index = KeyIndexTests.Read($"""
            {KeyIndex.Header}
            cr. KSK 013 00001 20250101000000 20250101000000 20280101000000 20280101000000 ds-seen=20250105000000
            cr. ZSK 013 00003 20250101000000 20250101000000 20280101000000 20280101000000
            cr. ZSK 013 00004 20260614235959 20260701000000 20280101000000 20280101000000

            """);
        Timestamp now = KeyIndexTests.At("20260615000000");
        KeySchedule schedule = new(index, Zone, RolloverPolicy.Default);
        RefusedException refusal = Assert.Throws<RefusedException>(() => ZskRoll.Plan(schedule, now, now));
        Assert.Equal("the earliest safe moment is 2026-06-15T03:00:00Z: --start 20260615030000",
            refusal.Hint);
        Assert.NotNull(ZskRoll.Plan(schedule, now, KeyIndexTests.At("20260615030000")));
    }

    // Caches keep its DNSKEY RRset for two days, and the other's for an hour.
    [Fact]
    public void The_earliest_safe_moment_is_safe_for_a_zone_that_has_the_same_keys()
    {
        const string Life = "20250101000000 20250101000000 20280101000000 20280101000000";
        const string Coming = "20260615000000 20280101000000 20280101000000 20280101000000";
        static string RowsOf(string zone, string shared) =>
            $"{zone} KSK 013 00001 {Life} ds-seen=20250105000000{shared}\n"
            + $"{zone} ZSK 013 00003 {Life}{shared}\n{zone} ZSK 013 00004 {Coming}{shared}\n";
        Timestamp now = KeyIndexTests.At("20260615000000");
        RolloverPolicy slow = RolloverPolicy.Default with { DnskeyTtl = Period.FromDays(2) };
        Assert.Equal(now + (3 * 3_600), Earliest("")); // Ipub is 2 h 5 min
        Assert.Equal(now + (50 * 3_600), Earliest(RowsOf("go.cr.", " shares=cr."))); // and 2 d 1 h 5 min

        Timestamp? Earliest(string following)
        {
            KeyIndex index = KeyIndexTests.Read($"{KeyIndex.Header}\n{RowsOf("cr.", "")}{following}");
            RolloverPolicy PolicyOf(DomainName zone) => zone == Zone ? RolloverPolicy.Default : slow;
            KeySchedule schedule = new(index, Zone, SharedKeys.PolicyOf(index, Zone, PolicyOf));
            KeyIndexEntry next = index.EntriesOf(Zone).Last();
            return SafeMoment.Find(schedule, index, PolicyOf, now, moment => KeyIndexProposal.Nothing with
            {
                Changes = [(next, next with { Start = moment })],
            });
        }
    }

    [Fact]
    public void A_move_that_waits_for_the_parent_has_an_earliest_safe_moment()
    {
        KeyIndex index = KeyIndexTests.Read($"""
            {KeyIndex.Header}
            cr. KSK 013 00001 20250101000000 20250101000000 20280101000000 20280101000000 ds-seen=20250105000000 ds-gone=20260614000000
            cr. KSK 013 00002 20250101000000 20250101000000 20280101000000 20280101000000 ds-seen=20250105000000
            cr. ZSK 013 00003 20250101000000 20250101000000 20280101000000 20280101000000

            """);
        Timestamp now = KeyIndexTests.At("20260614120000");
        KeySchedule schedule = new(index, Zone, RolloverPolicy.Default);
        Assert.True(RehearseRevocation(index, now)); // the other KSK's DS has been there all the time
        KeyIndex late = index.Replace(index.Entries[1],
            index.Entries[1] with { DsSeen = KeyIndexTests.At("20260614000000") });
        Assert.False(RehearseRevocation(late, now));
        schedule = new(late, Zone, RolloverPolicy.Default);
        Assert.Equal("20260615020000",
            SafeMoment.Find(schedule, late, _ => schedule.Policy, now, moment =>
                Revocation.Plan(schedule, 1, moment))?.ToCompactString());
    }

    [Fact]
    public void A_key_whose_ds_is_there_is_not_revoked()
    {
        KeyIndex index = KeyIndexTests.Read($"""
            {KeyIndex.Header}
            cr. KSK 013 00001 20250101000000 20250101000000 20270101000000 20270101000000 ds-seen=20250105000000
            cr. KSK 013 00002 20250101000000 20250101000000 20280101000000 20280101000000
            cr. ZSK 013 00003 20250101000000 20250101000000 20280101000000 20280101000000

            """);
        Timestamp at = KeyIndexTests.At("20260615000000");
        Assert.False(RehearseRevocation(index, at));
        KeyIndex gone = index.Replace(index.Entries[0], index.Entries[0] with { DsGone = at - (3 * Day) });
        Assert.True(RehearseRevocation(gone.Replace(gone.Entries[1],
            gone.Entries[1] with { DsSeen = at - (9 * Day) }), at));
    }

    private static bool RehearseRevocation(KeyIndex index, Timestamp at)
    {
        KeyIndex after = Revocation.Plan(new KeySchedule(index, Zone, RolloverPolicy.Default), 1, at)
            .Preview(index);
        return Rehearsal.Of(new KeySchedule(after, Zone, RolloverPolicy.Default), at,
            new Interval(at, at + (60 * Day))).IsClean;
    }

    private static KeyIndex? Planned(Func<KeySchedule, Timestamp, KeyIndexProposal> move,
        KeySchedule schedule, KeyIndex index, Timestamp at)
    {
        try
        {
            return move(schedule, at).Preview(index);
        }
        catch (RefusedException refusal) when (refusal.Code == CheckCodes.MoveImpossible)
        {
            return null; // there is not always an old one, or a new one
        }
    }

    // An operator who does what the plan says: what should have been seen at the parent by now was.
    internal static KeyIndex AsRecorded(KeyIndex index, RolloverPolicy policy, Timestamp now)
    {
        KeySchedule schedule = new(index, Zone, policy);
        foreach (KeyIndexEntry key in schedule.Keys.Where(key => key.IsSep))
        {
            Timestamp seen = schedule.MilestonesOf(key).Ready + policy.ParentRegistrationDelay.Seconds;
            Timestamp gone = key.Removed - policy.KskRetireInterval;
            if (schedule.Keys.Any(next => next.IsSep && next.Publish == key.Removed))
            {
                gone = key.Removed + policy.PublicationInterval; // double DS: its DS goes when caches have the next key
            }

            index = index.Replace(key,
                key with { DsSeen = seen <= now ? seen : null, DsGone = gone <= now ? gone : null });
        }

        return index;
    }

    private static KeyIndex Rhythm(RolloverPolicy policy, string name) => KeyRhythm.Begin(
        Zone, policy, DnssecAlgorithm.ECDSAP256SHA256, name.Contains("csk", StringComparison.Ordinal)
            ? KeyScheme.Csk : KeyScheme.KskZsk,
        Origin, Origin + new Period(36, 0)).Preview(KeyIndex.Empty);
}
