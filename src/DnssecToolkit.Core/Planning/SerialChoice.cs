using System.Diagnostics;
using System.Globalization;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;

namespace DnssecToolkit.Planning;

/// <summary>Chooses the serial under which a changed zone is published: never one that secondaries would not
/// take (RFC 1982).</summary>
public static class SerialChoice
{
    private const uint LongestBurst = 60; // serials

    /// <summary>Chooses.</summary>
    /// <param name="policy">How.</param>
    /// <param name="input">The unsigned zone's serial.</param>
    /// <param name="published">The last published serial, or null where nothing was published yet.</param>
    /// <param name="moment">The run's moment.</param>
    /// <exception cref="RefusedException">The policy gives a serial that is not ahead of the published
    /// one.</exception>
    public static SerialNumber Choose(
        SerialPolicy policy, SerialNumber input, SerialNumber? published, Timestamp moment)
    {
        SerialNumber latest = published is { } last && !input.IsGreaterThan(last) ? last : input;
        SerialNumber chosen = policy switch
        {
            SerialPolicy.Increment => After(latest),
            SerialPolicy.UnixTime => UnixTimeAfter(published, new SerialNumber(moment.Wire)),
            SerialPolicy.DateCounter => CountOn(DayOf(moment), published ?? input),
            SerialPolicy.Keep => input,
            _ => throw new UnreachableException(),
        };
        if (published is { } served && !chosen.IsGreaterThan(served))
        {
            throw Refusal(policy, chosen, served);
        }

        return chosen;
    }

    /// <summary>The moment, or the serial after the last where runs followed each other faster than the
    /// clock.</summary>
    private static SerialNumber UnixTimeAfter(SerialNumber? published, SerialNumber moment) =>
        published is { } last && !moment.IsGreaterThan(last)
            && unchecked(last.Value - moment.Value) < LongestBurst ? last.Next : moment;

    private static SerialNumber DayOf(Timestamp moment) =>
        new(uint.Parse(moment.ToCompactString().AsSpan(0, 8), CultureInfo.InvariantCulture) * 100);

    /// <summary>The day's first serial, or the one after the last where that is of the day already (or ahead
    /// by a burst of runs).</summary>
    private static SerialNumber CountOn(SerialNumber day, SerialNumber last) =>
        day.IsGreaterThan(last) ? day : After(last);

    // RFC 1982 counts over 0 like any other number, but servers and scripts take 0 for "none"; BIND's
    // increment passes it over too.
    private static SerialNumber After(SerialNumber last) =>
        last.Next.Value == 0 ? new SerialNumber(1) : last.Next;

    private static RefusedException Refusal(SerialPolicy policy, SerialNumber chosen, SerialNumber served) => policy switch
    {
        SerialPolicy.Keep when chosen == served => new RefusedException(
            CheckCodes.SerialKept,
            $"the zone has changed, but its serial {chosen} is the published one and --serial keep leaves it",
            "raise the serial in the unsigned zone, or use --serial increment"),
        _ => new RefusedException(
            CheckCodes.SerialBackwards,
            $"serial {chosen} is not ahead of the published {served} (RFC 1982), so secondaries would not take it",
            "use --serial increment, or read RFC 1912 §3.1 on how to wind a serial round"),
    };
}
