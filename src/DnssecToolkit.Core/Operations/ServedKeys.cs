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
    private SourceLocation _place;

    private ServedKeys(ZoneSigningJob job, KeyDirectory directory, ScheduledKeys? scheduled, Zone? previous,
        ServedHistory record)
    {
        _job = job;
        _directory = directory;
        _scheduled = scheduled;
        _previous = PreviousKeys.Of(previous);
        Timestamp now = job.Signing.Moment;
        RolloverPolicy policy = job.Rollover;
        ServedHistory observed = record.Observe(previous is null
            ? null : _previous.AsServed(directory.Keys.Select(key => key.Key), now), now);
        Before = scheduled?.SinceSecure(observed) ?? observed;
        IsSecureAgain = observed.Last is { } last && !Before.Versions.Contains(last);
        Caches = new ServedCaches(
            Before, now, Math.Max(policy.DnskeyTtl.Seconds, _previous.Ttl) + policy.PropagationDelay.Seconds,
            policy.MaxZoneTtl.Seconds + policy.PropagationDelay.Seconds)
        {
            IsOver = previous is not null && LastGoodZone.HasExpired(previous, now),
        };
    }

    /// <summary>The record, with what was found installed.</summary>
    internal ServedHistory Before { get; }

    /// <summary>Whether what is installed is from before the zone gave up DNSSEC: no version that anybody
    /// validates goes before this run's.</summary>
    internal bool IsSecureAgain { get; }

    /// <summary>What resolvers can have.</summary>
    internal ServedCaches Caches { get; }

    /// <summary>What is held; null before <see cref="Hold"/>.</summary>
    internal HeldRoles? Held { get; private set; }

    /// <summary>The same for people, or null where nothing is.</summary>
    internal string? Words { get; private set; }

    /// <summary>What does not fit to caches, and nobody's word let break; null where there is
    /// nothing.</summary>
    internal string? Alarm { get; private set; }

    /// <summary>The keys that sign beyond their dates, because caches need it.</summary>
    internal IReadOnlyList<ZoneKey> StandIns { get; private set; } = [];

    /// <summary>Whether to do without them is no worse than what is served.</summary>
    internal bool MayDoWithout => Caches.IsOver && StandIns.Count > 0;

    /// <summary>Reads the record; gives null where none is kept.</summary>
    internal static ServedKeys? Read(ZoneSigningJob job, KeyDirectory directory, ScheduledKeys? scheduled,
        Zone? previous) =>
        job.ReadServed is { } read && (job.KeyIndex ?? job.Responses) is not null
            ? new ServedKeys(job, directory, scheduled, previous, read()) : null;

    /// <summary>Holds keys beyond their dates where caches need them.</summary>
    /// <param name="due">What is due by the keyindex.</param>
    internal KeyRoles Hold(KeyRoles due)
    {
        Held = Caches.Hold(due, [.. _directory.Keys.Select(HoldableOf)], IsTrusted, [.. Accepted]);
        StandIns = [.. Held.Roles.SignZone.Except(due.SignZone)
            .Union(Held.Roles.SignDnskey.Except(due.SignDnskey))];
        Alarm = Held.IsForced ? ForcedWords(due) : null;
        _place = new SourceLocation(_job.KeyIndex!);
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
        _place = Held.Waiting.Concat(Held.Kept).Select(key => _scheduled?.RowOf(key)?.Location)
            .FirstOrDefault(location => location is not null) ?? _place;
        return Held.Roles;
    }

    private string ForcedWords(KeyRoles due)
    {
        ZoneKey[] all = [.. due.SignZone.Union(due.SignDnskey)];
        ZoneKey[] unknown =
            [.. all.Where(key => Caches.Last?.Published.Contains(ServedKey.Of(key)) == false)];
        ZoneKey[] named = unknown.Length > 0 ? unknown : all;
        return $"{string.Join(", ", named)} {(named.Length == 1 ? "signs" : "sign")} though resolvers may not"
            + " know it yet: the key that they know cannot sign, and every signature of the version before"
            + " has expired";
    }

    /// <summary>Reports what is held, and what breaks.</summary>
    /// <param name="findings">Takes it.</param>
    /// <param name="isDone">Whether the zone was signed; else something is to be done.</param>
    internal void Report(FindingList findings, bool isDone)
    {
        if (Words is not null)
        {
            findings.Add(new Finding(CheckCodes.ScheduleHeld, _place, Words)
            {
                Hint = isDone && _job.StretchTo is null
                    ? "nothing is to be done: it goes on by itself; see why the zone was not signed, or not"
                        + " served, when it was due"
                    : null,
            });
        }

        if (Alarm is not null)
        {
            findings.Add(new Finding(CheckCodes.ScheduleUnheld, _place, Alarm)
            {
                Hint = Held!.IsForced && _job.Responses is null
                    ? "bring the key of before back; where it is lost, take it out with `keyall emergency`"
                    : "have the key put into a new response, if there is time; resolvers recover by"
                        + " themselves",
            });
        }
    }

    /// <summary>Adds to a failure what helps where a key that is held is lost.</summary>
    internal KeyUnavailableException Explain(KeyUnavailableException failure)
    {
        if (StandIns.Count == 0 || _job.Responses is not null)
        {
            return failure;
        }

        CheckCode code = StandIns.Any(Held!.Roles.SignZone.Contains)
            ? CheckCodes.PreviousKeyTooNew : CheckCodes.PreviousKskChanged;
        string hint = $"{string.Join(", ", StandIns)} {(StandIns.Count == 1 ? "is" : "are")} to sign beyond"
            + $" the dates, for what resolvers have; where it is lost: {WaysOut(_job, code)}";
        return new KeyUnavailableException(failure.Message,
            failure.Hint is null ? hint : $"{failure.Hint}; {hint}", failure);
    }

    /// <summary>What to do where the keys that resolvers know are lost.</summary>
    internal static string WaysOut(ZoneSigningJob job, CheckCode code)
    {
        string accept = ResultVerification.AcceptOf(job, code);
        return "take it out with `keyall emergency zsk --old --now` (or `ksk`, `csk`), or let the key that is"
            + $" due sign at once, {accept}: who has the DNSKEY RRset of before fails until its TTL is over."
            + " By itself it signs when every signature of the version that is served has expired";
    }

    /// <summary>Sees what a DNSKEY RRset that others signed does to caches; nothing of it can be changed
    /// here.</summary>
    /// <param name="roles">What keys do by it.</param>
    /// <param name="due">What is due by the keyindex.</param>
    internal void Judge(KeyRoles roles, KeyRoles due)
    {
        StandIns = [.. roles.SignZone.Except(due.SignZone)];
        Held = Caches.Hold(
            roles, [.. _previous.Published.Union(_directory.Keys.Select(key => key.Key))
                .Select(key =>
                    new HoldableKey(key, IsHere: false, IsBad: false, MayStay: false, HasDs: true))],
            _ => false);
        _place = new SourceLocation(_job.Responses!);
        Alarm = Held.BrokenUntil is not { } until ? null
            : "the DNSKEY RRset of the imported responses does not fit to what resolvers may have until"
                + $" {until}: "
                + (Held.Breaks.Contains(ServedBreak.KeyGone)
                    ? "it lacks the key that signed their data" : "theirs lack the key that signs now");
    }

    private IEnumerable<ServedBreak> Accepted => _job.Accepted.Select(code =>
        code == CheckCodes.PreviousKeyTooNew ? ServedBreak.KeyTooNew
        : code == CheckCodes.PreviousKeyGone ? ServedBreak.KeyGone
        : code == CheckCodes.PreviousKskChanged ? ServedBreak.KskChanged : (ServedBreak?)null)
        .OfType<ServedBreak>();

    private HoldableKey HoldableOf(DirectoryKey key)
    {
        KeyIndexEntry? row = _scheduled?.RowOf(key.Key);
        Timestamp now = _job.Signing.Moment;
        bool isBad = row?.IsCompromisedAt(now) ?? false;
        return new HoldableKey(
            key.Key, row?.Signer is null && !_job.DoesWithoutHeld
                && KeyPresence.IsHere(_directory, row, key), isBad,
            !(isBad && row!.Removed <= now) && !(row?.Revoke <= now),
            key.Key.Zone.IsRoot || row?.DsSeen + _job.Rollover.KskRetireInterval <= now);
    }

    // Its DS was there before it, and for long enough (RFC 7583 §3.3.2).
    private bool IsTrusted(ZoneKey key) => _scheduled?.RowOf(key) is { DsAsk: not null, DsSeen: { } seen }
        && seen + _job.Rollover.KskRetireInterval <= _job.Signing.Moment;
}
