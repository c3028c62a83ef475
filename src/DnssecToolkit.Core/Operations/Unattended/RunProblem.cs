using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>What keeps runs from doing anything at all; remembered, so that people are told when it begins and when it ends.</summary>
public static class RunProblem
{
    private const string FileName = "problem.json";
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

    /// <summary>Whether people are to be told that a run was kept from its work: they do not know it yet.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="failure">Why.</param>
    /// <param name="now">The run's moment.</param>
    public static bool Begins(StateDirectory state, ToolkitException failure, Timestamp now)
    {
        if (failure is LockHeldException && RunLock.HeldSince(state) is var since && (since is null || now - since < LongestRun))
        {
            return false; // runs may overlap
        }

        return Present(state) != NameOf(failure);
    }

    /// <summary>Remembers that they were told.</summary>
    /// <returns>Whether that could be written; else each run tells them: rather that than not at all.</returns>
    public static bool Remember(StateDirectory state, ToolkitException failure, Timestamp now)
    {
        try
        {
            StateFile.Write(state.PathOf(FileName), json =>
            {
                json.WriteString("problem", NameOf(failure));
                json.WriteString("message", failure.Message);
                json.WriteString("since", now.ToString());
            });
            return true;
        }
        catch (UnwritableOutputException)
        {
            return false;
        }
    }

    /// <summary>The problem in words, with its beginning; null where there is none.</summary>
    public static string? WordsOf(StateDirectory state) => StateFile.Read(state.PathOf(FileName)) is { } texts
        ? $"[{texts.GetValueOrDefault("problem")}] since {texts.GetValueOrDefault("since")}: {texts.GetValueOrDefault("message")}" : null;

    /// <summary>Forgets it, a run having come to its end.</summary>
    /// <returns>The problem that ended, or null.</returns>
    internal static string? End(StateDirectory state)
    {
        string? ended = Present(state);
        if (ended is not null)
        {
            File.Delete(state.PathOf(FileName));
        }

        return ended;
    }

    private static string? Present(StateDirectory state) => StateFile.Read(state.PathOf(FileName))?.GetValueOrDefault("problem");
}
