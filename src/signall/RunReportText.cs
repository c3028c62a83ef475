using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations.Unattended;

namespace DnssecToolkit.Signall;

/// <summary>Tells people what became of a zone: what went wrong always, the rest where somebody is
/// looking.</summary>
internal static class RunReportText
{
    /// <summary>Tells it, and the log file.</summary>
    internal static void Say(ZoneResult result, ToolRun run)
    {
        run.Report(result.Findings);
        if (result.Outcome is not ZoneOutcome.Fresh || result.Failure is not null)
        {
            run.Log.ForContext("Zone", result.Zone.ToString())
                .ForContext("Outcome", result.Outcome.ToString())
                .Information("{Verdict:l}", Verdict(result));
        }

        switch (result.Failure)
        {
            case null:
                break;
            case ToolkitException known:
                run.Console.Error(known.Message);
                if (known.Hint is { } hint)
                {
                    run.Console.Hint(hint);
                }

                break;
            default:
                run.Console.Error(
                    $"{result.Zone}: this is a fault of ours, not of your zone: {result.Failure}");
                break;
        }
    }

    private static string Verdict(ZoneResult result) => result.Outcome switch
    {
        ZoneOutcome.Signed =>
            $"{result.Zone} signed as serial {result.Signing!.Serial}, because {result.Reason}"
            + (result.Signing.Deferred > 0
                ? $"; {result.Signing.Deferred} signatures were left to later runs" : ""),
        ZoneOutcome.Unchanged when result.Failure is KeyUnavailableException =>
            $"{result.Zone} looked at, because {result.Reason}: nothing could be signed, and what is served is still valid",
        ZoneOutcome.Unchanged =>
            $"{result.Zone} looked at, because {result.Reason}: all its signatures are fresh",
        ZoneOutcome.Planned => $"{result.Zone} would be signed, because {result.Reason}; nothing was done",
        ZoneOutcome.Held => $"{result.Zone} left alone: {result.Reason}",
        ZoneOutcome.Fresh => $"{result.Zone} is fresh",
        _ => $"{result.Zone} not signed: {result.Reason}",
    };
}
