using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;
using DnssecToolkit.Schedule.Moves;
using DnssecToolkit.Time;
using Interval = DnssecToolkit.Time.Interval;

namespace DnssecToolkit.Tests.Schedule;

/// <summary>Whatever state a key is in when it is found to be bad, there is an answer, and nobody fails by it.</summary>
public class EmergencyStatesTests
{
    private const long Hour = 3_600;
    private const long Day = 24 * Hour;
    private const int BadTag = 2;

    private static readonly DomainName Zone = DomainName.Parse("cr.");
    private static readonly Timestamp At = KeyIndexTests.At("20260615123456");
    private static readonly RolloverPolicy Policy = RolloverPolicy.Default;

    // The bad key's row without its role, beside good keys; or what a move makes of these.
    private static readonly Dictionary<string, string> EntryPoints = new()
    {
        ["made"] = "20270601000000 20270601000000 20290101000000 20290101000000",
        ["published"] = "20260601000000 20260701000000 20290101000000 20290101000000",
        ["active"] = "20260101000000 20260101000000 20290101000000 20290101000000 ds-seen=20260110000000",
        ["active, its DS not seen"] = "20260101000000 20260101000000 20290101000000 20290101000000",
        ["retired"] = "20250101000000 20250101000000 20260101000000 20270101000000 ds-seen=20250110000000",
        ["held for its DS"] =
            "20250101000000 20250101000000 20260101000000 20260601000000 ds-seen=20250110000000",
        ["to be revoked"] =
            "20250101000000 20250101000000 20260801000000 20260901000000 revoke=20260801000000"
            + " ds-seen=20250110000000 ds-gone=20260601000000",
        ["revoked"] = "20250101000000 20250101000000 20260610000000 20260710000000 revoke=20260610000000"
            + " ds-seen=20250110000000 ds-gone=20260601000000",
        ["gone"] = "20250101000000 20250101000000 20260201000000 20260201000000"
            + " ds-seen=20250110000000 ds-gone=20260110000000",
        ["DS submitted"] =
            "20260616120000 20260616120000 20290101000000 20290101000000 ds-ask=20260615000000",
        ["DS submitted and seen"] = "20260616120000 20260616120000 20290101000000 20290101000000"
            + " ds-ask=20260615000000 ds-seen=20260615060000",
        ["standby"] = "20260101000000 20290101000000 20290101000000 20290101000000",
        ["standby with a DS"] = "20260101000000 20290101000000 20290101000000 20290101000000"
            + " ds-ask=20260101000000 ds-seen=20260110000000",
        ["standby to come"] = "20260701000000 20290101000000 20290101000000 20290101000000",
    };

    private static readonly Dictionary<string, (CompromisedZsk Which, Func<KeySchedule, KeyIndex, KeyIndex> World)> Zsks = new()
    {
        ["made"] = (CompromisedZsk.New, Row("20270601000000 20270701000000 20290101000000 20290101000000")),
        ["published"] = (CompromisedZsk.New,
            Row("20260601000000 20260701000000 20290101000000 20290101000000")),
        ["active"] = (CompromisedZsk.Active,
            Row("20260601000000 20260610000000 20290101000000 20290101000000")),
        ["retired"] = (CompromisedZsk.Old,
            Row("20240101000000 20240101000000 20260101000000 20270101000000")),
        ["standby"] = (CompromisedZsk.Old,
            Row("20260101000000 20290101000000 20290101000000 20290101000000")),
        ["signs unpublished, double RRSIG"] = (CompromisedZsk.New,
            (zone, index) => ZskRoll.Plan(zone, At - (2 * Day), ZskRollMethod.DoubleRrsig).Preview(index)),
        ["signs unpublished, algorithm"] = (CompromisedZsk.New,
            (zone, index) =>
                AlgorithmRoll.Plan(zone, DnssecAlgorithm.ED25519, At - (2 * Day)).Preview(index)),
        ["signs beside another"] = (CompromisedZsk.Active,
            (zone, index) =>
                ZskRoll.Plan(zone, At - (2 * Day), ZskRollMethod.DoubleSignature).Preview(index)),
        ["has left and signs"] = (CompromisedZsk.Old,
            (zone, index) => ZskRoll.Plan(zone, At - (Policy.ZskRetireInterval + Hour),
                ZskRollMethod.DoubleRrsig).Preview(index)),
    };

