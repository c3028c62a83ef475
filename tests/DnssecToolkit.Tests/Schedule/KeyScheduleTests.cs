using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.Schedule;

public class KeyScheduleTests
{
    /// <summary>IANA's slide. Its text form has lost runs: five hyphens between two signs of a key's use
    /// stand for more of the same.</summary>
    private static readonly string[] Slide =
    [
        "64000K+++++-----|+++++-----",
        "24000K-----+-----|-----+-----",
        "24001-----ppppppppp+-----|++rrr-----",
        "08000Z-----pppppppp+|-----+rrrrr-----",
        "92000-----P|pppppp+-----+rrrr-----",
    ];

    private static readonly Timestamp Now = KeyIndexTests.At("19760201000000");

    [Fact]
    public void Timeline_ShowsWhatTheSlideShows()
    {
        // From within the first KSK's life to beyond the second's.
        ScheduleTimeline timeline = new(Sample(), Now) { Before = 90, After = 400 };
        Assert.Equal(Slide.Select(Turns), timeline.Lines().Select(Turns));
    }

    [Fact]
    public void Timeline_ShowsEachStateOfAZskForAsLongAsTheSlideGiveOrTakeAStep()
    {
        string[] drawn = [.. new ScheduleTimeline(Sample(), Now).Lines().Skip(2)];
        foreach ((string ours, string theirs) in drawn.Zip(Slide.Skip(2)))
        {
            Assert.All("Ppr",
                sign => Assert.InRange(ours.Count(c => c == sign) - theirs.Count(c => c == sign), -1, 1));
        }
    }

    [Fact]
    public void RolesAt_GivesTheSlidesSigners()
    {
        ScheduledRoles roles = Sample().RolesAt(Now);
        Assert.Equal([64000, 24000, 24001, 8000, 92000], Tags(roles.Publish));
        Assert.Equal([64000, 24000], Tags(roles.SignDnskey));
        Assert.Equal([8000], Tags(roles.SignZone));
        Assert.Equal([24001], Tags(Sample().RolesAt(Now - 1).SignZone));
        Assert.Empty(roles.Held);
    }

    [Fact]
    public void Check_FindsNothingInIanasRhythm() => Assert.Empty(Check(Sample()));

    [Fact]
    public void Milestones_FollowFromSuccessorAndPolicy()
    {
        KeySchedule schedule = Sample();
        KeyMilestones milestones = schedule.MilestonesOf(schedule.Keys[2]);
        Assert.Equal("1975-12-01T02:05:00Z", milestones.Ready.ToString());
        Assert.Equal(Now, milestones.SignsUntil);
        Assert.Equal("1976-02-11T01:05:00Z", milestones.Dead.ToString());
    }

    [Fact]
    public void RolesAt_KeepsAKskWhoseDsIsNotKnownToBeGone()
    {
        const string Keys = "cr. KSK 013 00001 20200101000000 20200101000000 20220101000000 20220101000000";
        KeySchedule silent = Schedule(Keys);
        Assert.Equal([1], Tags(silent.RolesAt(KeyIndexTests.At("20250101000000")).Held));
        Assert.Equal([1], Tags(silent.RolesAt(KeyIndexTests.At("20250101000000")).SignDnskey));
        Assert.Empty(Schedule(Keys + " ds-gone=20211201000000")
            .RolesAt(KeyIndexTests.At("20250101000000")).Publish);
    }

    [Fact]
    public void RolesAt_LetsTheLastZskGoOnUntilTheAlgorithmHasLeft()
    {
        const string Zsk = "cr. ZSK 013 00002 20200101000000 20200101000000 20210101000000 20210201000000";
        ScheduledRoles roles = Schedule(Zsk).RolesAt(KeyIndexTests.At("20250101000000"));
        Assert.All([roles.Publish, roles.SignZone, roles.Held], keys => Assert.Equal([2], Tags(keys)));
        Assert.Empty(Schedule(Zsk,
            "cr. KSK 013 00001 20200101000000 20200101000000 20220101000000 20220101000000 ds-gone=20211201000000")
            .RolesAt(KeyIndexTests.At("20250101000000")).Publish);
    }

