using System.Text.Json;
using DnssecToolkit.Bundles;
using DnssecToolkit.Operations.Unattended;

namespace DnssecToolkit.Reporting;

/// <summary>The status for programs; docs/status.schema.json describes it.</summary>
public static class StatusJson
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>Gives one JSON object, ending with a line feed.</summary>
    public static string Write(FleetStatus status)
    {
        using MemoryStream octets = new();
        using (Utf8JsonWriter json = new(octets, Indented))
        {
            json.WriteStartObject();
            json.WriteString("time", status.Now.ToString());
            json.WriteString("lastRun", status.LastRun?.ToString());
            json.WriteString("level", LevelOf(status.Level));
            json.WriteStartArray("zones");
            foreach (ZoneStatus zone in status.Zones)
            {
                WriteZone(json, zone);
            }

            json.WriteEndArray();
            json.WriteStartArray("runs");
            foreach (JournalEntry run in status.Runs)
            {
                json.WriteStartObject();
                json.WriteString("run", run.Run);
                json.WriteString("time", run.Time.ToString());
                json.WriteString("summary", run.Reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(octets.ToArray()) + "\n";
    }

    /// <summary>A level's word.</summary>
    internal static string LevelOf(StatusLevel level) => level.ToString().ToLowerInvariant();

    private static void WriteZone(Utf8JsonWriter json, ZoneStatus zone)
    {
        ZoneState state = zone.State;
        json.WriteStartObject();
        json.WriteString("zone", zone.Zone.Name.ToString());
        json.WriteString("level", LevelOf(zone.Level));
        json.WriteString("state", zone.Words);
        if (state.Serial is { } serial)
        {
            json.WriteNumber("serial", serial.Value);
        }
        else
        {
            json.WriteNull("serial");
        }

        json.WriteString("signedAt", state.SignedAt?.ToString());
        json.WriteString("firstExpiration", state.FirstExpiration?.ToString());
        json.WriteString("due", state.Due?.ToString());
        json.WriteString("dueReason", state.DueReason);
        json.WriteBoolean("published", state is { Serial: not null, IsUnpublished: false });
        json.WriteString("problem", state.Problem);
        json.WriteString("problemMessage", state.ProblemMessage);
        json.WriteString("problemSince", state.ProblemSince?.ToString());
        json.WriteString("heldSince", zone.Hold?.Since.ToString());
        json.WriteString("heldBecause", zone.Hold?.Because);
        json.WriteString("responsesUntil", zone.Runway?.Until.ToString());
        json.WriteStartArray("sealed");
        foreach (SealedSet set in zone.Runway?.Sealed ?? [])
        {
            json.WriteStartObject();
            json.WriteString("loss", SealedSet.NameOf(set.Loss));
            json.WriteString("expires", set.Expires.ToString());
            json.WriteString("sha256", set.Sha256);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
