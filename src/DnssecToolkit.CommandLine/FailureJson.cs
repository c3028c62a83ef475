using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.CommandLine;

/// <summary>A failed run for machines: one JSON object; docs/failure-report.schema.json describes it.</summary>
internal static class FailureJson
{
    /// <summary>Gives the object.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="reported">The findings that people were shown.</param>
    /// <param name="run">The run that failed.</param>
    internal static string Of(Exception failure, IReadOnlyList<Finding> reported, ToolRun run)
    {
        Exception essence = FailureReport.Essence(failure);
        int status = FailureReport.StatusOf(essence, run.InterruptedStatus);
        ToolkitException? known = essence as ToolkitException;
        return JsonText.Object(json =>
        {
            json.WriteString("run", run.Id);
            json.WriteString("time", run.Now.ToString());
            json.WriteNumber("status", status);
            json.WriteString("error", essence is OperationCanceledException ? FailureReport.Interrupted : essence.Message);
            json.WriteString("hint", known?.Hint);
            FindingJson.Write(json, [.. reported, .. (essence as UnreadableInputException)?.Findings ?? []]);
        });
    }
}
