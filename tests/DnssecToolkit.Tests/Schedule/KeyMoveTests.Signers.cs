using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Schedule;
using DnssecToolkit.Schedule.Moves;
using DnssecToolkit.Time;
using Interval = DnssecToolkit.Time.Interval;

namespace DnssecToolkit.Tests.Schedule;

/// <content>Moves in a zone that others sign, too (RFC 8901): resolvers have either's key set with either's
/// data.</content>
public partial class KeyMoveTests
{
    /// <summary>The moves after which a new key signs that resolvers meet beside the other signer's key
    /// set.</summary>
    public static TheoryData<string> NewSigners =>
        ["zsk", "zsk double-signature", "zsk double-rrsig", "csk", "csk double-signature", "csk double-ds",
            "join", "emergency active"];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_move_breaks_nothing_for_resolvers_that_have_keys_from_another_signer(string name)
    {
        // Signers of one zone have one algorithm (RFC 8901 §5): to leave it alone is refused, for resolvers
        // that are strict.
        bool isAlone = name.StartsWith("algorithm", StringComparison.Ordinal);
        int moved = 0;
        foreach (int hours in Enumerable.Range(0, 16).Select(i => i * 1_049))
        {
            RolloverPolicy policy = hours % 2 == 0 ? RolloverPolicy.Default : RolloverPolicy.TopLevel;
            Timestamp at = Origin + (30 * Day) + (hours * Hour) + (hours % 7);
            KeyIndex index = RhythmOfTwo(policy, name, at);
            if (Planned(Moves[name], new KeySchedule(index, Zone, policy), index, at) is not { } after)
            {
                continue;
            }

            moved++;
            FindingList findings = new();
            KeyIndex.Read(after.ToOctets(), "keyindex", findings);
            Assert.False(findings.HasFaults, string.Join('\n', findings.Kept));
            Rehearsal rehearsal = Rehearsal.Of(new KeySchedule(after, Zone, policy), at,
                new Interval(at, at + (200 * Day)));
            Assert.True(rehearsal.IsClean != isAlone,
                $"{at}\n{string.Join('\n', rehearsal.Breaks)}\n{KeyIndexTests.Text(index)}\n{KeyIndexTests.Text(after)}");
            Assert.Equal(isAlone,
                rehearsal.Breaks.Any(broken => broken.Resolvers == RehearsalResolvers.EveryAlgorithm));
        }

        Assert.True(moved > 3, $"moved {moved} times only");
    }

    [Theory]
    [MemberData(nameof(NewSigners))]
    public void A_move_that_gives_another_signer_no_time_breaks(string name)
    {
        RolloverPolicy real = RolloverPolicy.Default with { SignerDelay = Period.FromDays(20) };
        Timestamp at = KeyIndexTests.At("20260620000000");
        AssertBreaksWithoutTime(name, LastRoll(real, name, at), real, at);
    }

    // Who looks for his DS late sees it late: he may have had it, and served, for long.
    [Fact]
    public void Another_signer_whose_DS_is_seen_only_now_may_serve_already()
    {
        RolloverPolicy real = RolloverPolicy.Default with { SignerDelay = Period.FromHours(12) };
        Timestamp at = KeyIndexTests.At("20260620000000");
        KeyIndex index = LastRoll(real, "zsk", at);
        KeyIndexEntry his = index.Entries.Single(key => key.Tag == 60_002);
        AssertBreaksWithoutTime("zsk", index.Replace(his, his with { DsSeen = at }), real, at);
    }

    [Theory]
    [InlineData(null, "20260601000000")] // nobody looked: as he said
    [InlineData("20250105000000", "20260620000000")] // it was there, and nobody saw it go
    public void The_DS_of_another_signer_that_was_seen_is_there_until_it_is_seen_to_be_gone(string? seen,
        string gone)
    {
        RolloverPolicy policy = RolloverPolicy.Default;
        Timestamp at = KeyIndexTests.At("20260620000000");
        Timestamp left = KeyIndexTests.At("20260601000000") + policy.KskRetireInterval;
        KeyIndex index = RhythmOfTwo(policy, "", at);
        KeyIndexEntry his = index.Entries.Single(key => key.Tag == 60_002);
        KeyIndexEntry row = his with
        {
            Start = left,
            End = left,
            Remove = left,
            DsSeen = seen is null ? null : KeyIndexTests.At(seen),
        };
        KeySchedule schedule = new(index.Replace(his, row), Zone, policy);
        Assert.Equal(KeyIndexTests.At(gone),
            ParentTimeline.Of(schedule, ParentConduct.Adds, at)[schedule.Keys.IndexOf(row)].End);
    }

    // The next key that comes is the move's own.
    private static KeyIndex LastRoll(RolloverPolicy policy, string name, Timestamp at)
    {
        KeyIndex index = RhythmOfTwo(policy, name, at);
        index = index.Entries.Where(key => key.Publish <= at && key.Start > at && key.Signer is null)
            .Aggregate(index, (rows, key) => rows.Remove(key));
        KeyIndexEntry[] old =
            [.. index.Entries.Where(key => key.SignsZone && key.Signer is null && key.Ended <= at)];
        return old.Aggregate(index, (rows, key) => rows.Remove(key)); // or an emergency lets an old one sign
    }

