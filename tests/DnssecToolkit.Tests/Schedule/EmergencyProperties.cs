using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;
using DnssecToolkit.Schedule.Moves;
using DnssecToolkit.Time;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;
using Interval = DnssecToolkit.Time.Interval;

namespace DnssecToolkit.Tests.Schedule;

/// <summary>Emergencies at any second, of any kind, in a zone that may be in the middle of another move: what
/// is announced is what resolvers meet, to the second, and nothing breaks where there is a way.</summary>
public sealed class EmergencyProperties(ITestOutputHelper output)
{
    private const long Hour = 3_600;
    private const long Day = 24 * Hour;
    private const int Worlds = 150;

    private static readonly DomainName Zone = DomainName.Parse("cr.");
    private static readonly Timestamp Origin = KeyIndexTests.At("20260101000000");

    private static readonly Dictionary<string, Func<KeySchedule, Timestamp, EmergencyPath, int, KeyIndexProposal>> Kinds = new()
    {
        ["zsk old"] = (schedule, at, path, _) => EmergencyZsk.Plan(schedule, CompromisedZsk.Old, at, path),
        ["zsk active"] =
            (schedule, at, path, _) => EmergencyZsk.Plan(schedule, CompromisedZsk.Active, at, path),
        ["zsk new"] = (schedule, at, path, _) => EmergencyZsk.Plan(schedule, CompromisedZsk.New, at, path),
        ["ksk one"] = (schedule, at, path, pick) =>
            EmergencyKsk.Plan(schedule, TagOf(schedule, at, KeyRole.KSK, pick), at, path),
        ["ksk both"] = (schedule, at, path, _) => EmergencyKsk.Plan(schedule, null, at, path),
        ["csk one"] = (schedule, at, path, pick) =>
            EmergencyCsk.Plan(schedule, TagOf(schedule, at, KeyRole.CSK, pick), at, path),
        ["csk all"] = (schedule, at, path, _) => EmergencyCsk.Plan(schedule, null, at, path),
    };

    // What a zone may be in the middle of; "" for nothing but its rhythm.
    private static readonly Dictionary<string, Func<KeySchedule, Timestamp, KeyIndexProposal>> Beginnings = new()
    {
        [""] = (_, _) => KeyIndexProposal.Nothing,
        ["zsk"] = (schedule, at) => ZskRoll.Plan(schedule, at),
        ["zsk double-signature"] =
            (schedule, at) => ZskRoll.Plan(schedule, at, ZskRollMethod.DoubleSignature),
        ["zsk double-rrsig"] = (schedule, at) => ZskRoll.Plan(schedule, at, ZskRollMethod.DoubleRrsig),
        ["ksk"] = (schedule, at) => KskRoll.Plan(schedule, at),
        ["ksk double-ds"] = (schedule, at) => KskRoll.Plan(schedule, at, KskRollMethod.DoubleDs),
        ["csk"] = (schedule, at) => CskRoll.Plan(schedule, at),
        ["csk double-ds"] = (schedule, at) => CskRoll.Plan(schedule, at, CskRollMethod.DoubleDs),
        ["standby zsk"] = (schedule, at) => StandbyKey.Plan(schedule, KeyRole.ZSK, at),
        ["standby ksk"] = (schedule, at) => StandbyKey.Plan(schedule, KeyRole.KSK, at),
        ["standby csk"] = (schedule, at) => StandbyKey.Plan(schedule, KeyRole.CSK, at),
        ["algorithm"] = (schedule, at) => AlgorithmRoll.Plan(schedule, DnssecAlgorithm.ED25519, at),
    };