    /// <summary>Nobody would sign it (RFC 4035 §2.2), and the zone's other algorithm has signed all that
    /// caches have.</summary>
    [Fact]
    public void RolesAt_LetsNoZskStayWithoutAKskOfItsAlgorithm()
    {
        string[] rows =
        [
            "cr. ZSK 013 00002 20200101000000 20200101000000 20220101000000 20220301000000",
            "cr. KSK 015 00003 20211201000000 20211201000000 20250101000000 20250101000000",
            "cr. ZSK 015 00004 20211201000000 20211201000000 20250101000000 20250101000000",
            "cr. KSK 013 00001 20200101000000 20200101000000 20220101000000 20220101000000",
        ];
        Timestamp after = KeyIndexTests.At("20220201000000");
        Assert.Equal([2, 3, 4, 1], Tags(Schedule(rows).RolesAt(after).Publish));
        Assert.Equal([2, 4], Tags(Schedule(rows).RolesAt(after).SignZone));
        rows[^1] += " ds-gone=20211215000000";
        Assert.Equal([3, 4], Tags(Schedule(rows).RolesAt(after).Publish));
        Assert.Equal([4], Tags(Schedule(rows).RolesAt(after).SignZone));
    }

    [Fact]
    public void A_zone_has_given_up_when_its_keys_have_left_for_good_with_their_DS()
    {
        string[] rows =
        [
            "cr. ZSK 013 00002 20200101000000 20200101000000 20220101000000 20220101000000",
            "cr. KSK 013 00001 20200101000000 20200101000000 20220101000000 20220101000000",
        ];
        Timestamp after = KeyIndexTests.At("20220201000000");
        Assert.False(Schedule(rows).HasGivenUpAt(after));
        rows[^1] += " ds-gone=20211215000000";
        Assert.True(Schedule(rows).HasGivenUpAt(after));
        Assert.False(Schedule(rows).HasGivenUpAt(KeyIndexTests.At("20211231000000")));
        Assert.False(Schedule(rows).HasGivenUpAt(KeyIndexTests.At("20190101000000")));
        Assert.False(Schedule([.. rows,
            "cr. CSK 013 00005 20220301000000 20220301000000 20250101000000 20250101000000"])
            .HasGivenUpAt(after)); // it comes back
    }

    [Theory]
    [InlineData("SCHEDULE-ZSK-GAP",
        "cr. ZSK 013 00001 20260101000000 20260101000000 20260301000000 20260401000000",
        "cr. ZSK 013 00002 20260201000000 20260301000001 20260501000000 20260601000000")]
    [InlineData("SCHEDULE-PUBLISH-SHORT",
        "cr. ZSK 013 00001 20260101000000 20260101000000 20260301000000 20260401000000",
        "cr. ZSK 013 00002 20260201000000 20260201020459 20260501000000 20260601000000")]
    [InlineData("SCHEDULE-RETIRE-SHORT",
        "cr. ZSK 013 00001 20260101000000 20260101000000 20260301000000 20260311010459")]
    [InlineData("SCHEDULE-KSK-GAP",
        "cr. KSK 013 00001 20260101000000 20260101000000 20260301000000 20260301000000 ds-gone=20260201000000",
        "cr. KSK 013 00002 20260301000001 20260301000001 20260501000000 20260501000000")]
    [InlineData("SCHEDULE-KSK-OVERLAP",
        "cr. KSK 013 00001 20260101000000 20260101000000 20260301000000 20260301000000",
        "cr. KSK 013 00002 20260227195501 20260227195501 20260501000000 20260501000000")]
    [InlineData("SCHEDULE-DS-REMAINS",
        "cr. KSK 013 00001 20260101000000 20260101000000 20260301000000 20260301000000 ds-gone=20260227220001")]
    [InlineData("SCHEDULE-TAG-COLLISION",
        "cr. KSK 013 00001 20260101000000 20260101000000 20260301000000 20260301000000",
        "cr. ZSK 008 00129 20260101000000 20260101000000 20260301000000 20260501000000")]
    public void Check_FindsABrokenRule(string code, params string[] rows)
    {
        Finding finding = Assert.Single(Check(Schedule(rows)));
        Assert.Equal(code, finding.Code.Tag);
    }

