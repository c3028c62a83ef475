using System.Text.Json;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;

namespace DnssecToolkit.CommandLine;

/// <summary>A failed run for machines: one JSON object; docs/failure-report.schema.json describes
/// it.</summary>
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
        return Text(run.Id, run.Now, status, json =>
        {
            json.WriteString("error", essence is OperationCanceledException
                ? FailureReport.Interrupted : essence.Message);
            json.WriteString("hint", known?.Hint);
            FindingJson.Write(json, [.. reported, .. (essence as UnreadableInputException)?.Findings ?? []]);
        });
    }

    /// <summary>Gives the object for a command line that cannot be understood, so that no run
    /// began.</summary>
    /// <param name="errors">What is wrong with it.</param>
    /// <param name="hints">What to do.</param>
    /// <param name="moment">When.</param>
    internal static string OfUsage(IReadOnlyList<string> errors, IReadOnlyList<string> hints,
        Timestamp moment) =>
        Text(ToolRun.NewId(), moment, (int)ExitStatus.Usage, json =>
        {
            json.WriteString("error", string.Join("; ", errors));
            json.WriteString("hint", string.Join("; ", hints));
            FindingJson.Write(json, []);
        });

    private static string Text(string run, Timestamp moment, int status, Action<Utf8JsonWriter> cause) =>
        JsonText.Object(json =>
    {
        json.WriteString("run", run);
        json.WriteString("time", moment.ToString());
        json.WriteNumber("status", status);
        cause(json);
    });
}