    public static TheoryData<KeyRole, string, bool> States
    {
        get
        {
            TheoryData<KeyRole, string, bool> states = [];
            foreach (string state in EntryPoints.Keys)
            {
                states.Add(KeyRole.KSK, state, false);
                states.Add(KeyRole.CSK, state, false);
                states.Add(KeyRole.KSK, state, true);
                states.Add(KeyRole.CSK, state, true);
            }

            states.Add(KeyRole.CSK, "signs unpublished, algorithm", false);
            foreach (string state in Zsks.Keys)
            {
                states.Add(KeyRole.ZSK, state, false);
            }

            return states;
        }
    }

    [Theory]
    [MemberData(nameof(States))]
    public void There_is_an_answer_by_which_nobody_fails(KeyRole role, string state, bool all)
    {
        (KeyIndex index, int bad, CompromisedZsk which) = WorldOf(role, state);
        KeySchedule schedule = new(index, Zone, Policy);
        KeyIndexProposal Plan(EmergencyPath path) => role switch
        {
            KeyRole.ZSK => EmergencyZsk.Plan(schedule, which, At, path),
            KeyRole.KSK => EmergencyKsk.Plan(schedule, all ? null : bad, At, path),
            _ => EmergencyCsk.Plan(schedule, all ? null : bad, At, path),
        };

        EmergencyChoice choice = EmergencyChoice.Of(schedule, index, At, null, Plan);
        KeyIndex after = choice.Proposal.Preview(index);
        Assert.True(choice.BrokenSeconds == 0,
            $"{KeyIndexTests.Text(after)}\n{string.Join('\n', choice.Outcome.Breaks)}");
        AssertReadable(after);
        AssertReadable(Plan(EmergencyPath.AtOnce).Preview(index));
        AssertReadable(Plan(EmergencyPath.Safe).Preview(index));
        AssertWalked(new KeySchedule(after, Zone, Policy), []);
        AssertWalked(new KeySchedule(Plan(EmergencyPath.AtOnce).Preview(index), Zone, Policy),
            EmergencyChoice.Of(schedule, index, At, EmergencyPath.AtOnce, Plan).Outcome.Breaks);

        bool isOver = state is "revoked" or "gone" or "has left and signs";
        Assert.True(all || isOver == choice.Proposal.IsEmpty, KeyIndexTests.Text(after));
        bool standsBy = all && state.StartsWith("standby", StringComparison.Ordinal); // and may take the part of the bad one
        Assert.True(isOver || standsBy || choice.Proposal.Additions.Length > 0, "nothing comes in its place");
        AssertLeft(new KeySchedule(after, Zone, Policy), standsBy
            ? 1 : bad, state is "has left and signs" or "revoked" ? At + (30 * Day) : null);
    }

    [Fact]
    public void Every_state_of_a_key_is_tried()
    {
        HashSet<KeyState> entryPoints = [.. EntryPoints.Keys.Select(state => StateIn(KeyRole.KSK, state))];
        Assert.Equal(Enum.GetValues<KeyState>().Order(), entryPoints.Order());
        HashSet<KeyState> zsks = [.. Zsks.Keys.Select(state => StateIn(KeyRole.ZSK, state))];
        Assert.Equal(Enum.GetValues<KeyState>().Except([KeyState.Revoked]).Order(), zsks.Order());

        static KeyState StateIn(KeyRole role, string state)
        {
            (KeyIndex index, int bad, _) = WorldOf(role, state);
            return index.Entries.Single(key => key.Tag == bad).StateAt(At);
        }
    }

    // A new DS is asked for at once, and the good KSK waits for it: what was lost is a day, and no more.
    [Fact]
    public void A_roll_by_double_ds_whose_new_key_is_bad_begins_anew()
    {
        (KeyIndex index, int bad, _) = WorldOf(KeyRole.KSK, "DS submitted");
        KeySchedule schedule = new(index, Zone, Policy);
        KeyIndexProposal proposal = EmergencyKsk.Plan(schedule, bad, At, EmergencyPath.Safe);
        PlannedKey made = Assert.Single(proposal.Additions);
        KeyIndexEntry before = index.Entries.Single(key => key.Tag == bad);
        Assert.Equal(At, made.DsAsk);
        Assert.Equal(before.Publish + (14 * Hour), made.Publish); // asked for at 00:00, found bad at 12:34
        KeyIndexEntry after = proposal.Preview(index).Entries.Single(key => key.Tag == bad);
        Assert.Equal((At, At), (after.Publish, after.Removed));
        Assert.Equal(before.DsAsk, after.DsAsk); // the parent may have it: it is asked about until it is gone
    }

