using System.CommandLine;
using DnssecToolkit.Bundles;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall ceremony run</c>: the steps, the signing, and a transcript of both.</summary>
internal sealed class CeremonyRunCommand
{
    private readonly RequestSignCommand _sign = new();

    private readonly Option<string> _transcript = new("--transcript")
    {
        Description = "File that takes the transcript; it must not be there yet",
        HelpName = "FILE",
        Required = true,
    };

    internal Command Create()
    {
        Command command = new("run", "Guides through a signing ceremony: asks for each step, signs the request, writes a transcript");
        _sign.AddTo(command);
        command.Options.Add(_transcript);
        return command.Does(Conduct).WithExample(
            "keyall ceremony run ksr.xml --keys /mnt/ksk --previous skr-1.xml --output skr-2.xml --transcript transcript-2.txt",
            "Hold the ceremony of the script that `keyall ceremony script` printed.");
    }

    private ExitStatus Conduct(ToolRun run)
    {
        string path = run.Options.GetRequiredValue(_transcript);
        if (File.Exists(path))
        {
            throw new UnwritableOutputException($"{path}: a transcript is there already", "each ceremony has a transcript of its own");
        }

        CeremonyTranscript transcript = CeremonyTranscript.Empty;
        void Record(string kind, string text)
        {
            // An ordinary run takes the time of each entry; one with --time is a rehearsal, and stays at its moment.
            transcript = transcript.Add(run.TimeWasGiven ? run.Now : Clock.Now, kind, text);
            TextFile.Write(path, transcript.ToText());
        }

        Record(CeremonyTranscript.Begin, $"keyall {typeof(CeremonyRunCommand).Assembly.GetName().Version!.ToString(3)}{(run.TimeWasGiven ? ", a rehearsal" : "")}");
        Record("file", RunningTool.Path is { } tool ? $"tool {Path.GetFileName(tool)} {RunningTool.Digest(tool)}" : "tool cannot be read");
        try
        {
            TakeSteps(run, CeremonySteps.Before, Record);
            ExitStatus status = _sign.Sign(run, Record);
            TakeSteps(run, CeremonySteps.After, Record);
            Record(CeremonyTranscript.End, $"status {(int)status}");
            run.Console.Output.WriteLine($"transcript {path}");
            run.Console.Output.WriteLine($"  {transcript.Digest}");
            run.Console.Output.WriteLine($"  {BundleManifest.WordsOf(transcript.Digest)}");
            return status;
        }
        catch (ToolkitException failure)
        {
            Record("exception", failure.Message);
            throw;
        }
    }

    // Anything but Yes is taken down as an exception, and the step is asked for again; an end of input ends the ceremony.
    private void TakeSteps(ToolRun run, IEnumerable<string> steps, Action<string, string> record)
    {
        StandardStreams streams = run.Console.Streams;
        foreach (string step in steps)
        {
            while (!_sign.IsConfirmedBeforehand(run))
            {
                streams.Error.Write($"{step}.\nType Yes, or what is the matter: ");
                string answer = streams.Input.ReadLine() ?? throw new UsageException("the input has ended, and with it the ceremony");
                if (answer == "Yes")
                {
                    break;
                }

                record("exception", $"{step}: {answer}");
            }

            record("step", step);
        }
    }
}
