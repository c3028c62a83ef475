using DnssecToolkit.Cryptography;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <content>What will happen, and what the operator must do for it.</content>
public sealed partial class KeySchedule
{
    /// <summary>Every event in a time, in its order.</summary>
    /// <param name="from">The first moment.</param>
    /// <param name="to">The first moment after.</param>
    public IReadOnlyList<ScheduleEvent> Events(Timestamp from, Timestamp to) =>
        [.. Keys.SelectMany(EventsOf).Concat(Keys.GroupBy(key => key.Algorithm).SelectMany(RunsOut))
            .Where(happening => happening.Moment >= from && happening.Moment < to)
            .OrderBy(happening => happening.Moment).ThenBy(happening => happening.Kind)
            .ThenBy(happening => happening.Key.Tag)];

    /// <summary>What the operator still has to do for events that are over: a DS that was not recorded, a key
    /// that goes on beyond its dates.</summary>
    /// <param name="now">The present.</param>
    public IReadOnlyList<ScheduleEvent> OpenDuties(Timestamp now)
    {
        ScheduledRoles roles = RolesAt(now);
        return [.. Events(new Timestamp(long.MinValue), now).Where(happening => happening is { Duty: not null, Key: var key } && happening.Kind switch
        {
            ScheduleEventKind.Ready => key.Removed > now && EarlierKsk(key)?.DsGone is null,
            ScheduleEventKind.Remove or ScheduleEventKind.RunsOut => roles.Held.Contains(key),
            _ => false,
        })];
    }

    private IEnumerable<ScheduleEvent> EventsOf(KeyIndexEntry key)
    {
        if (key.Publish >= key.Removed && key is { Presign: null, DsAsk: null, DsSeen: null })
        {
            yield break; // a move let it leave before it began
        }

        KeyMilestones milestones = MilestonesOf(key);
        if (key.Presign is { } presign)
        {
            yield return new(presign, ScheduleEventKind.Presign, key, key.Publish > presign
                ? "signs before it is published (RFC 6781 §4.1.4)" : "signs beside the others");
        }

        foreach (ScheduleEvent happening in key.Signer is null
            ? Beginning(key, milestones) : BeginningElsewhere(key, key.Signer))
        {
            yield return happening;
        }

        if (key.Ended < key.Removed)
        {
            yield return End(key);
        }

        if (milestones.Dead is { } dead && !key.NeverSigns)
        {
            yield return new(dead, ScheduleEventKind.Dead, key,
                $"nothing in a cache needs it (RFC 7583 Iret {new Period(0, dead - Last(key, milestones))})");
        }

        if (key.Revoke is { } revoke)
        {
            yield return new(revoke, ScheduleEventKind.Revoke, key, "gets the REVOKE flag (RFC 5011)");
        }

        yield return Remove(key);
    }

    private IEnumerable<ScheduleEvent> Beginning(KeyIndexEntry key, KeyMilestones milestones)
    {
        yield return new(key.Publish, ScheduleEventKind.Publish, key, "enters the DNSKEY RRset")
        {
            Duty = "have the key made and backed up" + DutyToOthers(key),
            By = key.Publish,
        };
        if (!key.NeverSigns || key.DsAsk is not null || !key.IsSep)
        {
            yield return Ready(key, milestones.Ready);
        }

        if (!key.NeverSigns)
        {
            yield return new(key.Start, ScheduleEventKind.Start, key, ReasonToStart(key));
        }
    }

    // Resolvers that have the keys from another signer meet the zone from here (RFC 8901 §2.1.2).
    private string DutyToOthers(KeyIndexEntry key)
    {
        string[] signers = [.. Keys.Where(other => other.Signer is not null && other.Removed > key.Publish
            && other.Publish < key.Removed)
            .Select(other => other.Signer!).Distinct(StringComparer.Ordinal)];
        return signers.Length == 0 || !key.SignsZone ? ""
            : $"; have {string.Join(" and ", signers)} publish it, too, by {key.Start - Policy.PublicationInterval}, and until {key.Removed}";
    }

    private IEnumerable<ScheduleEvent> BeginningElsewhere(KeyIndexEntry key, string signer)
    {
        yield return new(key.Publish, ScheduleEventKind.Publish, key,
            $"enters the DNSKEY RRset; {signer} has its private half");
        yield return new(PublishedAt(key) + Policy.PublicationInterval, ScheduleEventKind.Ready, key,
            $"every resolver can know it: {signer} may sign with it from now on (RFC 8901 §2.1)");
    }

