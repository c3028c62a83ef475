using System.Diagnostics;
using DnssecToolkit.Planning;

namespace DnssecToolkit.Operations;

/// <summary>What the zones of a run have used of its budget: they share one clock, which begins when the
/// first tokens are open, and one count of signatures.</summary>
/// <remarks>How much may be used is said by each zone's job. Jobs without a budget use nothing of
/// it.</remarks>
public sealed class RunBudget
{
    private const long LongestSeconds = 100 * 366 * 86_400L;

    private readonly Lock _sharing = new();
    private long _signatures;
    private double _plannedSeconds;
    private long? _began;
    private long _mandatoryUntil;
    private long _mandatoryTicks;
    private long _mandatoryCount;
    private bool _isSaid;

    /// <summary>Lets a job's plan have what other zones left of its signatures and seconds.</summary>
    /// <param name="job">The job.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="times">Makes, of the seconds that are left, the tokens' times; null where no rate is
    /// known.</param>
    internal SigningPlan Share(ZoneSigningJob job, SigningPlan plan, Func<double, TokenTimes?> times)
    {
        if (job.BudgetSignatures is null && job.BudgetSeconds is null)
        {
            return plan;
        }

        lock (_sharing)
        {
            TokenTimes? tokens = job.BudgetSeconds is { } limit ? times(SecondsLeft(limit)) : null;
            long most = job.BudgetSignatures is { } count ? Math.Max(0, count - _signatures) : long.MaxValue;
            if (tokens is null && most == long.MaxValue)
            {
                return plan;
            }

            SigningPlan shared = SigningBudget.Apply(plan, most, tokens);
            _signatures += job.BudgetSignatures is null ? 0 : shared.NewCount;
            _plannedSeconds += job.IsDryRun ? tokens?.Longest ?? 0 : 0;
            return shared;
        }
    }

    /// <summary>Gives back signatures that were not made after all.</summary>
    internal void Return(ZoneSigningJob job, int count)
    {
        lock (_sharing)
        {
            _signatures -= job.BudgetSignatures is null ? 0 : count;
        }
    }

    /// <summary>When a budget of seconds is used up, by <see cref="Stopwatch"/>.</summary>
    /// <param name="limit">The budget.</param>
    /// <param name="now">When this zone's tokens are open: the clock begins, unless it has begun.</param>
    internal long EndOf(long limit, long now)
    {
        lock (_sharing)
        {
            _began ??= now;
            return _began.Value + TicksOf(limit);
        }
    }

    /// <summary>Takes note of signatures that could not wait.</summary>
    /// <param name="limit">The budget in seconds.</param>
    /// <param name="start">When they were begun.</param>
    /// <param name="end">When they were made.</param>
    /// <param name="count">How many there were.</param>
    /// <returns>How many that are in this run, and how long they took, once that is more than the budget;
    /// null else, and where it was said.</returns>
    internal (long Count, TimeSpan Took)? NoteMandatory(long limit, long start, long end, int count)
    {
        lock (_sharing)
        {
            // What zones sign at the same time counts once.
            _mandatoryTicks += Math.Max(0, end - Math.Max(start, _mandatoryUntil));
            _mandatoryUntil = Math.Max(end, _mandatoryUntil);
            _mandatoryCount += count;
            if (_isSaid || _mandatoryTicks <= TicksOf(limit))
            {
                return null;
            }

            _isSaid = true;
            return (_mandatoryCount, Stopwatch.GetElapsedTime(0, _mandatoryTicks));
        }
    }

    private static long TicksOf(long seconds) => Math.Min(seconds, LongestSeconds) * Stopwatch.Frequency;

    private double SecondsLeft(long limit)
    {
        double used = _began is { } began ? Stopwatch.GetElapsedTime(began).TotalSeconds : 0;
        return Math.Max(0, limit - used - _plannedSeconds);
    }
}
