using System.Globalization;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Planning;

namespace DnssecToolkit.Operations;

/// <summary>What the tokens' measured rates mean for a plan: how much of it this run may do, and whether the
/// zone can be kept fresh at all.</summary>
/// <remarks>In a run the clock has the last word on the time (<see cref="TimedSigning"/>).</remarks>
/// <param name="job">The job with its budgets.</param>
/// <param name="rates">The rates of keys in tokens, as the last run measured them; a key without one is
/// not in it.</param>
internal sealed class RateBudget(ZoneSigningJob job, IReadOnlyDictionary<ZoneKey, KeyRate> rates)
{
    private const double SecondsPerHour = 3_600;

    // A token may be faster than it was; more than this need not be prepared.
    private const double Headroom = 4;

    /// <summary>Defers what is over the budget, as far as that shows before any key is touched.</summary>
    public SigningPlan Apply(SigningPlan plan) =>
        job.Budget.Share(job, plan, left => TimesOf(plan, left * (job.IsDryRun ? 1 : Headroom)));

    /// <summary>Says where a zone cannot be kept fresh, at the keys' rates or within the budget of a run an
    /// hour.</summary>
    public void Warn(SigningPlan plan, FindingList findings)
    {
        WarnOfRates(plan, findings);
        double cycle = plan.Policy.CycleSeconds;
        double hourly = plan.TotalCount / cycle * SecondsPerHour;
        if (job.BudgetSignatures is { } most && hourly > most)
        {
            Add(findings,
                $"{plan.TotalCount} signatures have to be made again every {Days(cycle)} days, {Number(hourly)} an hour;"
                + $" the budget is {most} a run");
        }

        foreach ((string token, double share) in SharesOf(plan))
        {
            if (job.BudgetSeconds is { } seconds && share * SecondsPerHour > seconds)
            {
                Add(findings,
                    $"the zone's signatures take the token {token} {Number(share * SecondsPerHour)} s"
                    + $" an hour; the budget is {seconds} s a run");
            }
        }
    }

    /// <summary>Says where a zone cannot be kept fresh at the keys' rates.</summary>
    public void WarnOfRates(SigningPlan plan, FindingList findings)
    {
        double cycle = plan.Policy.CycleSeconds;
        HashSet<string> said = [];
        foreach ((SigningKey key, int total) in plan.Keys.Zip(plan.TotalCountsByKey))
        {
            double needed = total / cycle;
            if (rates.TryGetValue(key.Key, out KeyRate? rate) && needed > rate.PerSecond)
            {
                said.Add(rate.Token);
                Add(findings,
                    $"{key.Key} has {total} signatures to make again every {Days(cycle)} days, {Number(needed)} a second;"
                    + $" its token makes {Number(rate.PerSecond)}");
            }
        }

        foreach ((string token, double share) in SharesOf(plan))
        {
            if (share > 1 && !said.Contains(token))
            {
                Add(findings,
                    $"the zone's keys need {Number(share * 100)} % of what their token {token} makes");
            }
        }
    }

    private void Add(FindingList findings, string message) =>
        findings.Add(new Finding(CheckCodes.SigningRateLow, new SourceLocation(job.ZoneFile), message)
        {
            Hint = "raise the budget or --validity, or use a faster token or algorithm",
        });

    /// <summary>How much of its time each token needs to keep the zone fresh.</summary>
    private Dictionary<string, double> SharesOf(SigningPlan plan) => plan.Keys.Zip(plan.TotalCountsByKey)
        .Where(pair => rates.ContainsKey(pair.First.Key))
        .GroupBy(pair => rates[pair.First.Key].Token)
        .ToDictionary(token => token.Key, token => token.Sum(pair =>
            pair.Second / plan.Policy.CycleSeconds / rates[pair.First.Key].PerSecond));

    private TokenTimes? TimesOf(SigningPlan plan, double most) => rates.Count == 0 ? null
        : new TokenTimes(most, [.. plan.Keys.Select(key => rates.TryGetValue(key.Key, out KeyRate? rate)
            ? (rate.Token, 1 / rate.PerSecond) : ((string, double)?)null)]);

    private static string Days(double seconds) =>
        (seconds / 86_400).ToString("0.#", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