    private static Timestamp Last(KeyIndexEntry key, KeyMilestones milestones) =>
        key.IsSep ? key.DsGone ?? key.Ended : milestones.SignsUntil;

    private ScheduleEvent Ready(KeyIndexEntry key, Timestamp ready)
    {
        ScheduleEvent happening = new(ready, ScheduleEventKind.Ready, key, key.DsAsk is null
            ? $"every resolver can know it (RFC 7583 Ipub {new Period(0, ready - key.Publish)})"
            : "its DS may be at the parent before every resolver knows it (RFC 7583 §3.3.2)");
        if (!key.IsSep || Zone.IsRoot || key.DsSeen is not null)
        {
            return happening;
        }

        return EarlierKsk(key) is not { } earlier ? happening with
        {
            Duty = "ask the parent for its DS, and record ds-seen; the zone is insecure until then",
        }
        : happening with
        {
            Duty = $"ask the parent for its DS, and record ds-seen, before {earlier.Role} {earlier.Name} goes",
            By = earlier.Removed - (Policy.ParentRegistrationDelay.Seconds + Policy.KskRetireInterval),
        };
    }

    private static ScheduleEvent End(KeyIndexEntry key) => key.Signer is not { } signer
        ? new(key.Ended, ScheduleEventKind.End, key,
            "is active no longer, and stays for its signatures in caches")
        : new(key.Ended, ScheduleEventKind.End, key,
            $"{signer} has ceased to sign with it; it stays for signatures in caches")
        {
            Duty = $"have {signer} cease to sign with it",
            By = key.Ended,
        };

    private ScheduleEvent Remove(KeyIndexEntry key)
    {
        ScheduleEvent happening = new(key.Removed, ScheduleEventKind.Remove, key, "leaves the DNSKEY RRset");
        if (key.Signer is { } signer)
        {
            return key.Ended < key.Removed ? happening
                : happening with
                {
                    Duty = $"have {signer} cease to sign with it",
                    By = key.Removed - Policy.ZskRetireInterval
                };
        }

        if (key.IsSep && !Zone.IsRoot && key.DsGone is null && DsFirstAfter(key) is { } first)
        {
            return happening with
            {
                Reason = $"leaves the DNSKEY RRset, if the DS of {first.Name} was seen {new Period(0, Policy.KskRetireInterval)} before",
                Duty = $"not before {first.SignsKeysFrom + Policy.PublicationInterval} have the parent remove its DS, and record ds-gone",
            };
        }

        return !key.IsSep || Zone.IsRoot || key.DsGone is not null ? happening : happening with
        {
            Reason = "leaves the DNSKEY RRset, if its DS is gone by then",
            Duty = "have the parent remove its DS, and record ds-gone; until then it stays",
            By = key.Removed - Policy.KskRetireInterval,
        };
    }

    private string ReasonToStart(KeyIndexEntry key)
    {
        KeyIndexEntry? before = key.SignsZone
            ? RolesAt(key.Start - 1).SignZone.FirstOrDefault(other => other.Algorithm == key.Algorithm)
            : null;
        string work = key switch
        {
            { IsSep: true, SignsZone: true } => "signs everything",
            { IsSep: true } => "signs the DNSKEY RRset",
            _ => "signs the zone",
        };
        return before is null || before == key ? work : $"{work}; takes over from {before.Name}";
    }

    private KeyIndexEntry? EarlierKsk(KeyIndexEntry key) => Keys
        .Where(other => other.IsSep && !other.NeverSigns && other.Start < key.Start
            && other.Removed >= key.Start).MaxBy(other => other.Removed);

    private IEnumerable<ScheduleEvent> RunsOut(IGrouping<DnssecAlgorithm, KeyIndexEntry> algorithm)
    {
        KeyIndexEntry? last = algorithm.Where(key => key.SignsZone && !key.NeverSigns)
            .MaxBy(key => key.Ended);
        if (last is not null && LeavesAt(algorithm.Key) is null)
        {
            yield return new(last.Ended, ScheduleEventKind.RunsOut, last,
                $"is the last key of algorithm {KeyIndexText.Algorithm(algorithm.Key)} that signs the zone")
            {
                Duty = last.HasNoSuccessor
                    ? "take successor=none out of its row, or its algorithm has KSKs and nobody who signs the zone"
                    : "add a key that follows it",
                By = last.Ended - KnownAfter,
            };
        }
    }
}
