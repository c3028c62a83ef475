using DnssecToolkit.Bundles;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;

namespace DnssecToolkit.Keybackup;

/// <summary>Leads people through a procedure step by step, and writes the transcript of it as it goes: a text whose every line has the digest of
/// all before.</summary>
/// <param name="run">The run.</param>
/// <param name="path">The transcript, which is not there yet; null for none.</param>
/// <param name="isConfirmed">Whether every step is answered with Yes beforehand, in scripts.</param>
internal sealed class GuidedSteps(ToolRun run, string? path, Func<bool> isConfirmed)
{
    private CeremonyTranscript _transcript = CeremonyTranscript.Empty;

    /// <summary>Begins.</summary>
    /// <exception cref="UnwritableOutputException">The transcript is there already, or cannot be written.</exception>
    internal void Begin(string what)
    {
        if (path is not null && Path.Exists(path))
        {
            throw new UnwritableOutputException($"{path}: a transcript is there already", "each ceremony has a transcript of its own");
        }

        Record(CeremonyTranscript.Begin, $"keybackup {typeof(GuidedSteps).Assembly.GetName().Version!.ToString(3)}: {what}{(run.TimeWasGiven ? ", a rehearsal" : "")}");
    }

    /// <summary>Asks for a step until it is done; anything but Yes is taken down, and asked again.</summary>
    /// <exception cref="UsageException">Nobody is there to answer any more.</exception>
    internal void Take(string step)
    {
        while (!isConfirmed())
        {
            run.Console.Streams.Error.Write($"{step}.\nType Yes, or what is the matter: ");
            string answer = run.Console.Streams.Input.ReadLine()
                ?? throw new UsageException("the input has ended, and with it the ceremony", "answer at a terminal, or give --yes in a script");
            if (answer == "Yes")
            {
                break;
            }

            Record("exception", $"{step}: {answer}");
        }

        Record("step", step);
    }

    /// <summary>Notes what happened.</summary>
    internal void Record(string kind, string text)
    {
        _transcript = _transcript.Add(run.TimeWasGiven ? run.Now : Clock.Now, kind, text);
        if (path is not null)
        {
            using OutputFile file = OutputFile.Create(path);
            file.Write(0, System.Text.Encoding.UTF8.GetBytes(_transcript.ToText()));
            file.Flush();
            file.Commit();
        }
    }

    /// <summary>Does something between the first entry and the last; a failure is an entry too.</summary>
    internal ExitStatus Conduct(string what, Func<ExitStatus> does)
    {
        Begin(what);
        try
        {
            ExitStatus status = does();
            Record(CeremonyTranscript.End, $"status {(int)status}");
            if (path is not null && !run.Json)
            {
                run.Console.Output.WriteLine($"transcript {path}");
                run.Console.Output.WriteLine($"  {_transcript.Digest}");
                run.Console.Output.WriteLine($"  {BundleManifest.WordsOf(_transcript.Digest)}");
            }

            return status;
        }
        catch (ToolkitException failure)
        {
            Record("exception", failure.Message);
            throw;
        }
    }
}
