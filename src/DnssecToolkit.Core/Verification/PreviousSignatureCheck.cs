using System.Collections.Concurrent;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Time;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Checks that resolvers which hold the previous version's data can verify it with the new
/// DNSKEY RRset (RFC 6781 §4.1.1); one thread's.</summary>
/// <remarks>The reverse, new data with the old DNSKEY RRset, is <see cref="SignatureCheck"/>'s. Signatures
/// are verified only where a key has gone: elsewhere caches are as well off as before.</remarks>
internal sealed class PreviousSignatureCheck : IDisposable
{
    private readonly ZoneUnderCheck _context;
    private readonly Zone _previous;
    private readonly ApexKeys _keys;
    private readonly bool[] _isKept; // of the previous keys
    private readonly bool[] _counts; // of the new ones
    private readonly KeyContexts _contexts;
    private readonly SignedData _signed = new();
    private readonly Timestamp _now;

    private PreviousSignatureCheck(ZoneUnderCheck context, Zone previous, ApexKeys keys)
    {
        (_context, _previous, _keys) = (context, previous, keys);
        _now = context.Policy.Moments[0];
        _isKept = keys.SharedWith(context.Keys);
        _counts = context.Keys.SharedWith(keys);
        _contexts = new KeyContexts(context.Keys);
        HashSet<(DnssecAlgorithm Algorithm, int Tag)> scheduled = [.. RowsThatSign()];
        foreach (ApexKey key in context.Keys.Keys)
        {
            _counts[key.Place] |= scheduled.Contains((key.Key.Algorithm, key.Key.Tag.Value));
        }
    }

    /// <summary>Checks all names of the previous version.</summary>
    /// <param name="context">The new version.</param>
    /// <param name="previous">The previous one.</param>
    /// <param name="keys">Its DNSKEY RRset.</param>
    /// <param name="blocks">Runs over the previous version.</param>
    public static void Run(ZoneUnderCheck context, Zone previous, ApexKeys keys, BlockRunner blocks)
    {
        if (context.Keys.Keys.Count == 0)
        {
            return; // PreviousCheck says so
        }

        ConcurrentBag<PreviousSignatureCheck> checks = [];
        try
        {
            blocks.Run("previous signatures", () =>
            {
                PreviousSignatureCheck check = new(context, previous, keys);
                checks.Add(check);
                return check.Check;
            });
        }
        finally
        {
            foreach (PreviousSignatureCheck check in checks)
            {
                check.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _contexts.Dispose();

    // What has signed before it was published: by its presign, or because it was held for caches when it was
    // due. By no row, no key does.
    private IEnumerable<(DnssecAlgorithm Algorithm, int Tag)> RowsThatSign() =>
        (_context.Policy.KeyIndex?.EntriesOf(_previous.Apex) ?? [])
        .Where(row => row.SignsZone && (row.Presign ?? row.Start) <= _now)
        .Select(row => (row.Algorithm, row.Tag));

    private void Check(int first, int end, FindingSink sink)
    {
        for (int node = first; node < end; node++)
        {
            if (_previous.TryFind(node, RRType.RRSIG, out RRset signatures))
            {
                CheckSignatures(node, signatures, sink);
            }
        }
    }

    private void CheckSignatures(int node, RRset signatures, FindingSink sink)
    {
        for (int first = 0; first < signatures.Count;)
        {
            RRType type = RrsigFields.TypeCoveredBy(signatures.RDataOf(first));
            int end = first + 1;
            while (end < signatures.Count && RrsigFields.TypeCoveredBy(signatures.RDataOf(end)) == type)
            {
                end++;
            }

            if (type != RRType.DNSKEY && FindGone(signatures, type, first, end) is { } gone
                && !HasRightOne(node, signatures, type, first, end))
            {
                sink.Add(
                    CheckCodes.PreviousKeyGone,
                    gone.Label,
                    signatures.LocationOf(first),
                    $"{Phrase.Set(signatures.Owner, type)} of the previous version is signed by {gone.Label},"
                    + $" which {_context.Keys.FateOf(gone)}, and by no other that signs on");
            }

            first = end;
        }
    }

    private ApexKey? FindGone(RRset signatures, RRType type, int first, int end)
    {
        for (int i = first; i < end; i++)
        {
            if (TryReadLasting(signatures.RDataOf(i), out RrsigFields fields)
                && _keys.Find(fields.Algorithm, fields.Tag) is { } candidates
                && !Array.Exists(candidates.For(type), key => _isKept[key.Place]))
            {
                return candidates.First;
            }
        }

        return null;
    }

    // Those that have expired no cache holds any more.
    private bool TryReadLasting(ReadOnlySpan<byte> rdata, out RrsigFields fields) =>
        RrsigFields.TryRead(rdata, out fields) && Timestamp.FromWire(fields.Expiration, _now) >= _now;

    private bool HasRightOne(int node, RRset signatures, RRType type, int first, int end)
    {
        if (!_previous.TryFind(node, type, out RRset rrset))
        {
            return false;
        }

        _signed.Reset();
        for (int i = first; i < Math.Min(end, first + SignatureCheck.MaximumSignatures); i++)
        {
            if (TryReadLasting(signatures.RDataOf(i), out RrsigFields fields)
                && _context.Keys.Find(fields.Algorithm, fields.Tag) is { } candidates
                && IsRight(rrset, fields, candidates, _context.Policy.Signatures.Includes(node, i)))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsRight(RRset rrset, in RrsigFields fields, KeyCandidates candidates, bool isVerified)
    {
        int labels = WireName.CountLabels(rrset.Owner) - (WireName.IsWildcard(rrset.Owner) ? 1 : 0);
        if (fields.Labels != labels || !WireName.AreEqual(fields.Signer, _previous.Apex.Wire)
            || Timestamp.FromWire(fields.Inception, _now) > _now)
        {
            return false;
        }

        foreach (ApexKey key in candidates.For(rrset.Type))
        {
            // Where signatures are not verified, the tags decide, as they do in the zone itself.
            if (_counts[key.Place] && (!isVerified || AlgorithmTraits.Find(fields.Algorithm) is null
                || _contexts.Verify(key, _signed.For(rrset, fields), fields.Signature)))
            {
                return true;
            }
        }

        return false;
    }
}
