using System.Globalization;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Planning;

namespace DnssecToolkit.Operations;

/// <summary>What the tokens' measured rates mean for a plan: how much of it this run may do, and whether the
/// zone can be kept fresh at all.</summary>
/// <remarks>In a run the clock has the last word on the time (<see cref="TimedSigning"/>).</remarks>
/// <param name="job">The job with its budgets.</param>
/// <param name="rates">The rates by key, as the last run measured them; a key without one is not in
/// it.</param>
internal sealed class RateBudget(ZoneSigningJob job, IReadOnlyDictionary<ZoneKey, double> rates)
{
    private const double SecondsPerHour = 3_600;

    // A token may be faster than it was; more than this need not be prepared.
    private const double Headroom = 4;

    /// <summary>Defers what is over the budget, as far as that shows before any key is touched.</summary>
    public SigningPlan Apply(SigningPlan plan)
    {
        long most = MostOf(plan, job.IsDryRun ? 1 : Headroom);
        return most == long.MaxValue ? plan : SigningBudget.Apply(plan, most);
    }

    /// <summary>Says where a zone cannot be kept fresh, at the keys' rates or within the budget of a run an
    /// hour.</summary>
    public void Warn(SigningPlan plan, FindingList findings)
    {
        WarnOfRates(plan, findings);
        double cycle = plan.Policy.CycleSeconds;
        double hourly = plan.TotalCount / cycle * SecondsPerHour;
        if (MostOf(plan, 1) is < long.MaxValue and long most && hourly > most)
        {
            Add(findings,
                $"{plan.TotalCount} signatures have to be made again every {Days(cycle)} days, {Number(hourly)} an hour;"
                + $" the budget is {most} a run");
        }
    }

    /// <summary>Says where a zone cannot be kept fresh at the keys' rates.</summary>
    public void WarnOfRates(SigningPlan plan, FindingList findings)
    {
        double cycle = plan.Policy.CycleSeconds;
        foreach ((SigningKey key, int total) in plan.Keys.Zip(plan.TotalCountsByKey))
        {
            double needed = total / cycle;
            if (rates.TryGetValue(key.Key, out double rate) && needed > rate)
            {
                Add(findings,
                    $"{key.Key} has {total} signatures to make again every {Days(cycle)} days, {Number(needed)} a second;"
                    + $" its token makes {Number(rate)}");
            }
        }
    }

    private void Add(FindingList findings, string message) =>
        findings.Add(new Finding(CheckCodes.SigningRateLow, new SourceLocation(job.ZoneFile), message)
        {
            Hint = "raise the budget or --validity, or use a faster token or algorithm",
        });

    // Seconds count at the rate of the slowest token that has work; one that was never measured sets no limit
    // here.
    private long MostOf(SigningPlan plan, double headroom)
    {
        double[] known =
        [
            .. plan.Keys.Zip(plan.NewCountsByKey)
                .Where(pair => pair.Second > 0 && rates.ContainsKey(pair.First.Key))
                .Select(pair => rates[pair.First.Key]),
        ];
        long byTime = job.BudgetSeconds is { } seconds && known.Length > 0
            ? (long)Math.Max(1, seconds * known.Min() * headroom) : long.MaxValue;
        return Math.Min(job.BudgetSignatures ?? long.MaxValue, byTime);
    }

    private static string Days(double seconds) =>
        (seconds / 86_400).ToString("0.#", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
