using DnssecToolkit.Keys;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;
using FsCheck;
using FsCheck.Fluent;

namespace DnssecToolkit.Tests.Schedule;

/// <summary>What holds for every schedule, and for every one that keeps the rules.</summary>
public class KeyScheduleProperties
{
    private const long Day = 86_400;

    private static readonly Timestamp Origin = KeyIndexTests.At("20260101000000");

    // Per key: days from one start to the next, of publication before it, of use, of retirement.
    private static Arbitrary<(int Next, int Before, int Use, int After)[]> Keys => Gen.Choose(0, 50).Four()
        .Select(days => (days.Item1, days.Item2 / 5, days.Item3, days.Item4)).NonEmptyListOf()
        .Select(keys => keys.Take(8).ToArray()).ToArbitrary();

    [Fact]
    public void ALintedSchedule_HasOneSignerThatResolversKnowAtEveryMoment()
    {
        int kept = 0;
        Prop.ForAll(Keys, keys =>
        {
            KeySchedule schedule = Build(keys);
            if (KeyScheduleTests.Check(schedule)
                .Any(finding => finding.Code.Severity == DnssecToolkit.Diagnostics.Severity.Fault))
            {
                return true;
            }

            kept++;
            return Moments(schedule).All(moment => HasOneKnownSigner(schedule, moment));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
        Assert.True(kept > 50, $"only {kept} schedules kept the rules");
    }

    [Fact]
    public void StateAt_NeverGoesBack() => Prop.ForAll(Keys, keys =>
    {
        KeySchedule schedule = Build(keys);
        return schedule.Keys.All(key => IsSorted([.. Moments(schedule)
            .Select(moment => Rank(key.StateAt(moment)))]));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void StateAt_ChangesAtTheFirstSecondOfAnInterval() =>
        Prop.ForAll(Keys, keys => Build(keys).Keys.All(key =>
        key.StateAt(key.Publish - 1) == KeyState.Generated && key.StateAt(key.Removed) == KeyState.Removed
        && (key.Start == key.Ended
            || (key.StateAt(key.Start) == KeyState.Active && key.StateAt(key.Ended - 1) == KeyState.Active))
        && key.StateAt(key.Ended) != KeyState.Active)).QuickCheckThrowOnFailure();

    private static KeySchedule Build((int Next, int Before, int Use, int After)[] keys)
    {
        Timestamp start = Origin;
        List<string> rows = [];
        foreach ((int next, int before, int use, int after) in keys)
        {
            start += next * Day;
            rows.Add($"cr. ZSK 013 {rows.Count:D5} {(start - (before * Day)).ToCompactString()} {start.ToCompactString()} "
                + $"{(start + (use * Day)).ToCompactString()} {(start + ((use + after) * Day)).ToCompactString()}");
        }

        return KeyScheduleTests.Schedule([.. rows]);
    }

    private static IEnumerable<Timestamp> Moments(KeySchedule schedule) => schedule.Keys
        .SelectMany(key => new[] { key.Publish, key.Start, key.Ended, key.Removed })
        .SelectMany(moment => new[] { moment - 1, moment, moment + 1 }).Distinct().Order();

    private static bool HasOneKnownSigner(KeySchedule schedule, Timestamp moment)
    {
        KeyIndexEntry[] used = [.. schedule.Keys.Where(key => key.Start < key.Ended)];
        if (used.Length == 0 || moment < used.Min(key => key.Start) || moment >= used.Max(key => key.Ended))
        {
            return true;
        }

        ScheduledRoles roles = schedule.RolesAt(moment);
        return roles is { SignZone: [var signer], Held: [] } && roles.Publish.Contains(signer)
            && (moment - signer.Publish >= schedule.Policy.PublicationInterval
                || signer.Start == used.Min(key => key.Start));
    }

    private static int Rank(KeyState state) => Array.IndexOf(
        [KeyState.Generated, KeyState.Published, KeyState.Active, KeyState.Retired, KeyState.Removed], state);

    private static bool IsSorted(int[] ranks) => ranks.SequenceEqual(ranks.Order());
}
