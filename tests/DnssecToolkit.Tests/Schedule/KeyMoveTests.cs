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
public class KeyMoveTests
{
    private const long Hour = 3_600;
    private const long Day = 24 * Hour;

    private static readonly DomainName Zone = DomainName.Parse("cr.");
    private static readonly Timestamp Origin = KeyIndexTests.At("20260101000000");

    private static readonly Dictionary<string, Func<KeySchedule, Timestamp, KeyIndexProposal>> Moves = new()
    {
        ["zsk"] = (schedule, at) => ZskRoll.Plan(schedule, at),
        ["ksk"] = KskRoll.Plan,
        ["csk"] = CskRoll.Plan,
        ["algorithm"] = (schedule, at) => AlgorithmRoll.Plan(schedule, DnssecAlgorithm.ED25519, at),
        ["algorithm of csk"] = (schedule, at) => AlgorithmRoll.Plan(schedule, DnssecAlgorithm.ED25519, at),
        ["split csk"] = (schedule, at) => SchemeChange.Plan(schedule, KeyScheme.KskZsk, at),
        ["join"] = (schedule, at) => SchemeChange.Plan(schedule, KeyScheme.Csk, at),
        ["insecure"] = GoingInsecure.Plan,
        ["insecure csk"] = GoingInsecure.Plan,
        ["standby"] = (schedule, at) => StandbyKey.Plan(schedule, KeyRole.ZSK, at),
        ["emergency old"] = (schedule, at) => EmergencyZsk.Plan(schedule, CompromisedZsk.Old, at, EmergencyPath.Safe),
        ["emergency active"] = (schedule, at) => EmergencyZsk.Plan(schedule, CompromisedZsk.Active, at, EmergencyPath.Safe),
        ["emergency new"] = (schedule, at) => EmergencyZsk.Plan(schedule, CompromisedZsk.New, at, EmergencyPath.Safe),
        ["emergency one"] = (schedule, at) => EmergencyKsk.Plan(schedule, schedule.RolesAt(at).SignDnskey[0].Tag, at, EmergencyPath.Safe),
        ["emergency both"] = (schedule, at) => EmergencyKsk.Plan(schedule, null, at, EmergencyPath.Safe),
    };