    // Neither takes the other's place: one new key comes for both, and both leave.
    [Theory]
    [InlineData(EmergencyPath.Safe)]
    [InlineData(EmergencyPath.AtOnce)]
    public void Of_two_zsks_that_sign_beside_each_other_none_stays(EmergencyPath path)
    {
        (KeyIndex index, _, CompromisedZsk which) = WorldOf(KeyRole.ZSK, "signs beside another");
        KeySchedule schedule = new(index, Zone, Policy);
        KeyIndexProposal proposal = EmergencyZsk.Plan(schedule, which, At, path);
        PlannedKey made = Assert.Single(proposal.Additions);
        ScheduledRoles after = new KeySchedule(proposal.Preview(index), Zone, Policy).RolesAt(
            path == EmergencyPath.AtOnce ? At : made.Start);
        Assert.Equal([made.Start], after.SignZone.Select(key => key.Start));
        AssertOnlyZsk(proposal, index, made, path == EmergencyPath.AtOnce
            ? At : made.Start + (Policy.ZskRetireInterval + Hour));
    }

    // A second emergency, two days after the first: the key that was taken out does not come back.
    [Theory]
    [InlineData(EmergencyPath.Safe)]
    [InlineData(EmergencyPath.AtOnce)]
    public void A_zsk_that_an_emergency_took_out_takes_nobodys_place(EmergencyPath path)
    {
        KeyIndex index = KeyIndexTests.Read($"""
            {KeyIndex.Header}
            cr. KSK 013 00001 20250101000000 20250101000000 20280101000000 20280101000000 ds-seen=20250105000000
            cr. ZSK 013 00003 20250101000000 20250101000000 20260613150000 20260625000000 note=emergency
            cr. ZSK 013 00004 20260613120000 20260613150000 20280101000000 20280201000000

            """);
        KeyIndexProposal proposal =
            EmergencyZsk.Plan(new KeySchedule(index, Zone, Policy), CompromisedZsk.Active, At, path);
        PlannedKey made = Assert.Single(proposal.Additions);
        KeyIndex after = proposal.Preview(index);
        Assert.Equal(index.Entries.Single(key => key.Tag == 3).ToObservedRow(),
            after.Entries.Single(key => key.Tag == 3).ToObservedRow());
        Assert.DoesNotContain(new KeySchedule(after, Zone, Policy).RolesAt(At).SignZone, key => key.Tag == 3);
        AssertOnlyZsk(proposal, index, made, made.Start + (Policy.ZskRetireInterval + Hour));
    }

    [Fact]
    public void In_the_root_zone_a_bad_ksk_is_revoked_and_a_new_one_trusted_first()
    {
        KeyIndex index = KeyIndexTests.Read($"""
            {KeyIndex.Header}
            root KSK 008 00001 20250101000000 20250101000000 20280101000000 20280101000000
            root ZSK 008 00003 20250101000000 20250101000000 20280101000000 20280101000000

            """);
        KeySchedule schedule = new(index, DomainName.Root, Policy);
        EmergencyChoice choice = EmergencyChoice.Of(
            schedule, index, At, null, path => EmergencyKsk.Plan(schedule, null, At, path));
        Assert.Equal((EmergencyPath.Safe, 0), (choice.Path, choice.BrokenSeconds));
        KeyIndexEntry bad = choice.Proposal.Preview(index).Entries.Single(key => key.Tag == 1);
        Assert.True(bad.Revoke >= At + Policy.AddHoldDown.Seconds);
        Assert.True(bad.Removed >= bad.Revoke + Policy.AddHoldDown.Seconds);
        bad = EmergencyKsk.Plan(schedule, null, At, EmergencyPath.AtOnce)
            .Preview(index).Entries.Single(key => key.Tag == 1);
        Assert.Equal(At, bad.Revoke);
        Assert.True(bad.Removed >= At + Policy.AddHoldDown.Seconds); // who has not seen it trusts it for good

        KeyIndex rolled = KskRoll.Plan(schedule, At).Preview(index);
        KeyIndexEntry old = rolled.Entries.Single(key => key.Tag == 1);
        Assert.True(old.Removed >= old.Revoke + Policy.AddHoldDown.Seconds); // revoked when the new one is trusted
        Assert.True(old.Revoke >= At + Policy.AddHoldDown.Seconds);
        Assert.Contains("already", Assert.Throws<RefusedException>(() => Revocation.Plan(
            new KeySchedule(rolled, DomainName.Root, Policy), 1, At + Day)).Message, StringComparison.Ordinal);
        Assert.True(Rehearsal.Of(
            new KeySchedule(rolled, DomainName.Root, Policy), At,
            new Interval(At, At + (200 * Day))).IsClean);
    }

    private static Func<KeySchedule, KeyIndex, KeyIndex> Row(string moments) =>
        (zone, _) => IndexOf(zone, $"cr. ZSK 013 {BadTag:D5} {moments}");

