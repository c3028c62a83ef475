using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;
using DnssecToolkit.Schedule.Moves;
using DnssecToolkit.Time;
using Interval = DnssecToolkit.Time.Interval;

namespace DnssecToolkit.Tests.Schedule;

/// <summary>Each move in each phase of an algorithm roll: nobody fails by it, or it is refused, and the
/// algorithm that was to leave leaves when it was to.</summary>
public class MovesInAlgorithmRollTests
{
    private const long Hour = 3_600;
    private const long Day = 24 * Hour;
    private const DnssecAlgorithm Old = DnssecAlgorithm.ECDSAP256SHA256;
    private const DnssecAlgorithm New = DnssecAlgorithm.ED25519;

    private static readonly DomainName Zone = DomainName.Parse("cr.");
    private static readonly RolloverPolicy Policy = RolloverPolicy.Default;
    private static readonly Timestamp Began = KeyIndexTests.At("20260612123456");

    // What is not of the zone's scheme, and what others sign, is tried elsewhere.
    public static TheoryData<string, bool> Moves
    {
        get
        {
            TheoryData<string, bool> moves = [];
            foreach (string name in KeyMoveTests.Moves.Keys.Where(name => name is not ("foreign" or "insecure csk"
                or "algorithm" or "algorithm of csk" or "insecure")))
            {
                moves.Add(name, name.Contains("csk", StringComparison.Ordinal));
            }

            return moves;
        }
    }

    [Theory]
    [MemberData(nameof(Moves))]
    public void Nobody_fails_and_the_old_algorithm_leaves_as_planned(string name, bool isCsk)
    {
        foreach ((string phase, Timestamp at) in PhasesOf(isCsk))
        {
            KeyIndex index = WorldOf(isCsk, at);
            KeySchedule schedule = new(index, Zone, Policy);
            Timestamp leaves = schedule.LeavesAt(Old)!.Value;
            KeyIndexProposal? proposal = Planned(name, schedule, at);
            Assert.DoesNotContain(proposal?.Additions ?? [], key => key.Algorithm == Old && !key.HasNoSuccessor);
            if (proposal?.Preview(index) is not { } after)
            {
                continue;
            }

            KeySchedule becomes = new KeySchedule(after, Zone, Policy).Continued(at, at + (200 * Day));
            string said = $"{name}, {phase}\n{KeyIndexTests.Text(index)}\n{KeyIndexTests.Text(after)}";
            Rehearsal rehearsal = Rehearsal.Of(becomes, at, new Interval(at, at + (200 * Day)));
            if (!rehearsal.IsClean)
            {
                Assert.False(name.StartsWith("emergency", StringComparison.Ordinal),
                    $"{said}\n{string.Join('\n', rehearsal.Breaks)}");
                continue; // refused
            }

            // An announced key that is bad begins anew, and what waits for it waits a little longer.
            bool isAnew = name.StartsWith("emergency", StringComparison.Ordinal) && at < PublishedAt(isCsk);
            Assert.True(becomes.LeavesAt(Old) == leaves || (isAnew && becomes.LeavesAt(Old) > leaves), said);
            Assert.DoesNotContain(KeyRhythm.Extend(new KeySchedule(after, Zone, Policy), at, at + (200 * Day))
                .Additions, key => key.Algorithm == Old);
            AssertGone(after, becomes.LeavesAt(Old)!.Value + (30 * Day), said);
        }
    }

    [Theory]
    [InlineData("ksk")]
    [InlineData("standby ksk")]
    [InlineData("zsk")]
    public void A_roll_in_the_last_phase_moves_the_keys_that_stay(string name)
    {
        Timestamp at = PublishedAt(false) + (7 * Hour);
        KeySchedule schedule = new(WorldOf(false, at), Zone, Policy);
        KeyIndexProposal proposal = Planned(name, schedule, at)!;
        Assert.Contains(proposal.Additions, key => key.Algorithm == New);
        Assert.DoesNotContain(proposal.Changes, change => change.Before.Algorithm == Old && change.Before.IsSep);
        Assert.DoesNotContain(proposal.Additions, key => key.Algorithm == Old && !key.HasNoSuccessor);
    }

    [Fact]
    public void A_ksk_of_an_algorithm_that_leaves_is_not_rolled()
    {
        Timestamp at = Began + (3 * Day);
        KeySchedule schedule = new(WorldOf(false, at), Zone, Policy);
        RefusedException refusal = Assert.Throws<RefusedException>(() => KskRoll.Plan(schedule, at));
        Assert.Contains("nothing follows them", refusal.Message, StringComparison.Ordinal);
    }

