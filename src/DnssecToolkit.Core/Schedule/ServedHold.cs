using System.Collections.Immutable;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary> Lets keys go on beyond their dates, and others wait, where a resolver's cache would make the
/// zone bogus: a run came late, a version was not served, or dates were too short. </summary>
/// <remarks>RFC 6781 §4.1 by what was served: the data has a signature by a key of each DNSKEY RRset that a
/// cache can hold, the DNSKEY RRset has a key for all data that a cache can hold, and no algorithm that such
/// data lacks.</remarks>
internal sealed class ServedHold
{
    private readonly ServedCaches _caches;
    private readonly IReadOnlyList<HoldableKey> _keys;
    private readonly Func<ZoneKey, bool> _trusted;
    private readonly IReadOnlyCollection<ServedBreak> _accepted;
    private readonly KeyRoles _due;
    private readonly List<ZoneKey> _publish;
    private readonly List<ZoneKey> _zone;
    private readonly List<ZoneKey> _dnskey;
    private readonly List<ServedBreak> _breaks = [];
    private Timestamp? _until;
    private Timestamp? _brokenUntil;
    private bool _isForced;

    internal ServedHold(ServedCaches caches, KeyRoles due, IReadOnlyList<HoldableKey> keys,
        Func<ZoneKey, bool> trusted, IReadOnlyCollection<ServedBreak> accepted)
    {
        _caches = caches;
        _keys = keys;
        _trusted = trusted;
        _accepted = accepted;
        _due = due;
        (_publish, _zone, _dnskey) = ([.. due.Publish], [.. due.SignZone], [.. due.SignDnskey]);
    }

    internal HeldRoles Result()
    {
        HoldAlgorithms();
        HoldSigners();
        HoldDataKeys();
        HoldKsks();
        KeyRoles roles = _due with
        {
            Publish = InOrder(_publish),
            SignZone = InOrder(_zone),
            SignDnskey = InOrder(_dnskey),
            Revoked = [.. _due.Revoked.Where(_publish.Contains)],
        };
        return new HeldRoles(
            roles,
            [.. _due.Publish.Except(_publish).Union(_due.SignZone.Except(_zone))],
            [.. _publish.Except(_due.Publish).Union(_zone.Except(_due.SignZone))],
            [.. _breaks.Distinct()],
            _until,
            _brokenUntil,
            _isForced);
    }

    // RFC 6781 §4.1.4: signatures first, and keys once no cache has data without them.
    private void HoldAlgorithms()
    {
        foreach (DnssecAlgorithm algorithm in AlgorithmsOf(_due.SignZone))
        {
            ServedVersion[] lacking = [.. _caches.Data.Where(version => !version.IsSignedBy(algorithm))];
            bool isNew = _publish.Exists(key => key.Algorithm == algorithm)
                && _caches.Last is { } last && !last.Published.Any(key => key.Algorithm == algorithm);
            bool hasOther = _publish.Exists(key => key.Algorithm != algorithm
                && _zone.Exists(signer => signer.Algorithm == key.Algorithm)
                && lacking.All(version => version.IsSignedBy(key.Algorithm)));
            if (isNew && hasOther && lacking.Length > 0)
            {
                _publish.RemoveAll(key => key.Algorithm == algorithm);
                _dnskey.RemoveAll(key => key.Algorithm == algorithm);
                WaitFor(lacking, _caches.DataWait);
            }
        }
    }

    private void HoldSigners()
    {
        foreach (DnssecAlgorithm algorithm in AlgorithmsOf(_publish))
        {
            if (HoldSigner(algorithm) is { Count: > 0 } standIns)
            {
                // Who is due and signs nothing yet waits; what signs beside others already goes on.
                _zone.RemoveAll(key => key.Algorithm == algorithm && !standIns.Contains(key)
                    && !IsSigning(key));
                _publish.AddRange(_zone.Exists(key => key.Algorithm == algorithm && _publish.Contains(key))
                    ? [] : [standIns[^1]]);
            }
        }

        HoldSigner(null);
    }

