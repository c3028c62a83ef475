using DnssecToolkit.Bundles;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Operations;

/// <summary> Chooses the ZSK that signs where the one that is due is not in the signed DNSKEY RRset, or not
/// for long enough: a response is late, or does not fit. </summary>
/// <remarks>Resolvers may have the DNSKEY RRset of before for as long as the policy says, so that a key must
/// have been published for that long; the one that signed the previous version goes on, unless an emergency
/// retired it and there is another. They may have data for as long as that is cached, so that a key which the
/// bundles drop sooner hands over before.</remarks>
internal sealed class StandInSigner(
    ResponseDirectory responses, KeyBundle bundle, KeyDirectory keys, ScheduledKeys? scheduled,
    Zone? previous,
    ServedCaches? caches, ZoneSigningJob job)
{
    private readonly PreviousKeys _previous = PreviousKeys.Of(previous);

    /// <summary>The algorithms that the signed DNSKEY RRset has and the keyindex no longer: nothing is odd
    /// about a key of one that goes on until the next response.</summary>
    internal required IReadOnlyCollection<DnssecAlgorithm> Withdrawn { get; init; }

    /// <summary>How long before the bundles drop a key another signs, in seconds: until no cache has data of
    /// it.</summary>
    internal static long HandOver(RolloverPolicy policy) =>
        policy.MaxZoneTtl.Seconds + policy.PropagationDelay.Seconds + policy.RetireSafety.Seconds;

    /// <summary>Gives the keys that sign: those that are due, where resolvers know them, else one in their
    /// place.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="due">The keys of that algorithm that are due and in the signed DNSKEY RRset.</param>
    /// <param name="moment">The run's moment.</param>
    /// <param name="interval">For how long resolvers may not know a new key, in seconds.</param>
    /// <param name="findings">Takes who signs, and why that is odd.</param>
    /// <exception cref="RefusedException">All that could sign are too new, while signatures of before are
    /// served.</exception>
    internal IReadOnlyList<ZoneKey> ForDue(
        DnssecAlgorithm algorithm, IReadOnlyList<ZoneKey> due, Timestamp moment, long interval,
        FindingList findings)
    {
        ZoneKey[] known = [.. due.Where(key => IsKnown(key, moment, interval))];
        ZoneKey[] staying = [.. known.Where(key => Stays(key, moment))];
        DirectoryKey[] others = [.. HeldOf(algorithm)
            .Where(key => !due.Contains(key.Key) && IsKnown(key.Key, moment, interval)
            && !IsBad(key, moment) && IsHere(key))];
        if (staying.Length > 0 || (known.Length > 0 && !Array.Exists(others, key => Stays(key.Key, moment))))
        {
            return staying.Length > 0 ? staying : known;
        }

        if (known.Length > 0)
        {
            findings.Add(new Finding(CheckCodes.SkrKeyOutside, bundle.Location,
                $"{known[0]} is due to sign, and the imported responses drop it"
                + $" at {responses.PublishedUntil(known[0].Equals, moment)}, before what it signs has left the caches"));
        }
        else if (due.Count > 0)
        {
            bool anotherIsKnown = others.Length > 0;
            ReportTooNew(due[0], anotherIsKnown, interval, findings);
            if (!anotherIsKnown)
            {
                // The key of before is lost, was taken out of the set, or may not sign any more: the
                // operator's word.
                return due;
            }
        }

        return Choose(algorithm, moment, interval, findings) is { } other ? [other] : [];
    }

    /// <summary>Chooses it.</summary>
    /// <param name="algorithm">The algorithm of which no key is both due and published.</param>
    /// <param name="moment">The run's moment.</param>
    /// <param name="interval">For how long resolvers may not know a new key, in seconds.</param>
    /// <param name="findings">Takes who signs, and why that is odd.</param>
    /// <returns>Null where no ZSK of the algorithm is here.</returns>
    /// <exception cref="RefusedException">All that could sign are too new, while signatures of before are
    /// served.</exception>
    private ZoneKey? Choose(DnssecAlgorithm algorithm, Timestamp moment, long interval, FindingList findings)
    {
        DirectoryKey[] held = [.. HeldOf(algorithm)];
        DirectoryKey[] known = [.. held.Where(key => IsKnown(key.Key, moment, interval))];
        if (known.Length == 0 && caches is { IsOver: true })
        {
            known = [.. held.Where(IsHere)]; // nothing that is served validates
        }

        if (held.Length > 0 && known.Length == 0)
        {
            throw new RefusedException(CheckCodes.SkrKeyOutside,
                $"{bundle.Location}: no ZSK of algorithm {(int)algorithm} that is in the signed DNSKEY RRset has been there for {new Period(0, interval)}; resolvers may not know it yet",
                "the zone stays as it is; run again then, or import the response that has the key that is due");
        }

        DirectoryKey? chosen = known.OrderBy(key => IsBad(key, moment))
            .ThenByDescending(key => Stays(key.Key, moment) && IsHere(key))
            .ThenByDescending(key => _previous.Signers.Contains(key.Key))
            .ThenByDescending(key => TimingOf(key).StateAt(moment) == KeyState.Active)
            .ThenByDescending(key => StartOf(key, moment))
            .ThenBy(key => key.Key.Tag.Value).FirstOrDefault();
        if (chosen is not null)
        {
            Report(chosen, moment, findings);
        }

        return chosen?.Key;
    }

    private IEnumerable<DirectoryKey> HeldOf(DnssecAlgorithm algorithm) => keys.Keys.Where(key =>
        key.Key.Algorithm == algorithm && !key.Key.IsSep
            && bundle.Keys.Any(served => served.Key.Equals(key.Key)));

    // What the first response has may have been published long before; a key that the previous version has
    // not is new to resolvers. Where it is recorded what was served, that decides.
    private bool IsKnown(ZoneKey key, Timestamp moment, long interval) =>
        caches?.IsKnown(key) ?? IsKnownByDates(key, moment, interval);

    private bool IsKnownByDates(ZoneKey key, Timestamp moment,
        long interval) => !_previous.Signers.Any(signer => signer.Algorithm == key.Algorithm)
        || (_previous.Published.Contains(key)
        && (_previous.Signers.Contains(key)
            || (responses.PublishedSince(key, moment) is { } since
                && (since == responses.Begin || since + interval <= moment))));

    // What comes after the last bundle the next response says.
    private bool Stays(ZoneKey key, Timestamp moment) =>
        responses.PublishedUntil(key.Equals, moment) is { } until
        && (until >= moment + HandOver(job.Rollover) || until >= responses.CoveredUntil(moment));

    // A key that the keyindex does not know is not active by it.
    private KeyTiming TimingOf(DirectoryKey key) =>
        scheduled is null ? key.Timing : scheduled.RowOf(key.Key)?.Timing
            ?? new KeyTiming { Created = default(Timestamp) };

    private long StartOf(DirectoryKey key, Timestamp moment) =>
        TimingOf(key).Activate is { } start && start <= moment ? start.Seconds : long.MinValue;

    private bool IsBad(DirectoryKey key, Timestamp moment) =>
        scheduled?.RowOf(key.Key) is { } row && row.IsCompromisedAt(moment);

    private bool IsHere(DirectoryKey key) => !job.DoesWithoutHeld
        && KeyPresence.IsHere(keys, scheduled?.RowOf(key.Key), key);

    private void ReportTooNew(ZoneKey due, bool anotherIsKnown, long interval, FindingList findings) =>
        findings.Add(new Finding(
        CheckCodes.SkrKeyOutside, bundle.Location,
        $"{due} is due to sign, but has not been in the signed DNSKEY RRset for {new Period(0, interval)}:"
            + " resolvers may not know it yet"
            + (anotherIsKnown ? "" : ", and it signs, for no other key may"))
        {
            Hint = anotherIsKnown
            ? "nothing is to be done: it signs once they do; hold the next ceremony earlier" : null,
        });

    private void Report(DirectoryKey chosen, Timestamp moment, FindingList findings)
    {
        if (Withdrawn.Contains(chosen.Key.Algorithm) && !IsBad(chosen, moment))
        {
            return;
        }

        string state = IsBad(chosen, moment)
            ? "although an emergency retired it: the zone is not safe from who has that key"
            : $"which is {TimingOf(chosen).StateAt(moment)} by its moments";
        findings.Add(new Finding(CheckCodes.SkrKeyOutside, bundle.Location, $"{chosen.Key} signs in the place of the key that is due, {state}")
        {
            Hint = IsBad(chosen, moment)
                ? "have a new request signed at once and import its response, or put the sealed response zsk-lost to use" : null,
        });
    }
}
