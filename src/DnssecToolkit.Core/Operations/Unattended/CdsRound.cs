using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>The children that a run asks for their CDS: each child once in the interval, at a moment that its
/// name decides, so that the work is spread over the runs. A round that does not fit into one run goes on
/// where that ended.</summary>
internal sealed class CdsRound
{
    private const int PartsOfInterval = 48; // runs by the minute need not read a parent of a million delegations each time

    private readonly (DomainName Child, Timestamp Moment)[] _due;
    private readonly Timestamp _begin;
    private readonly Timestamp _now;
    private readonly int _most;
    private readonly bool _isLate;

    private CdsRound((DomainName Child, Timestamp Moment)[] due, Timestamp begin, Timestamp now, int most,
        bool isLate)
    {
        _due = due;
        _begin = begin;
        _now = now;
        _most = most;
        _isLate = isLate;
    }

    /// <summary>The children to ask, those whose moment was first first.</summary>
    internal IReadOnlyList<DomainName> Children => [.. _due.Take(_most).Select(due => due.Child)];

    /// <summary>How many are due: more than a run may ask, perhaps.</summary>
    internal int DueCount => _due.Length;

    /// <summary>Whether the runs do not keep up with the interval.</summary>
    internal bool IsBehind => _isLate && _due.Length > _most;

    /// <summary>Whether it is worth while to look who is due.</summary>
    /// <param name="every">The interval, in seconds.</param>
    /// <param name="polled">Up to which moment children were asked, or null.</param>
    /// <param name="now">The run's moment.</param>
    internal static bool IsDue(long every, Timestamp? polled, Timestamp now) =>
        polled is not { } last || now < last || now - last >= every / PartsOfInterval;

    /// <summary>Finds who is due.</summary>
    /// <param name="children">All children.</param>
    /// <param name="every">The interval, in seconds: 1 at least.</param>
    /// <param name="most">How many a run may ask.</param>
    /// <param name="polled">Up to which moment children were asked, or null where none was yet.</param>
    /// <param name="now">The run's moment.</param>
    internal static CdsRound Of(IEnumerable<DomainName> children, long every, int most, Timestamp? polled,
        Timestamp now)
    {
        long behind = polled is { } last && last <= now ? now - last : every;
        Timestamp begin = now - (behind < every ? behind : every + (behind % every));
        (DomainName, Timestamp Moment)[] due =
            [.. children.Select(child => (child, Moment: MomentAfter(begin, child, every)))
            .Where(due => due.Moment <= now).OrderBy(due => due.Moment).ThenBy(due => due.child)];
        return new CdsRound(due, begin, now, most, polled is not null && behind >= every);
    }

    /// <summary>Up to which moment children have been asked once some of these were.</summary>
    /// <param name="asked">How many of <see cref="Children"/>, from the first.</param>
    internal Timestamp PolledAfter(int asked)
    {
        if (asked == 0 || asked == _due.Length)
        {
            return asked == 0 && _due.Length > 0 ? _begin : _now;
        }

        // Who has the same moment as the last one is asked again rather than passed over.
        Timestamp last = _due[asked - 1].Moment;
        return _due[asked].Moment == last && last - 1 > _begin ? last - 1 : last;
    }

    private static Timestamp MomentAfter(Timestamp begin, DomainName child, long every)
    {
        long first = begin.Seconds + 1;
        long offset = (long)(HashOf(child) % (ulong)every);
        return new Timestamp(first + ((((offset - first) % every) + every) % every));
    }

    // FNV-1a, 64 bits: it must be the same in each run.
    private static ulong HashOf(DomainName name)
    {
        Span<byte> folded = stackalloc byte[WireName.MaximumLength];
        WireName.CopyFolded(name.Wire, folded);
        ulong hash = 14_695_981_039_346_656_037;
        foreach (byte octet in folded[..name.Wire.Length])
        {
            hash = unchecked((hash ^ octet) * 1_099_511_628_211);
        }

        return hash;
    }
}
