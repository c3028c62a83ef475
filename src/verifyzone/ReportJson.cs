using System.Text.Json;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Verification;

namespace DnssecToolkit.Verifyzone;

/// <summary>The report for machines: one JSON object; docs/verifyzone-report.schema.json describes
/// it.</summary>
internal static class ReportJson
{
    /// <summary>Writes it.</summary>
    public static void Write(VerificationReport report, string path, TextWriter output)
    {
        using MemoryStream octets = new();
        using (Utf8JsonWriter json = new(octets, new JsonWriterOptions { Indented = true }))
        {
            WriteReport(json, report, path);
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(octets.GetBuffer(), 0, (int)octets.Length));
    }

    private static void WriteReport(Utf8JsonWriter json, VerificationReport report, string path)
    {
        json.WriteStartObject();
        json.WriteString("file", path);
        json.WriteString("zone", report.Zone.ToString());
        json.WriteNumber("serial", report.Serial.Value);
        json.WriteBoolean("sound", report.Sound);
        json.WriteBoolean("signed", report.IsSigned);
        json.WriteString("signaturesChecked", SignaturesChecked(report));
        json.WriteString("effect", Word(report.Effect));
        WriteStrings(json, "moments", report.Moments.Select(moment => moment.ToString()));
        json.WriteNumber("faults", report.CountOf(Severity.Fault));
        json.WriteNumber("warnings", report.CountOf(Severity.Warning));
        json.WriteNumber("notes", report.CountOf(Severity.Note));
        json.WriteStartArray("causes");
        foreach (FindingGroup group in report.Groups)
        {
            WriteGroup(json, group, reason: null);
        }

        json.WriteEndArray();
        json.WriteStartArray("suppressed");
        foreach (SuppressedGroup suppressed in report.Suppressed)
        {
            WriteGroup(json, suppressed.Group, suppressed.Reason);
        }

        json.WriteEndArray();
        WriteCounts(json, report);
        WriteKeys(json, report);
        WriteExpirations(json, report.Expirations);
        WriteChanges(json, report.Changes);
        WriteAnswers(json, report.Answers);
        WriteStrings(json, "servers", report.Servers);
        json.WriteEndObject();
    }

    private static string SignaturesChecked(VerificationReport report) =>
        report.SignaturesVerified == report.Signatures ? "all"
        : report.SignaturesVerified == 0 ? "none" : "some";

    private static void WriteGroup(Utf8JsonWriter json, FindingGroup group, string? reason)
    {
        json.WriteStartObject();
        json.WriteString("code", group.Code.Tag);
        json.WriteString("severity", Word(group.Severity));
        json.WriteString("reference", group.Code.Reference);
        json.WriteString("cause", group.Cause);
        json.WriteNumber("count", group.Count);
        json.WriteString("effect", Word(group.Effect));
        json.WriteString("cure", CheckAdvice.For(group.Code).Cure);
        if (reason is not null)
        {
            json.WriteString("reason", reason);
        }

        json.WriteStartArray("examples");
        foreach (Finding example in group.Examples)
        {
            json.WriteStartObject();
            WritePlace(json, example.Location);
            json.WriteString("message", example.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, VerificationReport report)
    {
        json.WriteStartObject("counts");
        json.WriteNumber("names", report.Names);
        json.WriteNumber("delegations", report.Delegations);
        json.WriteNumber("secureDelegations", report.SecureDelegations);
        json.WriteNumber("records", report.Records);
        json.WriteNumber("rrsets", report.RRsets);
        json.WriteNumber("signedRRsets", report.SignedRRsets);
        json.WriteNumber("signatures", report.Signatures);
        json.WriteNumber("signaturesVerified", report.SignaturesVerified);
        json.WriteEndObject();
        json.WriteString("denial", Word(report.Denial));
    }

    private static void WriteKeys(Utf8JsonWriter json, VerificationReport report)
    {
        json.WriteStartArray("keys");
        foreach (KeyUse use in report.Keys)
        {
            json.WriteStartObject();
            json.WriteNumber("algorithm", (int)use.Key.Algorithm);
            json.WriteNumber("tag", use.Key.Tag.Value);
            json.WriteBoolean("sep", use.Key.IsSep);
            json.WriteBoolean("revoked", use.Key.IsRevoked);
            json.WriteNumber("signatures", use.Signatures);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteExpirations(Utf8JsonWriter json, Expirations? expirations)
    {
        if (expirations is null)
        {
            json.WriteNull("expirations");
            return;
        }

        json.WriteStartObject("expirations");
        json.WriteString("first", expirations.First.ToString());
        json.WriteString("firstRRset", expirations.FirstRRset);
        json.WriteString("last", expirations.Last.ToString());
        json.WriteStartObject("byDay");
        foreach ((Time.Timestamp day, long count) in expirations.ByDay)
        {
            json.WriteNumber(day.ToString()[..10], count);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteChanges(Utf8JsonWriter json, ZoneChanges? changes)
    {
        if (changes is null)
        {
            json.WriteNull("changes");
            return;
        }

        json.WriteStartObject("changes");
        json.WriteNumber("previousSerial", changes.PreviousSerial.Value);
        json.WriteNumber("namesAdded", changes.NamesAdded);
        json.WriteNumber("namesRemoved", changes.NamesRemoved);
        json.WriteNumber("namesChanged", changes.NamesChanged);
        json.WriteNumber("delegationsAdded", changes.DelegationsAdded);
        json.WriteNumber("delegationsRemoved", changes.DelegationsRemoved);
        json.WriteNumber("dsRemoved", changes.DsRemoved);
        json.WriteNumber("dsChanged", changes.DsChanged);
        json.WriteNumber("nsChanged", changes.NsChanged);
        json.WriteNumber("dsAdded", changes.DsAdded);
        json.WriteNumber("dsReplaced", changes.DsReplaced);
        WriteStrings(json, "keysAdded", changes.KeysAdded);
        WriteStrings(json, "keysRemoved", changes.KeysRemoved);
        json.WriteEndObject();
    }

    private static void WriteAnswers(Utf8JsonWriter json, IReadOnlyList<AnswerSize> answers)
    {
        json.WriteStartArray("answers");
        foreach (AnswerSize answer in answers)
        {
            json.WriteStartObject();
            json.WriteString("kind", Word(answer.Kind));
            json.WriteNumber("octets", answer.Octets);
            json.WriteString("blamed", answer.Blamed);
            WritePlace(json, answer.Location);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePlace(Utf8JsonWriter json, SourceLocation place)
    {
        json.WriteString("file", place.File);
        json.WriteNumber("line", place.Line);
        json.WriteNumber("column", place.Column);
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
