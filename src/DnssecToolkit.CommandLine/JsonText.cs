using System.Text.Json;

namespace DnssecToolkit.CommandLine;

/// <summary>Writes reports for machines.</summary>
public static class JsonText
{
    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // read by programs, never put into a web page
    };

    /// <summary>Gives an object.</summary>
    /// <param name="members">Writes what is in it.</param>
    public static string Object(Action<Utf8JsonWriter> members) => Write(json =>
    {
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
    });

    /// <summary>Gives an array of objects.</summary>
    /// <param name="items">What there is an object for.</param>
    /// <param name="members">Writes what is in the object.</param>
    public static string Array<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> members) => Write(json =>
    {
        json.WriteStartArray();
        foreach (T item in items)
        {
            json.WriteStartObject();
            members(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>A name of ours as JSON has it: <c>newData</c> for <c>NewData</c>.</summary>
    public static string NameOf(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    private static string Write(Action<Utf8JsonWriter> content)
    {
        using MemoryStream octets = new();
        using (Utf8JsonWriter json = new(octets, Indented))
        {
            content(json);
        }

        return System.Text.Encoding.UTF8.GetString(octets.ToArray());
    }
}
