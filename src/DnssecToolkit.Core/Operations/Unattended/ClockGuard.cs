using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>Does not believe a clock that contradicts what earlier runs left: signatures made by a wrong clock are bogus, or expire.</summary>
public static class ClockGuard
{
    private const string FileName = "clock.json";

    /// <summary>Gives the last run's moment, or null.</summary>
    public static Timestamp? LastRun(StateDirectory state) =>
        TimestampText.TryParseAbsolute(StateFile.Read(state.PathOf(FileName))?.GetValueOrDefault("last") ?? "", out Timestamp last) ? last : null;

    /// <summary>Checks a moment.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="policy">When the clock is not believed.</param>
    /// <param name="now">The moment.</param>
    /// <param name="latestSigning">The latest moment at which a zone was signed, or null.</param>
    /// <param name="isSynchronised">Whether somebody keeps the clock right.</param>
    /// <returns>Why the moment is not believed, or null.</returns>
    public static Finding? Check(StateDirectory state, ClockPolicy policy, Timestamp now, Timestamp? latestSigning, bool isSynchronised)
    {
        Timestamp? last = LastRun(state);
        Timestamp? known = latestSigning > last || last is null ? latestSigning : last;
        if (known is not { } reference)
        {
            return null;
        }

        if (now < reference - policy.Backwards)
        {
            return new Finding(
                CheckCodes.ClockBackwards, new SourceLocation(state.Root),
                $"the clock says {now}, and the last run was at {reference}: it went back by {new Period(0, reference - now)}");
        }

        long limit = isSynchronised ? policy.FarAhead : policy.Ahead;
        return now > reference + limit
            ? new Finding(
                CheckCodes.ClockAhead, new SourceLocation(state.Root),
                $"the clock says {now}, which is {new Period(0, now - reference)} after the last run at {reference}"
                + (isSynchronised ? "" : ", and nobody keeps this clock right (adjtimex)"))
            : null;
    }

    /// <summary>Remembers a run's moment.</summary>
    /// <exception cref="UnwritableOutputException">It cannot be.</exception>
    public static void Remember(StateDirectory state, Timestamp now) =>
        StateFile.Write(state.PathOf(FileName), json => json.WriteString("last", now.ToString()));
}
