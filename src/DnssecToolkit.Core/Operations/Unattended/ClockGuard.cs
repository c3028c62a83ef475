using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>Does not believe a clock that contradicts what earlier runs left: signatures made by a wrong clock are bogus, or expire.</summary>
public static class ClockGuard
{
    private const string FileName = "clock.json";

    /// <summary>Gives the last run's moment, or null.</summary>
    public static Timestamp? LastRun(StateDirectory state) => Read(state, "last");

    /// <summary>Gives the latest moment that files claimed to be from while a human said that the clock, which was behind it, was right; or null.</summary>
    internal static Timestamp? Refuted(StateDirectory state) => Read(state, "refuted");

    /// <summary>Checks a moment.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="policy">When the clock is not believed.</param>
    /// <param name="now">The moment.</param>
    /// <param name="evidence">The latest moment that has certainly been, or null.</param>
    /// <param name="isSynchronised">Whether somebody keeps the clock right.</param>
    /// <returns>Why the moment is not believed, or null.</returns>
    public static Finding? Check(StateDirectory state, ClockPolicy policy, Timestamp now, ClockEvidence? evidence, bool isSynchronised)
    {
        if (evidence is not (var reference, var what))
        {
            return null;
        }

        if (now < reference - policy.Backwards)
        {
            return new Finding(
                CheckCodes.ClockBackwards, new SourceLocation(state.Root),
                $"the clock says {now}, and {what} was at {reference}: it went back by {new Period(0, reference - now)}");
        }

        long limit = isSynchronised ? policy.FarAhead : policy.Ahead;
        return now > reference + limit
            ? new Finding(
                CheckCodes.ClockAhead, new SourceLocation(state.Root),
                $"the clock says {now}, which is {new Period(0, now - reference)} after {what} at {reference}"
                + (isSynchronised ? "" : ", and nobody keeps this clock right (adjtimex)"))
            : null;
    }

    /// <summary>Remembers a run's moment.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="now">The moment.</param>
    /// <param name="refuted">The moment of files that the clock was believed against, or null where it was not so in this run.</param>
    /// <exception cref="UnwritableOutputException">It cannot be.</exception>
    public static void Remember(StateDirectory state, Timestamp now, Timestamp? refuted)
    {
        string? before = (refuted ?? Refuted(state))?.ToString();
        StateFile.Write(state.PathOf(FileName), json =>
        {
            json.WriteString("last", now.ToString());
            json.WriteString("refuted", before);
        });
    }

    private static Timestamp? Read(StateDirectory state, string member) =>
        TimestampText.TryParseAbsolute(StateFile.Read(state.PathOf(FileName))?.GetValueOrDefault(member) ?? "", out Timestamp moment) ? moment : null;
}
