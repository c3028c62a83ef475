using System.Text.Encodings.Web;
using System.Text.Json;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>What was done and why: a JSON object a line, a file a month, only ever appended to.</summary>
/// <remarks>Each line is one write, so that a killed run leaves whole lines; <see cref="Flush"/> brings them
/// to their medium. A line cut short by a power loss is left as it is; the next one begins on a line of its
/// own, and readers pass over what is no entry.</remarks>
public sealed class Journal
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }; // read by programs and grep

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10); // for another process that writes a line

    private readonly StateDirectory _state;
    private readonly string _run;
    private readonly Timestamp _now;
    private readonly Lock _lock = new();

    /// <summary>Takes a run's entries.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="run">The run's id.</param>
    /// <param name="now">The run's moment.</param>
    public Journal(StateDirectory state, string run, Timestamp now)
    {
        _state = state;
        _run = run;
        _now = now;
    }

    /// <summary>The run's id.</summary>
    public string Run => _run;

    /// <summary>Appends an entry.</summary>
    /// <param name="happened">What happened.</param>
    /// <param name="zone">The zone, or null.</param>
    /// <param name="reason">Why.</param>
    /// <param name="details">Further values; those that are null are left out.</param>
    /// <exception cref="UnwritableOutputException">It cannot be written.</exception>
    public void Append(string happened, string? zone, string reason,
        params ReadOnlySpan<(string Name, object? Value)> details)
    {
        using MemoryStream line = new();
        using (Utf8JsonWriter json = new(line, Plain))
        {
            json.WriteStartObject();
            json.WriteString("time", _now.ToString());
            json.WriteString("run", _run);
            json.WriteString("event", happened);
            if (zone is not null)
            {
                json.WriteString("zone", zone);
            }

            json.WriteString("reason", reason);
            foreach ((string name, object? value) in details)
            {
                WriteValue(json, name, value);
            }

            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        Write(line.GetBuffer().AsSpan(0, (int)line.Length));
    }

    /// <summary>Reads the entries of the last months, oldest first.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="months">How many months that have a journal, counted from the latest.</param>
    public static IEnumerable<JournalEntry> Read(StateDirectory state, int months = 2)
    {
        if (!Directory.Exists(state.Root))
        {
            yield break;
        }

        foreach (string file in FilesIn(state.Root).TakeLast(months))
        {
            foreach (string line in File.ReadLines(file))
            {
                if (TryParse(line, out JournalEntry? entry))
                {
                    yield return entry!;
                }
            }
        }
    }

    /// <summary>The journal's files in a state directory, one for each month, oldest first.</summary>
    /// <exception cref="UnreadableInputException">It cannot be listed.</exception>
    public static string[] FilesIn(string directory)
    {
        try
        {
            return [.. Directory.GetFiles(directory, "journal-*.jsonl").Order(StringComparer.Ordinal)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableInputException($"{directory}: cannot be listed: {fault.Message}",
                "may this user read it?", inner: fault);
        }
    }

    private static void WriteValue(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case long number:
                json.WriteNumber(name, number);
                break;
            default:
                json.WriteString(name, value.ToString());
                break;
        }
    }

    private static bool TryParse(string line, out JournalEntry? entry)
    {
        entry = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            Dictionary<string, string> texts = StateFile.Texts(document.RootElement);
            if (!texts.Remove("time", out string? time)
                || !TimestampText.TryParseAbsolute(time, out Timestamp moment)
                || !texts.Remove("run", out string? run) || !texts.Remove("event", out string? happened)
                || !texts.Remove("reason", out string? reason))
            {
                return false;
            }

            texts.Remove("zone", out string? zone);
            entry = new JournalEntry(moment, run, happened, zone, reason) { Details = texts };
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Brings all entries to their medium.</summary>
    /// <exception cref="UnwritableOutputException">The medium refuses.</exception>
    public void Flush() => Open(file => file.FlushToMedium());

    private void Write(ReadOnlySpan<byte> line)
    {
        byte[] octets = line.ToArray();
        Open(file =>
        {
            EndCutLine(file);
            file.Seek(0, SeekOrigin.End);
            file.Write(octets);
        });
    }

    private void Open(Action<FileStream> use)
    {
        string path = _state.PathOf($"journal-{_now.ToCompactString()[..6]}.jsonl");
        lock (_lock)
        {
            try
            {
                // `signall hold` writes during a run, and there is no appending write that both would share.
                using FileStream held = OutputFile.Hold(_state.PathOf("journal.lock"), path, LongestWait,
                    CancellationToken.None);
                using FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite,
                    FileShare.ReadWrite, bufferSize: 0);
                use(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new UnwritableOutputException(
                    $"{path}: the journal cannot be written: {e.Message}",
                    "see that its medium has room; what is installed stays, and the next run goes on", e);
            }
        }
    }

    private static void EndCutLine(FileStream file)
    {
        if (file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            if (file.ReadByte() != '\n')
            {
                file.Write("\n"u8);
            }
        }
    }
}
