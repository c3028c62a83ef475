using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>The rules of safety that a zone's schedule must keep, over its whole length.</summary>
public static class ScheduleChecks
{
    // Setting the REVOKE bit adds 128 to the sum that makes the tag, and 1 where that carries (RFC 4034
    // Appendix B).
    private static readonly int[] Distances = [0, 128, 129];

    /// <summary>Checks a schedule.</summary>
    /// <param name="schedule">A zone's keys and policy.</param>
    /// <param name="findings">Takes what is wrong, each with the place of the key's row.</param>
    public static void Check(KeySchedule schedule, FindingList findings)
    {
        foreach (IGrouping<DnssecAlgorithm, KeyIndexEntry> algorithm in schedule.Keys.GroupBy(key =>
            key.Algorithm))
        {
            KeyIndexEntry[] signers =
                [.. algorithm.Where(key => key.SignsZone && key.Start < key.Ended).OrderBy(key => key.Start)];
            KeyIndexEntry[] entryPoints = [.. algorithm
                .Where(key => key.IsSep && key.Signer is null && key.Start < key.Removed)
                .OrderBy(key => key.Start)];
            CheckGaps(signers, key => key.Presign ?? key.Start,
                key => key.Revoke < key.Ended
                    ? key.Revoke.Value : key.Ended, CheckCodes.ScheduleZskGap, findings);
            CheckGaps(entryPoints, key => key.Start, key => key.Removed, CheckCodes.ScheduleKskGap, findings);
            CheckPublication(schedule, signers, findings);
            CheckRetirement(schedule, signers, findings);
            CheckOverlap(schedule, entryPoints, findings);
            CheckCrowd([.. algorithm.Where(key => !key.IsSep && key.Signer is null)],
                schedule.Policy.MostZsks, findings);
            CheckCrowd([.. algorithm.Where(key => key.IsSep && key.Signer is null)], schedule.Policy.MostKsks,
                findings);
        }

        CheckTags(schedule, findings);
    }

    private static void CheckGaps(
        KeyIndexEntry[] keys, Func<KeyIndexEntry, Timestamp> start, Func<KeyIndexEntry, Timestamp> end,
        CheckCode code,
        FindingList findings)
    {
        Timestamp? covered = null;
        foreach (KeyIndexEntry key in keys.OrderBy(start))
        {
            if (covered is { } until && start(key) > until)
            {
                findings.Add(new Finding(code, key.Location,
                    $"nothing signs from {until} to {start(key)}, when {key} starts"));
            }

            covered = covered > end(key) ? covered : end(key);
        }
    }

    private static void CheckPublication(KeySchedule schedule, KeyIndexEntry[] signers, FindingList findings)
    {
        foreach (KeyIndexEntry key in signers.Skip(1)
            .Where(key => key.Start - key.Publish < schedule.KnownAfter))
        {
            findings.Add(new Finding(CheckCodes.SchedulePublishShort, key.Location,
                $"{key} signs {new Period(0, key.Start - key.Publish)} after its publication; "
                + $"Ipub is {new Period(0, schedule.Policy.PublicationInterval)}"
                + (schedule.HasOtherSigners
                    ? $", after the {schedule.Policy.SignerDelay} of other signers" : "")));
        }
    }

    private static void CheckRetirement(KeySchedule schedule, KeyIndexEntry[] signers, FindingList findings)
    {
        foreach (KeyIndexEntry key in signers.Where(key => !key.IsSep))
        {
            if (schedule.MilestonesOf(key).Dead is { } dead && key.Removed < dead)
            {
                findings.Add(new Finding(CheckCodes.ScheduleRetireShort, key.Location,
                    $"{key} is removed at {key.Removed}; its signatures are in caches until {dead}"));
            }
        }
    }

    private static void CheckOverlap(KeySchedule schedule, KeyIndexEntry[] entryPoints, FindingList findings)
    {
        if (schedule.Zone.IsRoot)
        {
            return;
        }

        foreach ((KeyIndexEntry earlier, KeyIndexEntry later) in entryPoints.Zip(entryPoints.Skip(1)))
        {
            long overlap = later.DsAsk is null ? schedule.Policy.KskOverlap
                : schedule.Policy.ParentRegistrationDelay.Seconds + schedule.Policy.KskRetireInterval;
            if (earlier.DsGone is null && later.Start <= earlier.Removed
                && earlier.Removed - (later.DsAsk ?? later.Start) < overlap)
            {
                findings.Add(new Finding(CheckCodes.ScheduleKskOverlap, later.Location,
                    $"{later} overlaps {earlier} for {new Period(0, earlier.Removed - later.Start)}; "
                    + $"the parent needs {new Period(0, schedule.Policy.KskOverlap)}"));
            }
        }

        foreach (KeyIndexEntry key in entryPoints)
        {
            if (key.DsGone + schedule.Policy.KskRetireInterval is { } dead && key.Removed < dead
                && schedule.DsFirstAfter(key) is null)
            {
                findings.Add(new Finding(CheckCodes.ScheduleDsRemains, key.Location,
                    $"{key} is removed at {key.Removed}; its DS is in caches until {dead}"));
            }
        }
    }

    // The most keys at one time are there at some key's publication.
    private static void CheckCrowd(KeyIndexEntry[] keys, int most, FindingList findings)
    {
        foreach (KeyIndexEntry key in keys)
        {
            int count = keys.Count(other => other.Publish <= key.Publish && other.Removed > key.Publish);
            if (count > most)
            {
                findings.Add(new Finding(CheckCodes.ScheduleCrowded, key.Location,
                    $"with {key}, {count} keys of its kind are published from {key.Publish}; the rhythm has {most}"));
            }
        }
    }

    private static void CheckTags(KeySchedule schedule, FindingList findings)
    {
        for (int i = 0; i < schedule.Keys.Length; i++)
        {
            KeyIndexEntry key = schedule.Keys[i];
            foreach (KeyIndexEntry other in schedule.Keys.Take(i).Where(other => MayCollide(key, other)))
            {
                findings.Add(new Finding(CheckCodes.ScheduleTagCollision, key.Location,
                    $"{key} and {other} have one tag, or may when one of them is revoked"));
            }
        }
    }

    private static bool MayCollide(KeyIndexEntry left, KeyIndexEntry right) =>
        left.Publish < right.Removed && right.Publish < left.Removed
        && (left.Tag == right.Tag || (left.IsSep && IsRevokedTag(left.Tag, right.Tag))
            || (right.IsSep && IsRevokedTag(right.Tag, left.Tag)));

    private static bool IsRevokedTag(int plain, int other) =>
        Array.Exists(Distances, distance => ((plain + distance) & ushort.MaxValue) == other
            && (distance != 129 || plain + 129 > ushort.MaxValue));
}
