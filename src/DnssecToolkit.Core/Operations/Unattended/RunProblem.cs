using System.Text.Json;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>What keeps runs from doing anything at all; remembered, so that people are told when it begins
/// and when it ends.</summary>
public static class RunProblem
{
    private const string FileName = "problem.json";
    private const string ReserveName = "problem.reserve";
    private const int ReserveOctets = 16 << 10; // the longest message has twenty faults of a configuration
    private const string EndedMember = "ended";
    private const string UntoldMember = "untold";

    /// <summary>For how long a run may hold the lock before people are told, in seconds.</summary>
    public const long LongestRun = 6 * 3_600;

    /// <summary>Names the problem that a failure is, by its check or its kind.</summary>
    public static string NameOf(Exception failure) => failure switch
    {
        RefusedException refused => refused.Code.Tag,
        KeyUnavailableException => "KEY-UNAVAILABLE",
        UnreadableInputException => "INPUT-UNREADABLE",
        UnwritableOutputException => "OUTPUT-UNWRITABLE",
        LockHeldException => "LOCK-HELD",
        UsageException => "CONFIGURATION",
        _ => "FAILED",
    };

    /// <summary>Whether people are to be told that a run was kept from its work: they do not know it
    /// yet.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="failure">Why.</param>
    /// <param name="now">The run's moment.</param>
    public static bool Begins(StateDirectory state, ToolkitException failure, Timestamp now)
    {
        if (failure is LockHeldException && RunLock.HeldSince(state) is var since
            && (since is null || now - since < LongestRun))
        {
            return false; // runs may overlap
        }

        return Present(state) is not { } texts || texts.ContainsKey(UntoldMember)
            || texts.GetValueOrDefault("problem") != NameOf(failure);
    }

    /// <summary>Writes down that it has begun, nobody having been told yet: a run that is killed leaves that
    /// to the next one.</summary>
    /// <returns>Whether that could be written.</returns>
    public static bool Note(StateDirectory state, ToolkitException failure, Timestamp now) =>
        Write(state, failure, now, UntoldMember);

    /// <summary>Remembers that they were told.</summary>
    /// <returns>Whether that could be written; else each run tells them: rather that than not at
    /// all.</returns>
    public static bool Remember(StateDirectory state, ToolkitException failure, Timestamp now) =>
        Write(state, failure, now, null);

    private static bool Write(StateDirectory state, ToolkitException failure, Timestamp now, string? mark)
    {
        void Members(Utf8JsonWriter json)
        {
            json.WriteString("problem", NameOf(failure));
            json.WriteString("message", failure.Message);
            json.WriteString("since", now.ToString());
            if (mark is not null)
            {
                json.WriteString(mark, now.ToString());
            }
        }

        try
        {
            StateFile.Write(state.PathOf(FileName), Members);
            return true;
        }
        catch (UnwritableOutputException)
        {
            return StateFile.TryWriteOver(state.PathOf(FileName), state.PathOf(ReserveName), Members);
        }
    }

    /// <summary>Takes room in time: a disk that is full is a problem too, and has to be written down
    /// there.</summary>
    internal static void Reserve(StateDirectory state)
    {
        string path = state.PathOf(ReserveName);
        try
        {
            if (!File.Exists(path))
            {
                byte[] spaces = new byte[ReserveOctets];
                spaces.AsSpan().Fill((byte)' '); // a file with holes would take none
                NewFile.Create(path, spaces, NewFile.ReadableByAll);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is full by now, or cannot be written: each run tells so.
        }
    }

    /// <summary>The problem in words, with its beginning; null where there is none.</summary>
    public static string? WordsOf(StateDirectory state) => Present(state) is not { } texts ? null
        : $"[{texts.GetValueOrDefault("problem")}] since {texts.GetValueOrDefault("since")}: {texts.GetValueOrDefault("message")}";

    /// <summary>Forgets a problem that has ended, people having been told so.</summary>
    /// <returns>Why it cannot be forgotten, as a clause, so that it will be told again; or null.</returns>
    public static string? Forget(StateDirectory state)
    {
        string path = state.PathOf(FileName);
        try
        {
            if (StateFile.Read(path)?.ContainsKey(EndedMember) ?? false)
            {
                File.Delete(path);
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{path}: cannot be removed: {e.Message.TrimEnd('.')}";
        }
    }

    /// <summary>Marks it as ended, a run having come to its end; it is forgotten when people were told, so
    /// that a run that is killed before leaves that to the next one.</summary>
    /// <returns>The problem that ended, or null.</returns>
    /// <exception cref="UnwritableOutputException">It cannot be written.</exception>
    internal static string? End(StateDirectory state, Timestamp now)
    {
        if (Present(state) is { } texts)
        {
            StateFile.Write(state.PathOf(FileName), json =>
            {
                foreach ((string name, string text) in texts)
                {
                    json.WriteString(name, text);
                }

                json.WriteString(EndedMember, now.ToString());
            });
        }

        return StateFile.Read(state.PathOf(FileName))?.GetValueOrDefault("problem");
    }

    // One that has ended, and whose end nobody was told yet, is none.
    private static IReadOnlyDictionary<string, string>? Present(StateDirectory state) =>
        StateFile.Read(state.PathOf(FileName)) is { } texts && !texts.ContainsKey(EndedMember) ? texts : null;
}