    public static TheoryData<string> Names => [.. Moves.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_move_breaks_nothing_at_any_moment(string name)
    {
        int moved = 0;
        Prop.ForAll(Gen.Choose(0, 700 * 24).ToArbitrary(), Gen.Elements(RolloverPolicy.Default, RolloverPolicy.TopLevel).ToArbitrary(), (hours, policy) =>
        {
            Timestamp at = Origin + (30 * Day) + (hours * Hour) + (hours % 7);
            KeyIndex index = AsRecorded(Rhythm(policy, name), policy, at);
            KeySchedule schedule = new(index, Zone, policy);
            KeyIndexProposal proposal;
            try
            {
                proposal = Moves[name](schedule, at);
            }
            catch (RefusedException refusal) when (refusal.Code == CheckCodes.MoveImpossible && name.StartsWith("emergency", StringComparison.Ordinal))
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
            Assert.True(rehearsal.IsClean, $"{at}\n{KeyIndexTests.Text(index)}\n{KeyIndexTests.Text(after)}\n{string.Join('\n', rehearsal.Breaks)}");
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
        Assert.True(moved > 10, $"moved {moved} times only");
    }

    [Theory]
    [InlineData("algorithm")]
    [InlineData("insecure")]
    public void What_leaves_is_not_continued_by_the_rhythm(string name)
    {
        KeyIndex index = Rhythm(RolloverPolicy.Default, name);
        Timestamp at = KeyIndexTests.At("20260615000000");
        KeyIndex after = Moves[name](new KeySchedule(index, Zone, RolloverPolicy.Default), at).Preview(index);
        KeyIndexProposal next = KeyRhythm.Extend(new KeySchedule(after, Zone, RolloverPolicy.Default), at, at + new Period(36, 0));
        Assert.DoesNotContain(next.Additions, key => key.Algorithm == DnssecAlgorithm.ECDSAP256SHA256);
        Assert.Equal(name == "algorithm", next.Additions.Any(key => key.Algorithm == DnssecAlgorithm.ED25519));
    }

    // Exactly what is announced: as long as a resolver may hold the old DNSKEY RRset, or signatures of the key that left.
    [Fact]
    public void An_active_zsk_taken_out_at_once_breaks_for_the_time_its_signatures_are_cached()
    {
        KeyIndex index = Rhythm(RolloverPolicy.Default, "");
        Timestamp at = KeyIndexTests.At("20260615000000");
        KeySchedule schedule = new(index, Zone, RolloverPolicy.Default);
        KeyIndex after = EmergencyZsk.Plan(schedule, CompromisedZsk.Active, at, EmergencyPath.AtOnce).Preview(index);
        Rehearsal rehearsal = Rehearsal.Of(new KeySchedule(after, Zone, RolloverPolicy.Default), at, new Interval(at, at + (60 * Day)));
        Assert.Equal(RolloverPolicy.Default.ZskRetireInterval, rehearsal.BrokenSeconds);
    }

    [Fact]
    public void Both_ksks_taken_out_at_once_break_until_the_ds_has_left_the_caches()
    {
        KeyIndex index = Rhythm(RolloverPolicy.Default, "");
        Timestamp at = KeyIndexTests.At("20260615000000");
        KeySchedule schedule = new(index, Zone, RolloverPolicy.Default);
        KeyIndex after = EmergencyKsk.Plan(schedule, null, at, EmergencyPath.AtOnce).Preview(index);
        Rehearsal rehearsal = Rehearsal.Of(new KeySchedule(after, Zone, RolloverPolicy.Default), ParentConduct.Adds, at, new Interval(at, at + (60 * Day)));
        Assert.Equal(RolloverPolicy.Default.PublicationInterval + RolloverPolicy.Default.KskRetireInterval, rehearsal.BrokenSeconds);
    }

    [Fact]
    public void One_of_two_ksks_whose_ds_is_there_leaves_at_once_and_nobody_fails()
    {
        KeyIndex index = KeyIndexTests.Read($"""
            {KeyIndex.Header}
            cr. KSK 013 00001 20250101000000 20250101000000 20270101000000 20270101000000 ds-seen=20250105000000
            cr. KSK 013 00002 20260101000000 20260101000000 20280101000000 20280101000000 ds-seen=20260105000000
            cr. ZSK 013 00003 20250101000000 20250101000000 20280101000000 20280101000000

            """);
        Timestamp at = KeyIndexTests.At("20260615000000");
        KeySchedule schedule = new(index, Zone, RolloverPolicy.Default);
        KeyIndex after = EmergencyKsk.Plan(schedule, 1, at, EmergencyPath.AtOnce).Preview(index);
        Assert.True(Rehearsal.Of(new KeySchedule(after, Zone, RolloverPolicy.Default), at, new Interval(at, at + (60 * Day))).IsClean);
        Assert.DoesNotContain(new KeySchedule(after, Zone, RolloverPolicy.Default).RolesAt(at).Publish, key => key.Tag == 1);
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
        Assert.Equal("the earliest safe moment is 2026-06-15T03:00:00Z: --start 20260615030000", refusal.Hint);
        Assert.NotNull(ZskRoll.Plan(schedule, now, KeyIndexTests.At("20260615030000")));
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
        KeyIndex late = index.Replace(index.Entries[1], index.Entries[1] with { DsSeen = KeyIndexTests.At("20260614000000") });
        Assert.False(RehearseRevocation(late, now));
        schedule = new(late, Zone, RolloverPolicy.Default);
        Assert.Equal("20260615020000", SafeMoment.Find(schedule, late, now, moment => Revocation.Plan(schedule, 1, moment))?.ToCompactString());
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
        Assert.True(RehearseRevocation(gone.Replace(gone.Entries[1], gone.Entries[1] with { DsSeen = at - (9 * Day) }), at));
    }

    private static bool RehearseRevocation(KeyIndex index, Timestamp at)
    {
        KeyIndex after = Revocation.Plan(new KeySchedule(index, Zone, RolloverPolicy.Default), 1, at).Preview(index);
        return Rehearsal.Of(new KeySchedule(after, Zone, RolloverPolicy.Default), at, new Interval(at, at + (60 * Day))).IsClean;
    }

    // An operator who does what the plan says: what should have been seen at the parent by now was.
    private static KeyIndex AsRecorded(KeyIndex index, RolloverPolicy policy, Timestamp now)
    {
        KeySchedule schedule = new(index, Zone, policy);
        foreach (KeyIndexEntry key in schedule.Keys.Where(key => key.IsSep))
        {
            Timestamp seen = schedule.MilestonesOf(key).Ready + policy.ParentRegistrationDelay.Seconds;
            Timestamp gone = key.Removed - policy.KskRetireInterval;
            index = index.Replace(key, key with { DsSeen = seen <= now ? seen : null, DsGone = gone <= now ? gone : null });
        }

        return index;
    }

    private static KeyIndex Rhythm(RolloverPolicy policy, string name) => KeyRhythm.Begin(
        Zone, policy, DnssecAlgorithm.ECDSAP256SHA256, name.Contains("csk", StringComparison.Ordinal) ? KeyScheme.Csk : KeyScheme.KskZsk,
        Origin, Origin + new Period(36, 0)).Preview(KeyIndex.Empty);
}
