using DnssecToolkit.CommandLine;
using DnssecToolkit.Operations.Unattended;
using DnssecToolkit.Reporting;

namespace DnssecToolkit.Signall;

/// <summary>A run's report for machines; docs/signall-run.schema.json describes it.</summary>
internal static class RunReportJson
{
    /// <summary>Gives one JSON object.</summary>
    internal static string Write(UnattendedReport report) => JsonText.Object(json =>
    {
        json.WriteString("run", report.RunId);
        json.WriteString("time", report.Moment.ToString());
        json.WriteString("interrupted", report.InterruptedRun);
        json.WriteStartArray("zones");
        foreach (ZoneResult result in report.Results)
        {
            json.WriteStartObject();
            json.WriteString("zone", result.Zone.ToString());
            json.WriteString("outcome", JsonText.NameOf(result.Outcome.ToString()));
            json.WriteString("reason", result.Reason);
            json.WriteString("serial", result.State.Serial?.ToString());
            json.WriteString("firstExpiration", result.State.FirstExpiration?.ToString());
            StatusJson.WriteCount(json, "deferred", result.State.Deferred);
            json.WriteString("problem", result.State.Problem);
            json.WriteString("failure", result.Failure?.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        SigningReportJson.WriteLostTokens(json, report.LostTokens);
    });
}