    // A signature by a key of each DNSKEY RRset that a cache can hold. Gives who signs in the place of
    // others; null is any algorithm.
    private List<ZoneKey> HoldSigner(DnssecAlgorithm? algorithm)
    {
        bool IsOf(ZoneKey key) => algorithm is null || algorithm == key.Algorithm;
        ServedVersion[] lacking = [.. _caches.KeySets.Where(version =>
            (algorithm is not { } one || version.IsSignedBy(one))
            && version.Published.Any(key => version.IsSignedBy(key.Algorithm))
            && !_zone.Exists(key => IsOf(key) && Has(version, key))
            && !IsBroken(version, last => last.ZoneSigners.Where(key =>
                algorithm is null || algorithm == key.Algorithm)))];
        if (lacking.Length == 0)
        {
            return [];
        }

        if (_accepted.Contains(ServedBreak.KeyTooNew) && _zone.Exists(IsOf))
        {
            Break(ServedBreak.KeyTooNew, lacking, _caches.KeySetWait);
            return [];
        }

        List<ZoneKey> standIns = [];
        ServedVersion[] left = lacking;
        while (left.Length > 0 && Best(left, IsOf) is { } chosen)
        {
            standIns.Add(chosen);
            left = [.. left.Where(version => !Has(version, chosen))];
        }

        if (left.Length > 0)
        {
            Note(ServedBreak.KeyTooNew, left, _caches.KeySetWait, key => IsOf(key.Key)
                && left.Any(version => Has(version, key.Key)), key => !key.IsBad && key.MayStay);
            Force(ServedBreak.KeyTooNew, left);
            return [];
        }

        _zone.AddRange(standIns);
        WaitFor(lacking, _caches.KeySetWait);
        return standIns;
    }

    private bool IsSigning(ZoneKey key) => _caches.Last?.ZoneSigners.Contains(ServedKey.Of(key)) ?? false;

    private ZoneKey? Best(ServedVersion[] lacking, Func<ZoneKey, bool> isOf) => _keys
        .Where(key => key.MaySign && isOf(key.Key) && MaySignZone(key.Key)
            && lacking.Any(version => Has(version, key.Key)))
        .OrderByDescending(key => lacking.Count(version => Has(version, key.Key)))
        .ThenByDescending(key => IsSigning(key.Key))
        .ThenByDescending(key =>
            _caches.KeySets.Any(version => version.ZoneSigners.Contains(ServedKey.Of(key.Key))))
        .ThenBy(key => key.Key.Tag.Value).FirstOrDefault().Key;

    // A KSK takes no ZSK's place.
    private bool MaySignZone(ZoneKey key) => !key.IsRevoked
        && (!key.IsSep || _caches.KeySets.Any(version => version.ZoneSigners.Contains(ServedKey.Of(key))));

    // A key for all data that a cache can hold, of each algorithm that the DNSKEY RRset shows and the data
    // has.
    private void HoldDataKeys()
    {
        foreach (DnssecAlgorithm algorithm in AlgorithmsOf(_publish))
        {
            HoldDataKey(key => key.Algorithm == algorithm);
        }

        HoldDataKey(_ => true);
    }

    private void HoldDataKey(Func<ServedKey, bool> isOf)
    {
        foreach (ServedVersion version in _publish.Count == 0 ? [] : _caches.Data)
        {
            ServedKey[] signers = [.. version.ZoneSigners.Where(isOf)];
            if (signers.Length == 0 || _publish.Exists(key => signers.Contains(ServedKey.Of(key))))
            {
                continue;
            }

            if (_accepted.Contains(ServedBreak.KeyGone))
            {
                Break(ServedBreak.KeyGone, [version], _caches.DataWait);
            }
            else if (_keys.FirstOrDefault(key => key.MayStay && signers.Contains(ServedKey.Of(key.Key))
                && Has(_caches.Last!, key.Key)).Key is { } needed)
            {
                _publish.Add(needed);
                WaitFor([version], _caches.DataWait);
            }
            else
            {
                Note(ServedBreak.KeyGone, [version], _caches.DataWait,
                    key => signers.Contains(ServedKey.Of(key.Key)), key => key.MayStay);
            }
        }
    }