    private static void AssertBreaksWithoutTime(
        string name, KeyIndex index, RolloverPolicy real, Timestamp at)
    {
        Assert.True(Outcome(real).IsClean);
        Assert.Contains(Outcome(real with { SignerDelay = Period.Zero }).Breaks,
            broken => broken.Kind == RehearsalBreakKind.Data
                && broken.Who.Contains(" from b.example", StringComparison.Ordinal));

        Rehearsal Outcome(RolloverPolicy planned)
        {
            KeyIndex after = Planned(Moves[name], new KeySchedule(index, Zone, planned), index, at)!;
            return Rehearsal.Of(new KeySchedule(after, Zone, real), at, new Interval(at, at + (60 * Day)));
        }
    }

    // The other signer goes on, and only our DS and keys leave: whoever asks us then is led to him.
    [Fact]
    public void Our_keys_must_not_leave_before_the_others_DS()
    {
        RolloverPolicy policy = RolloverPolicy.Default;
        Timestamp at = KeyIndexTests.At("20260620000000");
        KeyIndex index = RhythmOfTwo(policy, "", at);
        KeyIndex both = GoingInsecure.Plan(new KeySchedule(index, Zone, policy), at).Preview(index);
        Assert.True(Rehearse(both).IsClean);
        KeyIndex alone = index.Entries.Where(key => key.Signer is not null).Aggregate(both, (rows, key) =>
            rows.Replace(rows.Entries.Single(row => row.Tag == key.Tag), key));
        Assert.Contains(Rehearse(alone).Breaks, broken => broken.Kind == RehearsalBreakKind.Chain
            && broken.Why.Contains("60002", StringComparison.Ordinal));

        Rehearsal Rehearse(KeyIndex rows) =>
            Rehearsal.Of(new KeySchedule(rows, Zone, policy), at, new Interval(at, at + (200 * Day)));
    }

    // The other signer's KSK leaves when resolvers have the DS of his next one, whatever is seen of ours.
    [Theory]
    [InlineData("20260620000000", true)]
    [InlineData("20260701000000", false)]
    public void Another_signers_KSK_must_stay_until_the_DS_of_his_next_one_is_known(string seen, bool isClean)
    {
        RolloverPolicy policy = RolloverPolicy.Default;
        Timestamp at = KeyIndexTests.At("20260615000000");
        Timestamp gone = KeyIndexTests.At("20260701000000");
        KeyIndex index = RhythmOfTwo(policy, "", at);
        KeyIndexEntry old = index.Entries.Single(key => key.Tag == 60_002);
        index = index.Replace(old, old with { Start = gone, End = gone, Remove = gone })
            .Add(OfOther(KeyRole.KSK, 60_004) with { Publish = at, DsSeen = KeyIndexTests.At(seen) });
        Rehearsal rehearsal = Rehearsal.Of(new KeySchedule(index, Zone, policy), at,
            new Interval(at, at + (60 * Day)));
        Assert.Equal(isClean, rehearsal.IsClean);
        Assert.All(rehearsal.Breaks, broken => Assert.Equal(RehearsalBreakKind.Chain, broken.Kind));
        Assert.All(rehearsal.Breaks, broken => Assert.Contains(" from b.example", broken.Who));
    }

    [Fact]
    public void Another_signers_KSK_signs_nothing_here_and_is_not_held_for_its_DS()
    {
        RolloverPolicy policy = RolloverPolicy.Default;
        Timestamp at = KeyIndexTests.At("20260620000000");
        KeyIndex index = AsRecorded(Rhythm(policy, ""), policy, at);
        index = ForeignKey.Add(new KeySchedule(index, Zone, policy), KeyRole.KSK,
            DnssecAlgorithm.ECDSAP256SHA256, 60_002, "b.example", at).Preview(index);
        KeyIndexEntry foreign = index.Entries[^1];
        KeySchedule schedule = new(index, Zone, policy);
        foreach (Timestamp moment in (Timestamp[])[at, foreign.Ended, foreign.Removed - 1, foreign.Removed,
            foreign.Removed + (90 * Day)])
        {
            ScheduledRoles roles = schedule.RolesAt(moment);
            Assert.Equal(moment < foreign.Removed, roles.Publish.Contains(foreign));
            Assert.DoesNotContain(foreign, roles.SignDnskey.Concat(roles.Held));
        }
    }

    /// <summary>A key of another signer that has long been there.</summary>
    internal static KeyIndexEntry OfOther(KeyRole role, int tag) => new()
    {
        Zone = Zone,
        Role = role,
        Algorithm = DnssecAlgorithm.ECDSAP256SHA256,
        Tag = tag,
        Publish = KeyIndexTests.At("20250101000000"),
        Start = KeyIndexTests.At("20390101000000"),
        End = KeyIndexTests.At("20390101000000"),
        Remove = KeyIndexTests.At("20400101000000"),
        Signer = "b.example",
        DsSeen = role == KeyRole.ZSK ? null : KeyIndexTests.At("20250105000000"),
    };

    // The rhythm leaves the other signer his time, since his keys are there.
    private static KeyIndex RhythmOfTwo(RolloverPolicy policy, string name, Timestamp at)
    {
        KeyScheme scheme = name.Contains("csk", StringComparison.Ordinal) ? KeyScheme.Csk : KeyScheme.KskZsk;
        KeyIndex first = KeyRhythm.Begin(Zone, policy, DnssecAlgorithm.ECDSAP256SHA256, scheme, Origin, Origin
            + 1).Preview(KeyIndex.Empty)
            .Add(OfOther(KeyRole.ZSK, 60_001)).Add(OfOther(KeyRole.KSK, 60_002));
        KeyIndexProposal rhythm = KeyRhythm.Extend(new KeySchedule(first, Zone, policy), Origin, Origin
            + new Period(36, 0));
        return AsRecorded(rhythm.Preview(first), policy, at);
    }
}
