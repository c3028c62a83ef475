using DnssecToolkit.Keys;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations;

/// <summary>When the next requests, ceremonies and imports are due where the DNSKEY RRset is served from
/// responses.</summary>
/// <remarks>Each response is taken to last as long as the last one does that is there; the first of a zone
/// lasts 90 days.</remarks>
public sealed class CeremonyCalendar
{
    private const long UsualLength = 9 * ComingSlots.Interval;
    private const int Most = 1_000;

    private readonly ResponseDirectory _imported;
    private readonly RolloverPolicy _policy;
    private readonly Timestamp _begin;
    private readonly Timestamp _covered;
    private readonly long _length;

    /// <summary>Works it out.</summary>
    /// <param name="imported">The responses that are there.</param>
    /// <param name="policy">How long things take in the zone.</param>
    /// <param name="now">The present.</param>
    public CeremonyCalendar(ResponseDirectory imported, RolloverPolicy policy, Timestamp now)
    {
        _imported = imported;
        _policy = policy;
        _begin = ComingSlots.From(imported, now);
        _covered = imported.CoveredUntil(now);
        _length = ComingSlots.After(imported) is { } after
            && after - imported.Last!.Bundles[0].Inception is > 0 and var length
            ? length : UsualLength;
    }

    /// <summary>The next ceremony.</summary>
    public ComingCeremony Next => Number(0);

    /// <summary>Gives the ceremonies whose requests are due before a moment, the next one first.</summary>
    public IEnumerable<ComingCeremony> Until(Timestamp until) =>
        Enumerable.Range(0, Most).Select(number => Number(number)).TakeWhile(next => next.RequestBy < until);

    /// <summary>Gives an event with the last moment at which its duty can still be done: what is published
    /// has to be in a request, and that is made before the ceremony.</summary>
    public ScheduleEvent Adjusted(ScheduleEvent happening)
    {
        Timestamp? need = happening.Kind == ScheduleEventKind.RunsOut ? happening.By
            : happening.Kind == ScheduleEventKind.Publish ? happening.Moment : null;
        if (need is not { } moment || happening.Duty is null)
        {
            return happening;
        }

        if (moment < _begin && happening.Kind == ScheduleEventKind.Publish
            && _imported.At(moment) is { } bundle)
        {
            return bundle.Keys.Any(key => KeyStock.IsRowOf(happening.Key, key.Key))
                ? happening with
                {
                    Reason = $"{happening.Reason}, as the imported responses have it",
                    Duty = null,
                    By = null
                }
                : happening with
                {
                    Reason = $"{happening.Reason} by the keyindex; the bundle that is signed for then has not got it",
                    Duty = $"have a request from then on signed, which takes the place of the imported responses; else it comes at {_begin}",
                };
        }

        ComingCeremony ceremony = Number(Math.Max(0, (moment - _begin) / _length));
        Timestamp by = happening.Key.Role == KeyRole.ZSK ? ceremony.RequestBy : ceremony.CeremonyBy;
        return happening with
        {
            Duty = $"{happening.Duty}, before the {(happening.Key.Role == KeyRole.ZSK ? "request" : "ceremony")} for the time from {ceremony.Slots.Start} on",
            By = by < happening.By ? by : happening.By,
        };
    }

    private ComingCeremony Number(long number)
    {
        Timestamp begin = _begin + (number * _length);
        Timestamp covered = _covered + (number * _length);
        long refresh = Math.Max(_policy.SignatureRefresh.Seconds, _policy.PublicationInterval);
        return new ComingCeremony(
            new Interval(begin, begin + _length), covered, covered - Math.Max(BundleRunway.Enough, refresh),
            covered - refresh,
            covered - _policy.PublicationInterval);
    }
}
