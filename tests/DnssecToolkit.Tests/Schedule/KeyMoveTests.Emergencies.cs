using DnssecToolkit.Keys;
using DnssecToolkit.Schedule;
using DnssecToolkit.Schedule.Moves;
using DnssecToolkit.Time;
using FsCheck;
using FsCheck.Fluent;
using Interval = DnssecToolkit.Time.Interval;

namespace DnssecToolkit.Tests.Schedule;

/// <content>Emergencies.</content>
public partial class KeyMoveTests
{
    [Theory]
    [InlineData("emergency old")]
    [InlineData("emergency active")]
    [InlineData("emergency new")]
    [InlineData("emergency one")]
    [InlineData("emergency both")]
    [InlineData("emergency csk")]
    public void An_emergency_breaks_exactly_what_it_announces_and_nothing_where_there_is_such_a_way(
        string name)
    {
        int broken = 0;
        Prop.ForAll(Gen.Choose(0, 700 * 24).ToArbitrary(),
            Gen.Elements(RolloverPolicy.Default, RolloverPolicy.TopLevel).ToArbitrary(), (hours, policy) =>
        {
            Timestamp at = Origin + (30 * Day) + (hours * Hour);
            KeyIndex index = AsRecorded(Rhythm(policy, name), policy, at);
            KeySchedule schedule = new(index, Zone, policy);
            foreach (EmergencyPath path in Enum.GetValues<EmergencyPath>())
            {
                if (Planned((keys, moment) => Emergency(name, keys, moment, path), schedule, index,
                    at) is { } after)
                {
                    broken += AssertAnnounced(new KeySchedule(after, Zone, policy), at) ? 1 : 0;
                    Assert.Equal(0,
                        EmergencyChoice.Of(schedule, index, at, null, way =>
                            Emergency(name, schedule, at, way)).BrokenSeconds);
                }
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5));
        Assert.True(broken > 0
            || name is "emergency old" or "emergency new" or "emergency one", "nothing broke at once");
    }

    [Fact]
    public void A_ksk_that_stands_by_with_its_ds_takes_over_at_once_and_nobody_fails()
    {
        Timestamp at = KeyIndexTests.At("20260620000000");
        KeyIndex index = AsRecorded(Rhythm(RolloverPolicy.Default, ""), RolloverPolicy.Default, at);
        Assert.True(EmergencyChoice.Of(new KeySchedule(index, Zone, RolloverPolicy.Default), index, at,
            EmergencyPath.AtOnce,
            way => EmergencyKsk.Plan(new KeySchedule(index, Zone, RolloverPolicy.Default), null, at,
                way)).BrokenSeconds > 0);
        KeyIndex standing = StandbyKey.Plan(new KeySchedule(index, Zone, RolloverPolicy.Default), KeyRole.KSK,
            at - (40 * Day)).Preview(index);
        KeyIndexEntry standby = standing.Entries[^1];
        standing = standing.Replace(standby, standby with { DsSeen = at - (30 * Day) });
        KeySchedule schedule = new(standing, Zone, RolloverPolicy.Default);
        EmergencyChoice choice = EmergencyChoice.Of(schedule, standing, at, EmergencyPath.AtOnce,
            way => EmergencyKsk.Plan(schedule, null, at, way));
        Assert.Equal(0, choice.BrokenSeconds);
        Assert.Equal([standby.Tag],
            new KeySchedule(choice.Proposal.Preview(standing), Zone, RolloverPolicy.Default)
            .RolesAt(at).SignDnskey.Select(key => key.Tag));
    }

    // Who stole the directory has the keys that wait in it, too.
    [Theory]
    [InlineData("zsk", 4)]
    [InlineData("ksk", 2)]
    [InlineData("csk", 6)]
    public void A_key_that_is_made_and_not_yet_published_is_replaced_on_its_dates_and_nobody_fails(
        string kind, int tag)
    {
        KeyIndex index = KeyIndexTests.Read($"""
            {KeyIndex.Header}
            cr. KSK 013 00001 20250101000000 20250101000000 20280101000000 20280101000000 ds-seen=20250105000000
            cr. KSK 013 00002 20270601000000 20270601000000 20290101000000 20290101000000
            cr. ZSK 013 00003 20250101000000 20250101000000 20270101000000 20270201000000
            cr. ZSK 013 00004 20261201000000 20270101000000 20280101000000 20280201000000

            """);
        if (kind == "csk")
        {
            index = KeyIndexTests.Read($"""
                {KeyIndex.Header}
                cr. CSK 013 00005 20250101000000 20250101000000 20270101000000 20280101000000 ds-seen=20250105000000
                cr. CSK 013 00006 20261101000000 20270101000000 20290101000000 20290101000000

                """);
        }

        Timestamp at = KeyIndexTests.At("20260615000000");
        KeySchedule schedule = new(index, Zone, RolloverPolicy.Default);
        EmergencyChoice choice = EmergencyChoice.Of(schedule, index, at, null, path => kind switch
        {
            "zsk" => EmergencyZsk.Plan(schedule, CompromisedZsk.New, at, path),
            "ksk" => EmergencyKsk.Plan(schedule, tag, at, path),
            _ => EmergencyCsk.Plan(schedule, tag, at, path),
        });
        KeyIndexEntry bad = index.Entries.Single(key => key.Tag == tag);
        PlannedKey made = Assert.Single(choice.Proposal.Additions);
        Assert.Equal((bad.Role, bad.Publish, bad.Start, bad.End, bad.Remove),
            (made.Role, made.Publish, made.Start, made.End, made.Remove));
        Assert.Equal((0, EmergencyPath.AtOnce), (choice.BrokenSeconds, choice.Path));
        KeySchedule after = new(choice.Proposal.Preview(index), Zone, RolloverPolicy.Default);
        Assert.DoesNotContain(after.RolesAt(bad.Start).Publish, key => key.Tag == tag);
        Assert.Contains(after.RolesAt(bad.Start).Publish, key => key.IsToBeMade);
        Assert.Equal(at, after.Keys.Single(key => key.Tag == tag).Removed);
        Assert.True(KeyEndOfLife.IsOver(after, after.Keys.Single(key => key.Tag == tag), at + (90 * Day)));
    }

    [Fact]
    public void The_path_that_is_chosen_has_its_ground()
    {
        Timestamp at = KeyIndexTests.At("20260620000000");
        KeyIndex index = AsRecorded(Rhythm(RolloverPolicy.Default, ""), RolloverPolicy.Default, at);
        KeySchedule schedule = new(index, Zone, RolloverPolicy.Default);
        EmergencyChoice Choice(EmergencyPath? wanted, Func<EmergencyPath, KeyIndexProposal> plan) =>
            EmergencyChoice.Of(schedule, index, at, wanted, plan);

        EmergencyChoice choice = Choice(null, way => EmergencyKsk.Plan(schedule, null, at, way));
        Assert.Equal((EmergencyPath.Safe, EmergencyGround.NobodyFails), (choice.Path, choice.Ground));
        choice = Choice(EmergencyPath.AtOnce, way => EmergencyKsk.Plan(schedule, null, at, way));
        Assert.Equal((EmergencyPath.AtOnce, EmergencyGround.Wanted), (choice.Path, choice.Ground));
        choice = Choice(null, _ => KeyIndexProposal.Nothing);
        Assert.Equal((EmergencyPath.AtOnce, EmergencyGround.NobodyFails), (choice.Path, choice.Ground));

        // Where the slower path breaks as much, the bad key need not stay for it.
        KeyIndexProposal worst = EmergencyKsk.Plan(schedule, null, at, EmergencyPath.AtOnce);
        choice = Choice(null, _ => worst);
        Assert.Equal((EmergencyPath.AtOnce, EmergencyGround.ShorterFailure), (choice.Path, choice.Ground));
        Assert.True(choice.BrokenSeconds > 0);
    }

    // Exactly what is announced: as long as a resolver may hold the old DNSKEY RRset, or signatures of the key that left.
    [Fact]
    public void An_active_zsk_taken_out_at_once_breaks_for_the_time_its_signatures_are_cached()
    {
        KeyIndex index = Rhythm(RolloverPolicy.Default, "");
        Timestamp at = KeyIndexTests.At("20260615000000");
        KeySchedule schedule = new(index, Zone, RolloverPolicy.Default);
        KeyIndex after = EmergencyZsk.Plan(schedule, CompromisedZsk.Active, at, EmergencyPath.AtOnce)
            .Preview(index);
        Rehearsal rehearsal = Rehearsal.Of(new KeySchedule(after, Zone, RolloverPolicy.Default), at,
            new Interval(at, at + (60 * Day)));
        Assert.Equal(RolloverPolicy.Default.ZskRetireInterval, rehearsal.BrokenSeconds);
    }

    [Fact]
    public void Both_ksks_taken_out_at_once_break_until_the_ds_has_left_the_caches()
    {
        KeyIndex index = Rhythm(RolloverPolicy.Default, "");
        Timestamp at = KeyIndexTests.At("20260615000000");
        KeySchedule schedule = new(index, Zone, RolloverPolicy.Default);
        KeyIndex after = EmergencyKsk.Plan(schedule, null, at, EmergencyPath.AtOnce).Preview(index);
        Rehearsal rehearsal = Rehearsal.Of(new KeySchedule(after, Zone, RolloverPolicy.Default),
            ParentConduct.Adds, at, new Interval(at, at + (60 * Day)));
        Assert.Equal(RolloverPolicy.Default.PublicationInterval
            + RolloverPolicy.Default.KskRetireInterval, rehearsal.BrokenSeconds);
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
        Assert.True(Rehearsal.Of(new KeySchedule(after, Zone, RolloverPolicy.Default), at,
            new Interval(at, at + (60 * Day))).IsClean);
        Assert.DoesNotContain(new KeySchedule(after, Zone, RolloverPolicy.Default).RolesAt(at).Publish,
            key => key.Tag == 1);
    }

    private static KeyIndexProposal Emergency(string name, KeySchedule schedule, Timestamp at, EmergencyPath path) => name switch
    {
        "emergency old" => EmergencyZsk.Plan(schedule, CompromisedZsk.Old, at, path),
        "emergency active" => EmergencyZsk.Plan(schedule, CompromisedZsk.Active, at, path),
        "emergency new" => EmergencyZsk.Plan(schedule, CompromisedZsk.New, at, path),
        "emergency one" => EmergencyKsk.Plan(schedule, schedule.RolesAt(at).SignDnskey[0].Tag, at, path),
        "emergency csk" => EmergencyCsk.Plan(schedule, null, at, path),
        _ => EmergencyKsk.Plan(schedule, null, at, path),
    };

    // Whether anything breaks; what does is what walking resolvers meet, to the second.
    private static bool AssertAnnounced(KeySchedule schedule, Timestamp at)
    {
        bool isBroken = false;
        Interval horizon = new(at, at + (60 * Day));
        foreach (ParentConduct conduct in Enum.GetValues<ParentConduct>())
        {
            RehearsalBreak[] announced = [.. Rehearsal.Of(schedule, conduct, at,
                horizon).Breaks.Where(broken => broken.Resolvers == RehearsalResolvers.Any)];
            isBroken |= announced.Length > 0;
            WalkingResolvers walk = new(schedule, conduct, at);
            foreach (Timestamp moment in walk.Moments(horizon, 24 * Hour)
                .Concat(announced.SelectMany(broken => new[] { broken.Time.Start - 1, broken.Time.Start, broken.Time.End - 1, broken.Time.End })).Where(horizon.Contains))
            {
                Assert.True(Array.Exists(announced,
                    broken => broken.Time.Contains(moment)) == walk.IsBroken(moment), $"{conduct} {moment}");
            }
        }

        return isBroken;
    }
}