    private static (KeyIndex Index, int Bad, CompromisedZsk Which) WorldOf(KeyRole role, string state)
    {
        string[] good = role == KeyRole.CSK
            ? ["cr. CSK 013 00001 20250101000000 20250101000000 20280101000000 20280201000000 ds-seen=20250105000000"]
            :
            [
                "cr. KSK 013 00001 20250101000000 20250101000000 20280101000000 20280101000000 ds-seen=20250105000000",
                "cr. ZSK 013 00003 20250101000000 20250101000000 20280101000000 20280201000000",
            ];
        KeySchedule zone = KeyScheduleTests.Schedule(good);
        if (role != KeyRole.ZSK && EntryPoints.TryGetValue(state, out string? moments))
        {
            KeyIndex index = IndexOf(zone, $"cr. {role} 013 {BadTag:D5} {moments}");
            if (!state.StartsWith("DS submitted", StringComparison.Ordinal))
            {
                return (index, BadTag, default);
            }

            // A roll by double DS ends the present key when the new one begins; a CSK must be known before it does.
            Timestamp start = KeyIndexTests.At(role == KeyRole.CSK ? "20260616150000" : "20260616120000");
            index = index.Replace(index.Entries[^1], index.Entries[^1] with { Start = start });
            return (index.Replace(index.Entries[0], index.Entries[0] with
            {
                End = start,
                Remove = role == KeyRole.CSK ? KeyIndexTests.At("20260627000000") : start,
            }), BadTag, default);
        }

        (CompromisedZsk which, Func<KeySchedule, KeyIndex, KeyIndex> world) = Zsks[state];
        KeyIndex rows = IndexOf(zone);
        KeyIndex made = world(new KeySchedule(rows, Zone, Policy), rows);
        KeyIndexEntry bad = state == "has left and signs" ? made.Entries.Single(key => key.Tag == 3)
            : made.Entries.Last(key => key.Role == role && key.Tag != 1);
        return (made, bad.Tag, which);
    }

    private static KeyIndex IndexOf(KeySchedule zone, params string[] more) => KeyIndexTests.Read(
        $"{KeyIndex.Header}\n{string.Concat(zone.Keys.Select(key => key.ToObservedRow() + "\n"))}{string.Concat(more.Select(row => row + "\n"))}");

    private static void AssertReadable(KeyIndex index)
    {
        FindingList findings = new();
        KeyIndex.Read(index.ToOctets(), "keyindex", findings);
        Assert.False(findings.HasFaults, $"{string.Join('\n', findings.Kept)}\n{KeyIndexTests.Text(index)}");
    }

    private static void AssertWalked(KeySchedule schedule, IReadOnlyCollection<RehearsalBreak> announced)
    {
        Interval horizon = new(At, At + (40 * Day));
        foreach (ParentConduct conduct in Enum.GetValues<ParentConduct>())
        {
            WalkingResolvers walk = new(schedule, conduct, At);
            foreach (Timestamp moment in walk.Moments(horizon, 24 * Hour))
            {
                Assert.True(!walk.IsBroken(moment) || announced.Any(broken => broken.Time.Contains(moment)),
                    $"{conduct} {moment}: {string.Join('\n', schedule.Keys.Select(key => key.ToObservedRow()))}");
            }
        }
    }

    private static void AssertOnlyZsk(
        KeyIndexProposal proposal, KeyIndex index, PlannedKey made, Timestamp moment)
    {
        ScheduledRoles roles = new KeySchedule(proposal.Preview(index), Zone, Policy).RolesAt(moment);
        KeyIndexEntry only =
            Assert.Single(roles.Publish.Union(roles.SignZone), key => key.Role == KeyRole.ZSK);
        Assert.Equal((made.Publish, made.Start), (only.Publish, only.Start));
    }

    // By the keyindex alone a KSK stays for its DS: what leads to it is recorded as gone here.
    private static void AssertLeft(KeySchedule schedule, int bad, Timestamp? until)
    {
        KeyIndexEntry row = schedule.Keys.Single(key => key.Tag == bad);
        Timestamp later = until ?? At + (31 * Day);
        KeyIndexEntry[] rows = [.. schedule.Keys.Select(key => key == row && key.IsSep
            ? key with { DsGone = key.DsGone ?? At } : key)];
        ScheduledRoles roles = schedule.With([.. rows]).RolesAt(later);
        Assert.DoesNotContain(roles.Publish.Concat(roles.SignZone).Except(roles.Revoked),
            key => key.Tag == bad);
    }
}
