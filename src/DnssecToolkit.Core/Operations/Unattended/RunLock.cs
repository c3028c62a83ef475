using System.Globalization;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>Keeps runs apart: one at a time has the state directory. The kernel lets go of it, however the
/// run ends.</summary>
public sealed class RunLock : IDisposable
{
    private const string Marker = "running.json";
    private const string Advice = "let it end; if it is stuck, look at what it waits for before it is killed";

    private readonly FileStream _held;
    private readonly string _marker;

    private RunLock(FileStream held, string marker, string? interrupted)
    {
        _held = held;
        _marker = marker;
        InterruptedRun = interrupted;
    }

    /// <summary>The id of the last run where that did not come to its end (killed, or the power went), or
    /// null.</summary>
    public string? InterruptedRun { get; }

    /// <summary>Takes the lock.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="run">The run's id.</param>
    /// <param name="now">The run's moment.</param>
    /// <param name="wait">How long to wait for another run to end, in seconds.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="LockHeldException">Another run has it; who and since when is in the
    /// message.</exception>
    /// <exception cref="UnwritableOutputException">The state directory cannot be written.</exception>
    public static RunLock Take(StateDirectory state, string run, Timestamp now, long wait,
        CancellationToken stop)
    {
        string marker = state.PathOf(Marker);
        FileStream held;
        try
        {
            held = OutputFile.Hold(state.PathOf("lock"), state.Root, TimeSpan.FromSeconds(wait), stop);
        }
        catch (LockHeldException e)
        {
            throw new LockHeldException($"{state.Root}: {WhoHolds(marker, now)}", Advice, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException(
                $"{state.Root}: cannot be written: {e.Message}",
                "let the user that signall runs as write to the state directory", e);
        }

        try
        {
            string? interrupted = StateFile.Read(marker)?.GetValueOrDefault("run");
            StateFile.Write(marker, json =>
            {
                json.WriteNumber("pid", Environment.ProcessId);
                json.WriteString("run", run);
                json.WriteString("since", now.ToString());
            });
            return new RunLock(held, marker, interrupted);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Lets go of the lock, the run having come to its end.</summary>
    public void Dispose()
    {
        File.Delete(_marker);
        _held.Dispose();
    }

    /// <summary>Since when the present run, or one that did not come to its end, has had the lock; or
    /// null.</summary>
    internal static Timestamp? HeldSince(StateDirectory state) =>
        TimestampText.TryParseAbsolute(StateFile.Read(state.PathOf(Marker))?.GetValueOrDefault("since")
            ?? "", out Timestamp since) ? since : null;

    /// <summary>Looks for a run that has had the lock for so long that people should know: under a timer that
    /// starts no second run beside it, no other run meets it.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="now">The present.</param>
    /// <param name="age">From when on, in seconds.</param>
    /// <returns>What a run would be refused with; null where none is at work for so long.</returns>
    public static LockHeldException? Stuck(StateDirectory state, Timestamp now, long age)
    {
        bool isOld = HeldSince(state) is { } since && now - since >= age;
        return isOld && StateFile.Read(state.PathOf(Marker))?.GetValueOrDefault("pid") is { } pid
            && Directory.Exists($"/proc/{pid}")
            ? new LockHeldException($"{state.Root}: {WhoHolds(state.PathOf(Marker), now)}", Advice) : null;
    }

    private static string WhoHolds(string marker, Timestamp now)
    {
        IReadOnlyDictionary<string, string>? holder = StateFile.Read(marker);
        if (holder is null || !holder.TryGetValue("pid", out string? pid)
            || !TimestampText.TryParseAbsolute(holder.GetValueOrDefault("since") ?? "", out Timestamp since))
        {
            return "another run has just begun";
        }

        string age = now > since
            ? string.Create(CultureInfo.InvariantCulture, $", for {new Period(0, now - since)}") : "";
        return $"another run (process {pid}) holds the lock since {since}{age}";
    }
}
