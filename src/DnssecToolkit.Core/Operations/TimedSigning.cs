using System.Diagnostics;
using System.Globalization;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Planning;
using DnssecToolkit.Signing;
using DnssecToolkit.Signing.Pkcs11;
using Microsoft.Win32.SafeHandles;

namespace DnssecToolkit.Operations;

/// <summary>Signs and writes a zone; where tokens sign, within the time that the run has for it.</summary>
/// <param name="job">The job with its budget.</param>
/// <param name="findings">Takes what did not fit.</param>
/// <param name="progress">Told now and then, from any thread; or null.</param>
/// <param name="stop">Ends the work early.</param>
internal sealed class TimedSigning(
    ZoneSigningJob job, FindingList findings, IProgress<StageProgress>? progress, CancellationToken stop)
{
    /// <summary>Signs.</summary>
    /// <param name="plan">What to sign.</param>
    /// <param name="signers">One signer for each of the plan's keys, their tokens open; null for one that has
    /// nothing to make.</param>
    /// <param name="file">Takes the zone.</param>
    /// <returns>The plan as it was carried out, and what that came to.</returns>
    public (SigningPlan Plan, SigningTally Tally) Sign(
        SigningPlan plan, IReadOnlyList<ISigner?> signers, SafeFileHandle file)
    {
        long start = Stopwatch.GetTimestamp();
        long? budget = signers.Any(signer => signer is Pkcs11Signer) ? job.BudgetSeconds : null;
        long ends = budget is { } seconds ? job.Budget.EndOf(seconds, start) : long.MaxValue;
        SignedAhead? ahead = budget is not null && plan.HasWaiting
            ? SigningAhead.Sign(plan, signers, ends, job.Threads, progress, stop) : null;
        SigningPlan carriedOut = ahead?.Plan ?? plan;
        SigningTally tally = ZoneSigner.Sign(carriedOut, signers, file, job.Threads, ahead, progress, stop);
        long end = ahead?.MandatoryEnded ?? Stopwatch.GetTimestamp();
        if (budget is { } limit
            && job.Budget.NoteMandatory(limit, start, end, plan.NewCount - plan.Waiting().Count) is { } over)
        {
            AddTooShort(limit, over.Count, over.Took, carriedOut);
        }

        return (carriedOut, tally);
    }

    private void AddTooShort(long budget, long count, TimeSpan took, SigningPlan plan)
    {
        int left = plan.CountsByReason[SigningReason.Deferred];
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"the {count} signatures that cannot wait took {took.TotalSeconds:0.#} s, more than the {budget} s of"
            + $" the budget; they were made all the same, and {left} that can wait were left to later runs");
        findings.Add(new Finding(CheckCodes.SigningBudgetShort, new SourceLocation(job.ZoneFile), text)
        {
            Hint = "nothing is wrong with the zone; raise the budget if each run says so, or use a faster token",
        });
    }
}
