using DnssecToolkit.Bundles;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations;

/// <summary>The slots that are to be signed next, after the bundles of the responses that are
/// there.</summary>
public static class ComingSlots
{
    /// <summary>How long a slot is where nobody says otherwise, in seconds: ten days, as in the root
    /// zone.</summary>
    public const long Interval = 10 * Day;

    /// <summary>How long the signatures of a slot are valid where nobody says otherwise, in seconds: 21
    /// days.</summary>
    public const long Validity = 21 * Day;

    private const long Day = 86_400;
    private const long Horizon = 180 * Day; // how far ahead signatures may expire: KSR-POLICY-SIG-HORIZON

    /// <summary>Gives the moment at which the next response should begin: a slot after the last bundle did,
    /// while that is still valid.</summary>
    /// <param name="imported">The responses that are there.</param>
    /// <param name="now">The present; never before its day.</param>
    public static Timestamp From(ResponseDirectory imported, Timestamp now)
    {
        Timestamp day = now - (now.Seconds % Day);
        return After(imported) is { } next && next > day ? next : day;
    }

    /// <summary>Gives the end of the last bundle's slot, be it past or not; null where there is no bundle. A
    /// bundle may begin within a slot, where a key comes or goes.</summary>
    internal static Timestamp? After(ResponseDirectory imported)
    {
        if (imported.Last is not { } response
            || response.Bundles[^1] is not { Expiration: { } expiration } last)
        {
            return null;
        }

        Timestamp begin = response.Bundles[0].Inception;
        long slot = Math.Max(1, Math.Min(Interval, (expiration - last.Inception) / 2));
        return begin + ((((last.Inception - begin) / slot) + 1) * slot);
    }

    /// <summary>Gives the whole slots from there until a moment, as far ahead as signatures may be
    /// made.</summary>
    /// <param name="imported">The responses that are there.</param>
    /// <param name="now">The present.</param>
    /// <param name="until">The moment.</param>
    /// <returns>Null where no slot fits.</returns>
    public static RequestSlots? Until(ResponseDirectory imported, Timestamp now, Timestamp until)
    {
        Timestamp from = From(imported, now);
        Timestamp end = until < now + (Horizon - Validity) ? until : now + (Horizon - Validity);
        long slots = (end - from) / Interval;
        return slots < 1 ? null : new RequestSlots(from, from + (slots * Interval), Interval, Validity);
    }
}
