using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>What keeps runs from doing anything at all; remembered, so that people are told when it begins and when it ends.</summary>
public static class RunProblem
{
    private const string FileName = "problem.json";
    private const long Stuck = 6 * 3_600; // seconds: from then on a run that holds the lock is worth a message

    /// <summary>Names the problem that a failure is, by its check or its kind.</summary>
    public static string NameOf(Exception failure) => failure switch
    {
        RefusedException refused => refused.Code.Tag,
        KeyUnavailableException => "KEY-UNAVAILABLE",
        UnreadableInputException => "INPUT-UNREADABLE",
        UnwritableOutputException => "OUTPUT-UNWRITABLE",
        LockHeldException => "LOCK-HELD",
        _ => "FAILED",
    };

    /// <summary>Remembers that a run was kept from its work.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="failure">Why.</param>
    /// <param name="now">The run's moment.</param>
    /// <returns>Whether people are to be told: that began now, or cannot be remembered.</returns>
    public static bool Begins(StateDirectory state, ToolkitException failure, Timestamp now)
    {
        if (failure is LockHeldException && RunLock.HeldSince(state) is var since && (since is null || now - since < Stuck))
        {
            return false; // runs may overlap
        }

        string name = NameOf(failure);
        if (Present(state) == name)
        {
            return false;
        }

        try
        {
            StateFile.Write(state.PathOf(FileName), json =>
            {
                json.WriteString("problem", name);
                json.WriteString("message", failure.Message);
                json.WriteString("since", now.ToString());
            });
        }
        catch (UnwritableOutputException)
        {
            return true; // told by each run: rather that than not at all
        }

        return true;
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
