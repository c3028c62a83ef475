using System.Text.Json;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.CommandLine;

/// <summary>Findings in the reports for machines.</summary>
public static class FindingJson
{
    /// <summary>Writes the member <c>findings</c>.</summary>
    /// <param name="json">Stands in an object.</param>
    /// <param name="findings">In the order they are to be read.</param>
    public static void Write(Utf8JsonWriter json, IEnumerable<Finding> findings)
    {
        json.WriteStartArray("findings");
        foreach (Finding finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("code", finding.Code.Tag);
            json.WriteString("severity", JsonText.NameOf(finding.Severity.ToString()));
            json.WriteString("place", finding.Location.ToString());
            json.WriteString("message", finding.Message);
            json.WriteString("hint", finding.Hint);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
