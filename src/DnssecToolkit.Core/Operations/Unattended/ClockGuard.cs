using System.Globalization;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>Does not believe a clock that contradicts what earlier runs left: signatures made by a wrong
/// clock are bogus, or expire.</summary>
public static class ClockGuard
{
    private const string FileName = "clock.json";
    private const long DriftShare = 1_000; // a crystal that nobody corrects goes wrong by less than a thousandth

    /// <summary>Gives the last run's moment, or null.</summary>
    public static Timestamp? LastRun(StateDirectory state) => Read(state, "last");

    /// <summary>Gives the latest moment that files claimed to be from while a human said that the clock,
    /// which was behind it, was right; or null.</summary>
    internal static Timestamp? Refuted(StateDirectory state) => Read(state, "refuted");

    /// <summary>Checks a moment.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="policy">When the clock is not believed.</param>
    /// <param name="now">The moment.</param>
    /// <param name="evidence">The latest moment that has certainly been, or null.</param>
    /// <param name="isSynchronised">Whether somebody keeps the clock right.</param>
    /// <returns>Why the moment is not believed, or null.</returns>
    public static Finding? Check(StateDirectory state, ClockPolicy policy, Timestamp now,
        ClockEvidence? evidence, bool isSynchronised)
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
                + (isSynchronised ? "" : ", and nobody is known to keep this clock right (adjtimex)"))
            : null;
    }

    /// <summary>Checks that since the last run the clock moved as the machine's count of seconds since its
    /// start did: a weekend off moves both, and a clock that somebody sets wrong moves alone.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="policy">How far the two may part.</param>
    /// <param name="now">The moment by the clock.</param>
    /// <param name="sinceBoot">The same moment by that count; null where the clock is not this
    /// machine's.</param>
    /// <returns>Why the moment is not believed, or null; also where the machine was started anew
    /// since.</returns>
    public static Finding? CheckMovement(StateDirectory state, ClockPolicy policy, Timestamp now,
        BootMoment? sinceBoot)
    {
        if (sinceBoot is not (var boot, var seconds) || LastRun(state) is not { } last
            || BootAt(state) is not { } then
            || then.Boot != boot || then.Seconds > seconds)
        {
            return null;
        }

        long passed = seconds - then.Seconds;
        long off = now - last - passed;
        return Math.Abs(off) <= policy.Backwards + (passed / DriftShare) ? null : new Finding(
            off > 0 ? CheckCodes.ClockAhead : CheckCodes.ClockBackwards, new SourceLocation(state.Root),
            $"the clock says {now}, and this machine counts {new Period(0, passed)} since the last run at {last}: "
            + $"somebody set it {(off > 0 ? "ahead" : "back")} by {new Period(0, (Math.Abs(off) + 30) / 60 * 60)}");
    }

    /// <summary>Remembers a run's moment; flushed, because the next run has to believe it.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="now">The moment.</param>
    /// <param name="sinceBoot">The same moment since the machine's start; null where the clock is not this
    /// machine's.</param>
    /// <param name="refuted">The moment of files that the clock was believed against, or null where it was
    /// not so in this run.</param>
    /// <exception cref="UnwritableOutputException">It cannot be.</exception>
    public static void Remember(StateDirectory state, Timestamp now, BootMoment? sinceBoot,
        Timestamp? refuted)
    {
        string? before = (refuted ?? Refuted(state))?.ToString();
        StateFile.Write(state.PathOf(FileName), isFlushed: true, json =>
        {
            json.WriteString("last", now.ToString());
            json.WriteString("refuted", before);
            json.WriteString("boot", sinceBoot?.Boot);
            json.WriteString("sinceBoot", sinceBoot?.Seconds.ToString(CultureInfo.InvariantCulture));
        });
    }

    private static BootMoment? BootAt(StateDirectory state) =>
        StateFile.Read(state.PathOf(FileName)) is { } texts
        && texts.TryGetValue("boot", out string? boot)
        && long.TryParse(texts.GetValueOrDefault("sinceBoot"), CultureInfo.InvariantCulture, out long seconds)
        ? new BootMoment(boot, seconds) : null;

    private static Timestamp? Read(StateDirectory state, string member) =>
        TimestampText.TryParseAbsolute(StateFile.Read(state.PathOf(FileName))?.GetValueOrDefault(member)
            ?? "", out Timestamp moment) ? moment : null;
}