    public static TheoryData<string> Names => [.. Kinds.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_breaks_is_what_is_announced_to_the_second_and_nothing_where_there_is_a_way(string kind)
    {
        (int met, int broken) = (0, 0);
        KeyScheme scheme = kind.StartsWith("csk", StringComparison.Ordinal)
            ? KeyScheme.Csk
            : KeyScheme.KskZsk;
        Prop.ForAll(Cases(scheme).ToArbitrary(), chosen =>
        {
            (KeyIndex index, KeySchedule schedule, Timestamp at) = WorldOf(chosen, scheme);
            try
            {
                KeyIndexProposal Plan(EmergencyPath path) => Kinds[kind](schedule, at, path, chosen.Pick);
                EmergencyChoice atOnce = EmergencyChoice.Of(schedule, index, at, EmergencyPath.AtOnce, Plan);
                EmergencyChoice safe = EmergencyChoice.Of(schedule, index, at, EmergencyPath.Safe, Plan);
                EmergencyChoice choice = EmergencyChoice.Of(schedule, index, at, null, Plan);
                AssertAnnounced(schedule, index, atOnce, at, chosen);
                AssertAnnounced(schedule, index, safe, at, chosen);
                Assert.True(
                    choice.BrokenSeconds == 0,
                    $"{Explain(chosen, at, index, safe)}\nat once:\n{Explain(chosen, at, index, atOnce)}");
                AssertBadZsksLeave(kind, schedule, index, atOnce, at, at + 1);
                AssertBadZsksLeave(kind, schedule, index, safe, at, at
                    + (schedule.KnownAfter + chosen.Policy.ZskRetireInterval + (2 * Hour)));
                met++;
                broken += atOnce.BrokenSeconds > 0 ? 1 : 0;
                // Whoever can take the key out at once does.
                Assert.Equal(TextOf(atOnce.BrokenSeconds == 0 ? atOnce : safe), TextOf(choice));
                string TextOf(EmergencyChoice one) => KeyIndexTests.Text(one.Proposal.Preview(index));
            }
            catch (RefusedException refusal) when (refusal.Code == CheckCodes.MoveImpossible)
            {
                return true; // there is not always such a key
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Worlds));
        output.WriteLine(
            $"{kind}: {met} emergencies, {broken} of which break something where the key is taken out at once");
        Assert.True(met >= Worlds / 6, $"met {met} times only");
        Assert.True(broken > 0 || kind == "zsk new", "nothing broke at once"); // the new one has signed nothing
    }

    private static Gen<Case> Cases(KeyScheme scheme) =>
        from policy in Gen.Elements(RolloverPolicy.Default, RolloverPolicy.TopLevel)
        from seconds in Gen.Choose(0, (int)(250 * Day))
        from beginning in Gen.Elements(Beginnings.Keys.Where(name => name.Length == 0 || name == "algorithm"
            || name.Contains("csk", StringComparison.Ordinal) == (scheme == KeyScheme.Csk)).ToArray())
        from age in Gen.Choose(0, (int)(40 * Day))
        from pick in Gen.Choose(0, 100)
        select new Case(policy, seconds, beginning, age, pick);

    private static (KeyIndex Index, KeySchedule Schedule, Timestamp At) WorldOf(Case chosen, KeyScheme scheme)
    {
        Timestamp at = Origin + (70 * Day) + chosen.Seconds;
        Timestamp before = at - chosen.Age;
        KeyIndex rhythm = KeyRhythm.Begin(
            Zone, chosen.Policy, DnssecAlgorithm.ECDSAP256SHA256, scheme, Origin, Origin + new Period(14, 0))
            .Preview(KeyIndex.Empty);
        KeyIndex index = KeyMoveTests.AsRecorded(rhythm, chosen.Policy, before);
        try
        {
            index = Beginnings[chosen.Beginning](new KeySchedule(index, Zone, chosen.Policy), before)
                .Preview(index);
        }
        catch (RefusedException refusal) when (refusal.Code == CheckCodes.MoveImpossible)
        {
            // It has only its rhythm then.
        }

        index = KeyMoveTests.AsRecorded(index, chosen.Policy, at);
        return (index, new KeySchedule(index, Zone, chosen.Policy), at);
    }

    // Of those that sign none signs or is published any more, whoever took its place.
    private static void AssertBadZsksLeave(
        string kind, KeySchedule schedule, KeyIndex index, EmergencyChoice choice, Timestamp at, Timestamp by)
    {
        if (kind != "zsk active")
        {
            return;
        }

        ScheduledRoles before = schedule.RolesAt(at);
        ScheduledRoles after =
            new KeySchedule(choice.Proposal.Preview(index), Zone, schedule.Policy).RolesAt(by);
        Assert.Empty(before.SignZone.Intersect(before.Publish).Where(key => key.Role == KeyRole.ZSK)
            .Select(key => (key.Algorithm, key.Tag))
            .Intersect(after.SignZone.Union(after.Publish).Select(key => (key.Algorithm, key.Tag))));
    }

    // What is announced are the seconds in which some resolver fails that would not without it.
    private static void AssertAnnounced(
        KeySchedule schedule, KeyIndex index, EmergencyChoice choice, Timestamp at, Case chosen)
    {
        Interval horizon = choice.Outcome.Horizon;
        KeySchedule after = new KeySchedule(choice.Proposal.Preview(index), Zone, schedule.Policy)
            .Continued(at, horizon.End);
        schedule = schedule.Continued(at, horizon.End);
        Assert.False(choice.Outcome.Breaks.Any(broken => broken.Kind == RehearsalBreakKind.KeySet),
            Explain(chosen, at, index, choice));
        WalkingResolvers[] walks =
            [.. Enum.GetValues<ParentConduct>().Select(conduct => new WalkingResolvers(after, conduct, at))];
        WalkingResolvers[] without = [.. Enum.GetValues<ParentConduct>()
            .Select(conduct => new WalkingResolvers(schedule, conduct, at))];
        Timestamp[] cells = [.. walks.Concat(without).SelectMany(walk => walk.Cells(horizon))
            .Append(horizon.End).Distinct().Order()];
        long seconds = 0;
        foreach ((Timestamp start, Timestamp end) in cells.Zip(cells.Skip(1)))
        {
            bool isBroken = Array.Exists(walks, walk => walk.IsBroken(start));
            Assert.True(isBroken == choice.Outcome.Breaks.Any(broken => broken.Time.Contains(start)
                && broken.Resolvers == RehearsalResolvers.Any),
                $"{chosen} at {at}, looked at {start}: {(isBroken ? "broken" : "not broken")}");
            seconds += isBroken && !Array.Exists(without, walk => walk.IsBroken(start)) ? end - start : 0;
        }

        if (choice.Outcome.Breaks.All(broken => broken.Resolvers == RehearsalResolvers.Any))
        {
            Assert.Equal(seconds, choice.BrokenSeconds);
        }
    }

    private static string Explain(Case chosen, Timestamp at, KeyIndex index, EmergencyChoice choice) =>
        string.Join('\n', (string[])
    [
        $"{chosen}, emergency at {at}, {choice.BrokenSeconds} s",
        .. choice.Outcome.Breaks.Select(broken =>
            $"{broken.Time.Start} {broken.Time.End} {broken.Who} {broken.Why}"),
        "before", .. RowsAround(index, at),
        "after", .. RowsAround(choice.Proposal.Preview(index), at),
    ]);

    private static IEnumerable<string> RowsAround(KeyIndex index, Timestamp at) => index.Entries
        .Where(key => key.Publish < at + (60 * Day) && key.Removed > at - (30 * Day))
        .Select(key => key.ToObservedRow());

    private static int TagOf(KeySchedule schedule, Timestamp at, KeyRole role, int pick) =>
        schedule.RolesAt(at).Publish.Where(key => key.Role == role).ToArray() is { Length: > 0 } keys
            ? keys[pick % keys.Length].Tag
            : -1;

    private sealed record Case(RolloverPolicy Policy, int Seconds, string Beginning, int Age, int Pick)
    {
        public override string ToString() => $"{Beginning} {Age} s before";
    }
}