    [Theory]
    [InlineData("cr. ZSK 013 00001 20260101000000 20260101000000 20260301000000 20260401000000",
        "cr. ZSK 013 00002 20260201000000 20260301000000 20260501000000 20260601000000")]
    [InlineData("cr. ZSK 013 00001 20260101000000 20260101000000 20260301000000 20260401000000",
        "cr. ZSK 013 00002 20260201000000 20260201020500 20260501000000 20260601000000")]
    [InlineData("cr. ZSK 013 00001 20260101000000 20260101000000 20260301000000 20260311010500")]
    [InlineData("cr. KSK 013 00001 20260101000000 20260101000000 20260301000000 20260301000000",
        "cr. KSK 013 00002 20260227195500 20260227195500 20260501000000 20260501000000")]
    [InlineData("cr. KSK 013 00001 20260101000000 20260101000000 20260301000000 20260301000000 ds-gone=20260227220000")]
    public void Check_FindsNothingASecondBefore(params string[] rows) => Assert.Empty(Check(Schedule(rows)));

    [Fact]
    public void Events_AreInOrderWithReasonsAndDuties()
    {
        IReadOnlyList<ScheduleEvent> events = Sample().Events(Now, KeyIndexTests.At("19760501000001"));
        Assert.Equal(
            [
                "Publish 92000", "Start 8000", "Ready 92000", "Dead 24001", "End 24001", "Start 92000", "Remove 24001", "Dead 8000",
                "End 8000", "Remove 8000", "End 92000", "RunsOut 92000", "Dead 92000", "Remove 92000",
            ],
            events.Select(happening => $"{happening.Kind} {happening.Key.Tag}"));
        Assert.Equal("signs the zone; takes over from 24001",
            events.First(happening => happening.Kind == ScheduleEventKind.Start).Reason);
        Assert.Equal("1976-04-14T21:55:00Z",
            events.Single(happening => happening.Kind == ScheduleEventKind.RunsOut).By.ToString());
    }

    internal static KeySchedule Schedule(params string[] rows) => new(
        KeyIndexTests.Read($"{KeyIndex.Header}\n{string.Join('\n', rows)}\n"), DomainName.Parse("cr."),
        RolloverPolicy.Default);

    internal static IReadOnlyList<Finding> Check(KeySchedule schedule)
    {
        FindingList findings = new();
        ScheduleChecks.Check(schedule, findings);
        return findings.Kept;
    }

    private static KeySchedule Sample() =>
        new(KeyIndex.Read(KeyIndexTests.Sample, "keyindex", new FindingList()), DomainName.Root,
            RolloverPolicy.Default);

    private static int[] Tags(IEnumerable<KeyIndexEntry> keys) => [.. keys.Select(key => key.Tag)];

    // The order of a row's states, with the label: "08000Z-p+|+r-". A slide's hyphens count only at the ends.
    private static string Turns(string row)
    {
        string label = row[..5] + (row[5] is 'K' or 'Z' ? row[5] : ' ');
        string life = row[(row[5] is 'K' or 'Z' or ' ' ? 6 : 5)..];
        string start = life[0] == '-' ? "-" : "";
        string end = life[^1] == '-' ? "-" : "";
        string inner = life.Replace("-", "", StringComparison.Ordinal);
        return label + start + string.Concat(inner.Where((sign, i) => i == 0 || inner[i - 1] != sign)) + end;
    }
}
