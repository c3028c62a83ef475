using System.Text.Json;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;
using DnssecToolkit.Planning;

namespace DnssecToolkit.Signall;

/// <summary>The report for machines: one JSON object on standard output; docs/signall-report.schema.json describes it.</summary>
internal static class SigningReportJson
{
    /// <summary>Writes it.</summary>
    public static void Write(ZoneSigningReport report, FindingList findings, ToolRun run)
    {
        using MemoryStream octets = new();
        using (Utf8JsonWriter json = new(octets, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("run", run.Id);
            json.WriteString("time", run.Now.ToString());
            json.WriteString("zone", report.Zone.ToString());
            json.WriteString("outcome", NameOf(report.Outcome.ToString()));
            WriteSerials(json, report);
            json.WriteNumber("names", report.Names);
            json.WriteNumber("rrsets", report.RRsets);
            json.WriteNumber("chain", report.ChainLength);
            WriteSignatures(json, report);
            WriteStages(json, report);
            json.WriteString("output", report.Output);
            json.WriteString("dsFile", report.DsFile);
            WriteFindings(json, findings);
            json.WriteEndObject();
        }

        run.Console.Output.WriteLine(System.Text.Encoding.UTF8.GetString(octets.GetBuffer(), 0, (int)octets.Length));
    }

    private static void WriteSerials(Utf8JsonWriter json, ZoneSigningReport report)
    {
        json.WriteStartObject("serial");
        json.WriteNumber("input", report.InputSerial.Value);
        if (report.PublishedSerial is { } published)
        {
            json.WriteNumber("published", published.Value);
        }
        else
        {
            json.WriteNull("published");
        }

        json.WriteNumber("signed", report.Serial.Value);
        json.WriteEndObject();
    }

    private static void WriteSignatures(Utf8JsonWriter json, ZoneSigningReport report)
    {
        json.WriteStartObject("signatures");
        json.WriteNumber("made", report.Made);
        json.WriteNumber("verified", report.Verified);
        foreach ((SigningReason reason, int count) in report.Signatures)
        {
            json.WriteNumber(NameOf(reason.ToString()), count);
        }

        json.WriteString("firstExpiration", report.FirstExpiration?.ToString());
        json.WriteEndObject();
        json.WriteStartArray("keys");
        foreach ((SigningKey key, int made) in report.Keys)
        {
            json.WriteStartObject();
            json.WriteNumber("algorithm", (int)key.Key.Algorithm);
            json.WriteNumber("tag", key.Key.Tag.Value);
            json.WriteBoolean("sep", key.Key.IsSep);
            json.WriteBoolean("revoked", key.Key.IsRevoked);
            json.WriteNumber("made", made);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteStages(Utf8JsonWriter json, ZoneSigningReport report)
    {
        json.WriteStartObject("seconds");
        foreach ((string stage, TimeSpan duration) in report.Stages)
        {
            json.WriteNumber(stage, Math.Round(duration.TotalSeconds, 3));
        }

        json.WriteEndObject();
    }

    private static void WriteFindings(Utf8JsonWriter json, FindingList findings)
    {
        json.WriteStartArray("findings");
        foreach (Finding finding in findings.Kept)
        {
            json.WriteStartObject();
            json.WriteString("code", finding.Code.Tag);
            json.WriteString("severity", NameOf(finding.Severity.ToString()));
            json.WriteString("place", finding.Location.ToString());
            json.WriteString("message", finding.Message);
            json.WriteString("hint", finding.Hint);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A name of ours as JSON has it: <c>newData</c> for <c>NewData</c>.</summary>
    private static string NameOf(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
