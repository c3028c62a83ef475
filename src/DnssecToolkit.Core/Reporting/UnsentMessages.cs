using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations.Unattended;

namespace DnssecToolkit.Reporting;

/// <summary>Messages that could not be sent: the next run sends them, because a mail server may be away when
/// it matters.</summary>
internal sealed class UnsentMessages(StateDirectory state)
{
    private const int Most = 50; // what comes then is told by the run alone

    private string Root => state.PathOf("unsent");

    private string[] Files =>
        Directory.Exists(Root) ? [.. Directory.GetFiles(Root, "*.json").Order(StringComparer.Ordinal)] : [];

    /// <summary>Keeps a message; where it cannot be kept, the run has told it all the same.</summary>
    /// <param name="way">The way by which it did not go.</param>
    /// <param name="subject">Its subject.</param>
    /// <param name="text">Its text.</param>
    /// <returns>Whether the next run will send it.</returns>
    internal bool Keep(string way, string subject, string text)
    {
        string[] files = Files;
        if (files.Length >= Most)
        {
            return false;
        }

        int last = files.Length > 0
            && int.TryParse(Path.GetFileNameWithoutExtension(files[^1]), out int number) ? number : 0;
        try
        {
            Directory.CreateDirectory(Root);
            StateFile.Write(Path.Combine(Root, $"{last + 1:D9}.json"), json =>
            {
                json.WriteString("way", way);
                json.WriteString("subject", subject);
                json.WriteString("text", text);
            });
            return true;
        }
        catch (Exception e) when (
            e is UnwritableOutputException or IOException or UnauthorizedAccessException)
        {
            return false; // the disk is full, which is what the message says, perhaps
        }
    }

    /// <summary>Sends what was kept, the oldest first; the first failure of a way ends that way for this
    /// run.</summary>
    /// <param name="send">Sends by a way a subject and a text; says why that failed, or null.</param>
    /// <returns>Why some could not be sent, by their ways.</returns>
    internal IReadOnlyDictionary<string, string> SendAgain(Func<string, string, string, string?> send)
    {
        Dictionary<string, string> failures = [];
        foreach (string file in Files)
        {
            IReadOnlyDictionary<string, string> message = StateFile.Read(file)
                ?? new Dictionary<string, string>();
            string Of(string member) => message.GetValueOrDefault(member) ?? "";
            if (failures.ContainsKey(Of("way")))
            {
                continue;
            }

            if (send(Of("way"), Of("subject"), Of("text")) is { } failure)
            {
                failures[Of("way")] = failure;
            }
            else
            {
                File.Delete(file);
            }
        }

        return failures;
    }
}
