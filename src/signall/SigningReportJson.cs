using System.Text.Json;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;
using DnssecToolkit.Planning;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Signall;

/// <summary>The report for machines: one JSON object on standard output; docs/signall-report.schema.json
/// describes it.</summary>
internal static class SigningReportJson
{
    /// <summary>Writes it.</summary>
    public static void Write(ZoneSigningReport report, FindingList findings, ToolRun run)
    {
        run.Console.Output.WriteLine(JsonText.Object(json =>
        {
            json.WriteString("run", run.Id);
            json.WriteString("time", run.Now.ToString());
            json.WriteString("zone", report.Zone.ToString());
            json.WriteString("outcome", JsonText.NameOf(report.Outcome.ToString()));
            WriteSerials(json, report);
            json.WriteNumber("names", report.Names);
            json.WriteNumber("rrsets", report.RRsets);
            json.WriteNumber("chain", report.ChainLength);
            WriteSignatures(json, report);
            WriteStages(json, report);
            WriteRecoveries(json, report);
            WriteLostTokens(json, report.LostTokens);
            if (report.TokenRate is { } rate)
            {
                json.WriteNumber("tokenRate", Math.Round(rate, 2));
            }
            else
            {
                json.WriteNull("tokenRate");
            }

            json.WriteString("output", report.Output);
            json.WriteString("dsFile", report.DsFile);
            json.WriteString("failure", report.Unrecorded?.Message);
            FindingJson.Write(json, findings.Kept);
        }));
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
            json.WriteNumber(JsonText.NameOf(reason.ToString()), count);
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

    private static void WriteRecoveries(Utf8JsonWriter json, ZoneSigningReport report)
    {
        json.WriteStartObject("recoveries");
        foreach ((RecoveryStep step, int count) in report.Recoveries)
        {
            json.WriteNumber(JsonText.NameOf(step.ToString()), count);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes the tokens that had to be done without.</summary>
    internal static void WriteLostTokens(Utf8JsonWriter json, IReadOnlyList<TokenLoss> losses)
    {
        json.WriteStartArray("lostTokens");
        foreach (TokenLoss loss in losses)
        {
            json.WriteStartObject();
            json.WriteString("token", loss.Token);
            json.WriteString("reason", loss.Reason);
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
}
