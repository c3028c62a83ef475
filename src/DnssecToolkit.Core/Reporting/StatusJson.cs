using System.Text.Json;
using DnssecToolkit.Bundles;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations.Unattended;
using DnssecToolkit.Schedule;

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
            json.WriteString("role", status.Role is { } role ? role.IsActive
                ? "active" : "standby" : "alone");
            json.WriteString("problem", status.Problem);
            json.WriteStartArray("zones");
            foreach (ZoneStatus zone in status.Zones)
            {
                WriteZone(json, zone);
            }

            json.WriteEndArray();
            WriteStrays(json, status);
            WriteEvents(json, status);
            WriteTokens(json, status);
            WriteBackups(json, status);
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

    /// <summary>Writes a number, or null where it is not known.</summary>
    public static void WriteCount(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>A level's word.</summary>
    internal static string LevelOf(StatusLevel level) => level.ToString().ToLowerInvariant();

    private static void WriteStrays(Utf8JsonWriter json, FleetStatus status)
    {
        json.WriteStartArray("strays");
        foreach (Finding stray in status.Strays)
        {
            json.WriteStartObject();
            json.WriteString("path", stray.Location.File);
            json.WriteString("level", LevelOf(FleetStatus.LevelOf(stray)));
            json.WriteString("code", stray.Code.Tag);
            json.WriteString("message", stray.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteEvents(Utf8JsonWriter json, FleetStatus status)
    {
        json.WriteStartArray("events");
        foreach (ScheduleEvent happening in status.NextEvents)
        {
            json.WriteStartObject();
            json.WriteString("time", happening.Moment.ToString());
            json.WriteString("kind", happening.Kind.ToString().ToLowerInvariant());
            json.WriteString("key", happening.Key.ToString());
            json.WriteString("reason", happening.Reason);
            json.WriteString("duty", happening.Duty);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTokens(Utf8JsonWriter json, FleetStatus status)
    {
        json.WriteStartArray("tokens");
        foreach (TokenStatus token in status.Tokens)
        {
            json.WriteStartObject();
            json.WriteString("token", token.Name);
            if (token.Rate is { } rate)
            {
                json.WriteNumber("signaturesPerSecond", Math.Round(rate, 2));
            }
            else
            {
                json.WriteNull("signaturesPerSecond");
            }

            json.WriteString("problem", token.Problem);
            json.WriteString("problemSince", token.Since?.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteBackups(Utf8JsonWriter json, FleetStatus status)
    {
        json.WriteStartArray("backups");
        foreach (BackupStatus backup in status.Backups)
        {
            json.WriteStartObject();
            json.WriteString("register", backup.Register);
            json.WriteNumber("copies", backup.Copies);
            json.WriteString("made", backup.Made?.ToString());
            json.WriteString("proven", backup.Proven?.ToString());
            json.WriteString("problem", backup.Problem);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteZone(Utf8JsonWriter json, ZoneStatus zone)
    {
        ZoneState state = zone.State;
        json.WriteStartObject();
        json.WriteString("zone", zone.Zone.Name.ToString());
        json.WriteString("level", LevelOf(zone.Level));
        json.WriteString("state", zone.Words);
        WriteCount(json, "serial", state.Serial?.Value);

        json.WriteString("signedAt", state.SignedAt?.ToString());
        json.WriteString("firstExpiration", state.FirstExpiration?.ToString());
        WriteCount(json, "deferred", state.Deferred);

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
