using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;

namespace DnssecToolkit.Reporting;

/// <summary>Writes the status to the files that the configuration names, each whole or not at all.</summary>
public static class StatusFiles
{
    /// <summary>Writes them.</summary>
    /// <exception cref="UnwritableOutputException">One cannot be written; those before it are.</exception>
    public static void Write(FleetStatus status)
    {
        StatusOutputs outputs = status.Configuration.Status;
        Write(outputs.Page, StatusPage.Write, status);
        Write(outputs.Json, StatusJson.Write, status);
        Write(outputs.Metrics, StatusMetrics.Write, status);
    }

    private static void Write(string? path, Func<FleetStatus, string> form, FleetStatus status)
    {
        if (path is null)
        {
            return;
        }

        using OutputFile file = OutputFile.Create(path);
        file.Write(0, System.Text.Encoding.UTF8.GetBytes(form(status)));
        file.Flush();
        file.Commit();
    }
}
