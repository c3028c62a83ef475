using System.Diagnostics;
using DnssecToolkit.Bundles;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;

namespace DnssecToolkit.CommandLine;

/// <summary>Leads people through a procedure step by step, and writes the transcript of it as it goes: a text
/// whose every line has the digest of all before.</summary>
/// <param name="run">The run.</param>
/// <param name="path">The transcript, which is not there yet; null for none.</param>
/// <param name="isConfirmed">Whether every step is answered with Yes beforehand, in scripts.</param>
public sealed class GuidedSteps(ToolRun run, string? path, Func<bool> isConfirmed)
{
    private const long MostShift = 300; // seconds

    private readonly long _begun = Stopwatch.GetTimestamp();
    private CeremonyTranscript _transcript = CeremonyTranscript.Empty;

    /// <summary>Asks for a step until it is done; anything but Yes is taken down, and asked again. A step
    /// that was answered beforehand is taken down as one that nobody was asked for.</summary>
    /// <exception cref="UsageException">Nobody is there to answer any more.</exception>
    public void Take(string step) => Take(() => step);

    /// <summary>The same for a step that says what is so now: its text is made anew for each
    /// question.</summary>
    /// <exception cref="UsageException">Nobody is there to answer any more.</exception>
    public void Take(Func<string> current)
    {
        bool isAsked = !isConfirmed();
        string step = current();
        for (; isAsked; step = current())
        {
            run.Console.Streams.Error.Write(CeremonyText.Question(step));
            string answer = Answer();
            if (answer == CeremonyText.Consent)
            {
                break;
            }

            Record("exception", $"{step}: {answer}");
        }

        Record("step", isAsked ? step : $"{step}: {CeremonyTranscript.NotAsked}");
    }

    /// <summary>Ends a procedure whose clock was set by more than five minutes since it began: what was
    /// checked at its beginning was checked by a wrong one.</summary>
    /// <exception cref="RefusedException">It was, or the machine slept.</exception>
    public void DemandSteadyClock()
    {
        long shift = run.TimeWasGiven
            ? 0 : run.Present - run.Now - (long)Stopwatch.GetElapsedTime(_begun).TotalSeconds;
        if (Math.Abs(shift) > MostShift)
        {
            throw new RefusedException(CheckCodes.CeremonyClock,
                $"the clock was set {(shift < 0 ? "back" : "forward")} by {new Time.Period(0, Math.Abs(shift))} since the "
                + "ceremony began: the request was checked by the wrong one, and nothing is signed",
                "begin again, with a transcript of its own: the clock is right now");
        }
    }

    /// <summary>Asks for what only people know, such as the numbers of bags, and takes it down.</summary>
    /// <exception cref="UsageException">Nobody is there to answer any more.</exception>
    public void Note(string what) => _ = Ask(what);

    /// <summary>The same for what is compared later.</summary>
    /// <returns>The answer; empty where every step is answered beforehand.</returns>
    /// <exception cref="UsageException">Nobody is there to answer any more.</exception>
    public string Ask(string what)
    {
        string answer = "";
        while (answer.Length == 0 && !isConfirmed())
        {
            run.Console.Streams.Error.Write(CeremonyText.Wish(what));
            answer = Answer().Trim();
        }

        Record("step", $"{what}: {(answer.Length == 0 ? CeremonyTranscript.NotAsked : answer)}");
        return answer;
    }

    /// <summary>Notes what happened.</summary>
    /// <param name="kind">step, file or exception.</param>
    /// <param name="text">What.</param>
    /// <exception cref="UnwritableOutputException">The transcript is not what was written so far, or cannot
    /// be written.</exception>
    public void Record(string kind, string text)
    {
        string before = _transcript.Entries.IsEmpty ? "" : _transcript.ToText();
        _transcript = _transcript.Add(run.Present, kind, text);
        string after = _transcript.ToText()[before.Length..];
        if (path is not null)
        {
            AppendedFile.Append(
                path, System.Text.Encoding.UTF8.GetBytes(before), System.Text.Encoding.UTF8.GetBytes(after));
        }
    }

    /// <summary>Does something between the first entry and the last; a failure is an entry too.</summary>
    /// <param name="what">What is done, or null where the tool has one such procedure.</param>
    /// <param name="does">Does it.</param>
    /// <exception cref="UnwritableOutputException">The transcript is there already, or cannot be
    /// written.</exception>
    public ExitStatus Conduct(string? what, Func<ExitStatus> does)
    {
        if (path is not null && Path.Exists(path))
        {
            throw new UnwritableOutputException($"{path}: a transcript is there already",
                "each ceremony has a transcript of its own");
        }

        string version = typeof(GuidedSteps).Assembly.GetName().Version!.ToString(3);
        Record(
            CeremonyTranscript.Begin,
            $"{run.Console.Tool} {version}{(what is null ? "" : $": {what}")}{(run.TimeWasGiven ? ", a rehearsal" : "")}");
        try
        {
            ExitStatus status = does();
            Record(CeremonyTranscript.End, $"status {(int)status}");
            Print();
            return status;
        }
        catch (Exception failure)
        {
            RecordFailure(failure);
            throw;
        }
    }

    // What no tool of ours threw may say what does not belong here: its name is enough.
    private void RecordFailure(Exception failure)
    {
        try
        {
            Record("exception", failure switch
            {
                ToolkitException known => known.Message,
                OperationCanceledException => "the run was interrupted",
                _ => $"the run failed: {failure.GetType().Name}",
            });
        }
        catch (UnwritableOutputException e)
        {
            run.Console.Warn(e.Message);
        }
    }

    // Whoever waits for an answer can be interrupted; the thread that reads ends with the process.
    private string Answer()
    {
        Task<string?> answer = Task.Run(run.Console.Streams.Input.ReadLine);
        Task.WaitAny([answer], run.Cancellation);
        return answer.GetAwaiter().GetResult() ?? throw new UsageException(
            "the input has ended, and with it the ceremony",
            "answer at a terminal, or give --yes in a script");
    }

    private void Print()
    {
        if (path is not null && !run.Json)
        {
            foreach (string line in CeremonyText.FileLines("transcript", path, _transcript.Digest))
            {
                run.Console.Output.WriteLine(line);
            }
        }
    }
}
