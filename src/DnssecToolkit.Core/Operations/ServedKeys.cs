using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Operations;

/// <summary>What a run knows of the keys that resolvers can have in their caches, and what it holds for
/// them.</summary>
internal sealed class ServedKeys
{
    private readonly ZoneSigningJob _job;
    private readonly KeyDirectory _directory;
    private readonly ScheduledKeys? _scheduled;
    private readonly PreviousKeys _previous;

    private ServedKeys(ZoneSigningJob job, KeyDirectory directory, ScheduledKeys? scheduled, Zone? previous,
        ServedHistory record)
    {
        _job = job;
        _directory = directory;
        _scheduled = scheduled;
        _previous = PreviousKeys.Of(previous);
        Timestamp now = job.Signing.Moment;
        RolloverPolicy policy = job.Rollover;
        Before = record.Observe(previous is null
            ? null : _previous.AsServed(directory.Keys.Select(key => key.Key), now), now);
        Caches = new ServedCaches(
            Before, now, Math.Max(policy.DnskeyTtl.Seconds, _previous.Ttl) + policy.PropagationDelay.Seconds,
            policy.MaxZoneTtl.Seconds + policy.PropagationDelay.Seconds);
    }

    /// <summary>The record, with what was found installed.</summary>
    internal ServedHistory Before { get; }

    /// <summary>What resolvers can have.</summary>
    internal ServedCaches Caches { get; }

    /// <summary>What is held; null before <see cref="Hold"/>.</summary>
    internal HeldRoles? Held { get; private set; }

    /// <summary>The same for people, or null where nothing is.</summary>
    internal string? Words { get; private set; }

    /// <summary>Reads the record; gives null where none is kept.</summary>
    internal static ServedKeys? Read(ZoneSigningJob job, KeyDirectory directory, ScheduledKeys? scheduled,
        Zone? previous) =>
        job.ReadServed is { } read && (job.KeyIndex ?? job.Responses) is not null
            ? new ServedKeys(job, directory, scheduled, previous, read()) : null;

    /// <summary>Holds keys beyond their dates where caches need them.</summary>
    /// <param name="due">What is due by the keyindex.</param>
    /// <param name="findings">Takes what is held, and why.</param>
    internal KeyRoles Hold(KeyRoles due, FindingList findings)
    {
        Held = Caches.Hold(due, [.. _directory.Keys.Select(HoldableOf)], IsTrusted);
        if (Held.Waiting.IsEmpty && Held.Kept.IsEmpty)
        {
            return Held.Roles;
        }

        string waiting = string.Join(", ", Held.Waiting);
        string kept = string.Join(", ", Held.Kept);
        Words = string.Join("; ", new[]
        {
            waiting.Length == 0 ? null
                : $"{waiting} {(Held.Waiting.Length == 1 ? "waits" : "wait")} although due: resolvers may have the DNSKEY RRset or data of before",
            kept.Length == 0 ? null
                : $"{kept} {(Held.Kept.Length == 1 ? "goes" : "go")} on beyond the dates: resolvers may need it",
        }.OfType<string>()) + (Held.Until is { } until ? $"; until {until} at least" : "");
        SourceLocation place = Held.Waiting.Concat(Held.Kept).Select(key => _scheduled?.RowOf(key)?.Location)
            .FirstOrDefault(location => location is not null)
            ?? new SourceLocation(_job.KeyIndex!);
        findings.Add(new Finding(CheckCodes.ScheduleHeld, place, Words)
        {
            Hint = "nothing is to be done: it goes on by itself; see why the zone was not signed, or not served, when it was due",
        });
        return Held.Roles;
    }

    /// <summary>Sees what a DNSKEY RRset that others signed does to caches; nothing of it can be changed
    /// here.</summary>
    internal void Judge(KeyRoles roles) => Held = Caches.Hold(
        roles, [.. _previous.Published.Union(_directory.Keys.Select(key => key.Key))
            .Select(key =>
                new HoldableKey(key, IsHere: false, IsBad: false, MayStay: false, HasDs: true))], _ => false);

    private HoldableKey HoldableOf(DirectoryKey key)
    {
        KeyIndexEntry? row = _scheduled?.RowOf(key.Key);
        Timestamp now = _job.Signing.Moment;
        bool isBad = row?.IsCompromisedAt(now) ?? false;
        return new HoldableKey(
            key.Key, row?.Signer is null
                && KeyPresence.IsHere(_directory, row, key), isBad, !(isBad && row!.Removed <= row.Ended)
                && !(row?.Revoke <= now),
            key.Key.Zone.IsRoot || row?.DsSeen + _job.Rollover.KskRetireInterval <= now);
    }

    // Its DS was there before it, and for long enough (RFC 7583 §3.3.2).
    private bool IsTrusted(ZoneKey key) => _scheduled?.RowOf(key) is { DsAsk: not null, DsSeen: { } seen }
        && seen + _job.Rollover.KskRetireInterval <= _job.Signing.Moment;
}
