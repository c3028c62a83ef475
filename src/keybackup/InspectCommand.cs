using System.CommandLine;
using DnssecToolkit.Backup;
using DnssecToolkit.CommandLine;

namespace DnssecToolkit.Keybackup;

/// <summary><c>keybackup inspect</c>.</summary>
internal sealed class InspectCommand
{
    private readonly Argument<string> _set = SetOptions.Set();
    private readonly SignerOption _signer = new();

    /// <summary>Makes the command.</summary>
    internal Command Create() => new Command("inspect",
        "Prints what a sealed set says of itself: keys with their DS, files, what opens it; asks for no secret") { _set, _signer.Option }
        .Does(Inspect)
        .WithExample("keybackup inspect /media/a/keys.sealed",
            "Show the keys in a set, to compare with the DS at the parent.");

    private ExitStatus Inspect(ToolRun run)
    {
        SealedSet set = SetOpening.Read(run, run.Options.GetRequiredValue(_set));
        _signer.Demand(run, set);
        if (run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Object(json => SetReport.WriteJson(json, set)));
        }
        else
        {
            SetReport.WriteText(run.Console.Output, set);
        }

        return ExitStatus.Done;
    }
}