    // As it was made before additions said so themselves.
    [Fact]
    public void The_rhythm_follows_no_zsk_whose_ksks_nothing_follows()
    {
        KeySchedule zone = KeyScheduleTests.Schedule(
            "cr. KSK 013 00001 20260101000000 20260101000000 20260617070000 20260617070000 successor=none",
            "cr. ZSK 013 00002 20260101000000 20260101000000 20260722030000 20260808030000",
            "cr. KSK 015 00003 20260601000000 20260601000000 20280601000000 20280601000000",
            "cr. ZSK 015 00004 20260601000000 20260601000000 20260801000000 20260901000000");
        Timestamp now = KeyIndexTests.At("20260615000000");
        KeyIndexProposal next = KeyRhythm.Extend(zone, now, now + (400 * Day));
        Assert.DoesNotContain(next.Additions, key => key.Algorithm == Old);
        Assert.Contains(next.Additions, key => key.Algorithm == New);
        Assert.DoesNotContain(zone.Events(now, now + (400 * Day)),
            happening => happening.Kind == ScheduleEventKind.RunsOut && happening.Key.Algorithm == Old);
    }

    // After `roll join` the CSK signs: a ZSK on its way out needs no other.
    [Theory]
    [InlineData(EmergencyPath.Safe)]
    [InlineData(EmergencyPath.AtOnce)]
    public void A_zone_that_goes_over_to_a_csk_is_not_given_back_to_zsks(EmergencyPath path)
    {
        KeyIndex rhythm = Rhythm(KeyScheme.KskZsk);
        KeyIndex index = SchemeChange.Plan(new KeySchedule(rhythm, Zone, Policy), KeyScheme.Csk, Began)
            .Preview(rhythm);
        Timestamp at = Began + Hour;
        KeySchedule schedule = new(index, Zone, Policy);
        Assert.Throws<RefusedException>(() => ZskRoll.Plan(schedule, at));
        KeyIndexProposal proposal = EmergencyZsk.Plan(schedule, CompromisedZsk.Active, at, path);
        Assert.Empty(proposal.Additions);
        KeySchedule after = new(proposal.Preview(index), Zone, Policy);
        Assert.Equal(["CSK"], after.RolesAt(at + (5 * Hour)).SignZone.Select(key => $"{key.Role}"));
        if (path == EmergencyPath.Safe)
        {
            Assert.True(Rehearsal.Of(after.Continued(at, at + (200 * Day)), at,
                new Interval(at, at + (200 * Day))).IsClean, KeyIndexTests.Text(proposal.Preview(index)));
        }
    }

    private static (string Phase, Timestamp At)[] PhasesOf(bool isCsk)
    {
        Timestamp published = PublishedAt(isCsk);
        Timestamp leaves = new KeySchedule(WorldOf(isCsk, Began), Zone, Policy).LeavesAt(Old)!.Value;
        return
        [
            ("just begun", Began + 1), ("signatures spread", Began + (4 * Day)),
            ("just before the DNSKEYs", published - Hour), ("the DNSKEYs are there", published),
            ("the DNSKEYs spread", published + (2 * Hour)), ("the DS changes", leaves - Day),
            ("just before it leaves", leaves - Hour),
        ];
    }

    private static Timestamp PublishedAt(bool isCsk) => WorldOf(isCsk, Began).Entries
        .Where(key => key.Algorithm == New).Min(key => key.Publish);

    private static KeyIndex Rhythm(KeyScheme scheme) => KeyMoveTests.AsRecorded(KeyRhythm.Begin(Zone, Policy, Old,
        scheme, KeyIndexTests.At("20260101000000"), Began + (60 * Day)).Preview(KeyIndex.Empty), Policy, Began);

    private static KeyIndex WorldOf(bool isCsk, Timestamp at)
    {
        KeyIndex rhythm = Rhythm(isCsk ? KeyScheme.Csk : KeyScheme.KskZsk);
        KeyIndex rolled = AlgorithmRoll.Plan(new KeySchedule(rhythm, Zone, Policy), New, Began).Preview(rhythm);
        return KeyMoveTests.AsRecorded(rolled, Policy, at);
    }

    private static KeyIndexProposal? Planned(string name, KeySchedule schedule, Timestamp at)
    {
        try
        {
            return KeyMoveTests.Moves[name](schedule, at);
        }
        catch (RefusedException refusal) when (refusal.Code == CheckCodes.MoveImpossible)
        {
            return null;
        }
    }

    // The parent does what it is asked for.
    private static void AssertGone(KeyIndex after, Timestamp moment, string said)
    {
        KeySchedule schedule = new(KeyMoveTests.AsRecorded(after, Policy, moment), Zone, Policy);
        ScheduledRoles roles = schedule.RolesAt(moment);
        Assert.False(roles.Publish.Union(roles.SignZone).Any(key => key.Algorithm == Old), said);
    }
}