    // A KSK leaves when those that stay were served, so that no cache has to do with them for the first time.
    private void HoldKsks()
    {
        foreach (ServedVersion version in _dnskey.Count == 0
            ? [] : _caches.KeySets.Where(version => !version.KeySigners.IsEmpty))
        {
            if (_dnskey.Exists(key => !key.IsRevoked && Has(version, key)))
            {
                continue;
            }

            if (_dnskey.Exists(_trusted.Invoke) || _accepted.Contains(ServedBreak.KskChanged))
            {
                _breaks.Add(ServedBreak.KskChanged); // to who knows no DS
                continue;
            }

            if (IsBroken(version, last => last.KeySigners))
            {
                continue;
            }

            HoldableKey kept = _keys.FirstOrDefault(key => key is { MayStay: true, IsHere: true }
                && version.KeySigners.Contains(ServedKey.Of(key.Key)));
            if (kept.Key is { } needed)
            {
                _dnskey.Add(needed);
                _publish.AddRange(_publish.Contains(needed) ? [] : [needed]);
                WaitFor([version], _caches.KeySetWait);
            }
            else
            {
                Note(ServedBreak.KskChanged, [], 0, key =>
                    version.KeySigners.Contains(ServedKey.Of(key.Key)), key => key.MayStay);
                Force(ServedBreak.KskChanged, [version]);
            }
        }

        if (_caches.Last is { KeySigners.IsEmpty: false } last
            && !_dnskey.Exists(key => last.KeySigners.Contains(ServedKey.Of(key)))
            && _keys.Any(key => key.HasDs && _dnskey.Contains(key.Key)))
        {
            _breaks.Add(ServedBreak.KskChanged); // to who looks at the two versions, and not at the parent
        }
    }

    // Only where somebody's word takes the key out; one that was lost is for the gate to find.
    private void Note(ServedBreak broken, IReadOnlyCollection<ServedVersion> versions, long wait,
        Func<HoldableKey, bool> isNeeded, Func<HoldableKey, bool> isAllowed)
    {
        if (_keys.Any(key => isNeeded(key) && !isAllowed(key)))
        {
            Break(broken, versions, wait);
        }
    }

    // The gate would refuse it at every run, for as long as what is served has expired.
    private void Force(ServedBreak broken, IReadOnlyCollection<ServedVersion> versions)
    {
        if (_caches.IsOver)
        {
            _isForced = true;
            Break(broken, versions, _caches.KeySetWait);
        }
    }

    // Of a version that was assumed, or never seen at a server, nothing is said.
    private void Break(ServedBreak broken, IEnumerable<ServedVersion> versions, long wait)
    {
        _breaks.Add(broken);
        foreach (ServedVersion version in versions.Where(one => one.IsSeen || one == _caches.Last))
        {
            Timestamp end = version.Until + wait;
            _brokenUntil = _brokenUntil is { } other && other > end ? other : end;
        }
    }

    // What is served already does not fit to it: a break that was somebody's word is not taken back.
    private bool IsBroken(ServedVersion version, Func<ServedVersion, IEnumerable<ServedKey>> signers) =>
        _caches.Last is { IsSeen: true } last && signers(last).Any()
            && !signers(last).Any(key => version.Published.Contains(key));

    // What is installed goes on being served until this run's version is.
    private void WaitFor(IEnumerable<ServedVersion> versions, long wait)
    {
        Timestamp end = versions.Max(version => version.Until) + wait;
        _until = _until is { } other && other < end ? other : end;
    }

    private static bool Has(ServedVersion version, ZoneKey key) =>
        version.Published.Contains(ServedKey.Of(key));

    private static DnssecAlgorithm[] AlgorithmsOf(IEnumerable<ZoneKey> keys) =>
        [.. keys.Select(key => key.Algorithm).Distinct()];

    private static ImmutableArray<ZoneKey> InOrder(IEnumerable<ZoneKey> keys) =>
        [.. keys.Distinct().OrderBy(key => key.Algorithm).ThenBy(key => key.Tag.Value)];
}
