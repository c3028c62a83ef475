using System.CommandLine;
using DnssecToolkit.Bundles;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall ceremony check</c>.</summary>
internal sealed class CeremonyCheckCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "The transcript" };

    private readonly Argument<string[]> _files = new("FILES")
    {
        Description = "Files that were used or made in the ceremony: each must be in the transcript",
        Arity = ArgumentArity.ZeroOrMore,
    };

    internal Command Create() => new Command("check",
        "Checks that a transcript is whole and unchanged, and prints its words; status 1 where it is not") { _file, _files }
        .Does(Check)
        .WithExample(
            "keyall ceremony check transcript-2.txt",
            "Compare the words with those that the witnesses wrote down.");

    private ExitStatus Check(ToolRun run)
    {
        string path = run.Options.GetRequiredValue(_file);
        FindingList findings = new();
        CeremonyTranscript? transcript = CeremonyTranscript.Read(BundleFiles.Octets(path), path, findings);
        foreach (string file in run.Options.GetValue(_files) ?? [])
        {
            CheckFile(transcript, path, file, BundleManifest.DigestOf(BundleFiles.Octets(file)), findings);
        }

        CheckEnd(transcript, path, findings);
        if (transcript is not null && run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Object(json =>
            {
                json.WriteNumber("entries", transcript.Entries.Length);
                json.WriteNumber("exceptions", transcript.Exceptions);
                json.WriteNumber("notAsked", transcript.Unasked);
                json.WriteBoolean("ended", transcript.IsEnded);
                json.WriteString("sha256", transcript.Digest);
                json.WriteString("words", BundleManifest.WordsOf(transcript.Digest));
                FindingJson.Write(json, findings.Kept);
            }));
        }
        else if (transcript is not null)
        {
            foreach (string line in CeremonyText.DigestLines(transcript.Digest)
                .Prepend(CeremonyText.CountLine(transcript)))
            {
                run.Console.Output.WriteLine(line);
            }
        }

        run.Report(findings);
        return findings.HasFaults ? ExitStatus.Refused : ExitStatus.Done;
    }

    /// <summary>Says of a transcript that is whole whether the ceremony was brought to its end.</summary>
    internal static void CheckEnd(CeremonyTranscript? transcript, string path, FindingList findings)
    {
        if (transcript is { IsEnded: false } && !findings.HasFaults)
        {
            findings.Add(new Finding(CheckCodes.CeremonyUnfinished, new SourceLocation(path),
                "the ceremony was not brought to its end"));
        }
    }

    /// <summary>Holds a file against a transcript.</summary>
    internal static void CheckFile(
        CeremonyTranscript? transcript, string path, string file, string digest, FindingList findings)
    {
        if (transcript is not null && !transcript.Names(digest))
        {
            findings.Add(new Finding(CheckCodes.CeremonyFile, new SourceLocation(file), $"{path} does not name this file")
            {
                Hint = $"its words are: {BundleManifest.WordsOf(digest)}",
            });
        }
    }
}
