using System.Collections.Immutable;
using DnssecToolkit.Bundles;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations;

/// <summary>What imported responses are going to publish, against what a keyindex says: they are signed
/// already, and no keyindex changes them.</summary>
public sealed class BundlesAhead
{
    private readonly ResponseDirectory _imported;
    private readonly Timestamp _now;
    private readonly ImmutableArray<(Interval Time, KeyBundle Bundle)> _stretches;

    /// <summary>Looks at responses from a moment on.</summary>
    /// <param name="imported">The responses.</param>
    /// <param name="now">The present.</param>
    public BundlesAhead(ResponseDirectory imported, Timestamp now)
    {
        _imported = imported;
        _now = now;
        End = ComingSlots.From(imported, now);
        _stretches = [.. imported.Stretches(new Interval(now, End))];
    }

    /// <summary>When the next response is to begin: from then on the keyindex decides again.</summary>
    public Timestamp End { get; }

    /// <summary>Says what of a change the responses answered otherwise, though not what was so before the
    /// change.</summary>
    /// <param name="proposal">The change.</param>
    /// <param name="policy">How long things take in the zone.</param>
    public IReadOnlyList<AnsweredKey> AnswersTo(KeyIndexProposal proposal, RolloverPolicy policy)
    {
        List<AnsweredKey> answers = [];
        foreach (PlannedKey planned in proposal.Additions.Where(key => IsAhead(key.Publish)))
        {
            // A new algorithm's keys sign before they are published, whatever the bundles have.
            long before = planned.Presign < planned.Publish ? planned.Publish - planned.Presign.Value : 0;
            answers.Add(new AnsweredKey(
                $"a new {planned.Role} is to be published from {planned.Publish} on, and the bundles that are signed until {End} have not got it",
                End - before));
        }

        foreach ((KeyIndexEntry before, KeyIndexEntry after) in proposal.Changes)
        {
            if (after.Revoke is { } revoke && after.Revoke != before.Revoke && IsAhead(revoke))
            {
                answers.Add(new AnsweredKey(
                    $"{after} is to be revoked from {revoke} on, and the bundles that are signed until {End} have it without the REVOKE flag", End));
            }
            else if (Lacking(after, before) is { } lacking)
            {
                answers.Add(new AnsweredKey(
                    $"{after} is to be published from {lacking} on, and the bundle that was signed for then has not got it", End));
            }
            else if (after.SignsZone && !after.NeverSigns && (after.Start < before.Start || before.NeverSigns)
                && KnownFrom(after, after.Start, policy) is var known && after.Start < known)
            {
                answers.Add(new AnsweredKey(
                    $"{after} is to sign from {after.Start} on, and by the signed bundles resolvers do not know it before {known}", known));
            }
        }

        return answers;
    }

    /// <summary>Lets keys that a change takes out stay until the bundles that have them end: longer than it
    /// asked for, which harms nobody.</summary>
    /// <param name="proposal">The change.</param>
    public KeyIndexProposal Fitted(KeyIndexProposal proposal) => proposal with
    {
        Changes = [.. proposal.Changes.Select(change => (change.Before,
            Fitted(change.Before, change.After)))],
    };

    /// <summary>Says until when the responses publish a key that is to leave at a moment, if they do beyond
    /// that; else null.</summary>
    /// <param name="row">The key.</param>
    /// <param name="leaves">When it is to leave.</param>
    public Timestamp? PublishedBeyond(KeyIndexEntry row, Timestamp leaves) =>
        _stretches.Any(stretch => stretch.Time.End > leaves && Has(stretch.Bundle, row))
            ? _imported.PublishedUntil(key => KeyStock.IsRowOf(row, key), _now) : null;

    /// <summary>Whether a bundle that is signed for a moment lacks a key; where none is, that is not known
    /// yet.</summary>
    public bool Lacks(KeyIndexEntry row, Timestamp moment) =>
        _stretches.Any(stretch => stretch.Time.Contains(moment) && !Has(stretch.Bundle, row));

    /// <summary>Whether a moment comes before the next response may begin, so that a bundle is signed for
    /// it.</summary>
    public bool IsAhead(Timestamp moment) => !_stretches.IsEmpty && moment < End;

    /// <summary>Gives the moment from which every resolver knows a key that is published without a break
    /// until a moment.</summary>
    /// <param name="row">The key.</param>
    /// <param name="moment">The moment, such as that at which it is to sign.</param>
    /// <param name="policy">How long things take in the zone.</param>
    /// <returns>Where it has always been published, or where nothing is known of it, a moment long ago; where
    /// it is not published then, the moment at which it would be known after it comes.</returns>
    public Timestamp KnownFrom(KeyIndexEntry row, Timestamp moment, RolloverPolicy policy)
    {
        if (_stretches.IsEmpty)
        {
            return Interval.Beginning;
        }

        long interval = Math.Max(policy.PublicationInterval, _stretches.Max(stretch => stretch.Bundle.Ttl));
        Timestamp since = _stretches.Where(stretch => stretch.Time.Start > moment && Has(stretch.Bundle, row))
            .Select(stretch => stretch.Time.Start)
            .FirstOrDefault(moment >= End && row.Publish > End ? row.Publish : End);
        foreach ((Interval time,
            KeyBundle bundle) in _stretches.Where(stretch => stretch.Time.Start <= moment).Reverse())
        {
            if (!Has(bundle, row))
            {
                return since + interval;
            }

            since = time.Start;
        }

        Timestamp? always = _imported.PublishedSince(key => KeyStock.IsRowOf(row, key), _now);
        return always is null ? since + interval : always == _imported.Begin
            ? Interval.Beginning : always.Value + interval;
    }

    /// <summary>The first moment at which a key is published by its row and not by the bundle that is signed
    /// for then; null where there is none, or where it was so by its row before.</summary>
    private Timestamp? Lacking(KeyIndexEntry after, KeyIndexEntry before)
    {
        foreach ((Interval time,
            KeyBundle bundle) in _stretches.Where(stretch => !Has(stretch.Bundle, after)))
        {
            Interval published = time.And(new Interval(after.Publish, after.Removed));
            if (!published.IsEmpty && time.And(new Interval(before.Publish, before.Removed)).IsEmpty)
            {
                return published.Start;
            }
        }

        return null;
    }

    private KeyIndexEntry Fitted(KeyIndexEntry before, KeyIndexEntry after)
    {
        Timestamp? until = _stretches.Where(stretch => Has(stretch.Bundle, after))
            .Select(stretch => (Timestamp?)stretch.Time.End).LastOrDefault();
        Timestamp? latest = until < before.Removed ? until : before.Removed;
        return after.Publish < after.Removed && until > after.Removed && latest > after.Removed
            ? after with { Remove = latest.Value } : after;
    }

    private static bool Has(KeyBundle bundle, KeyIndexEntry row) =>
        bundle.Keys.Any(key => KeyStock.IsRowOf(row, key.Key));
}
