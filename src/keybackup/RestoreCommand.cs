using System.CommandLine;
using DnssecToolkit.Backup;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Operations;

namespace DnssecToolkit.Keybackup;

/// <summary><c>keybackup restore</c>.</summary>
internal sealed class RestoreCommand
{
    private readonly SetOpening _opening = new();
    private readonly Argument<string> _set = SetOptions.Set();

    private readonly Option<string> _output = new("--output", "-O")
    {
        Description = "A new directory that takes all files; one that is there is never touched",
        HelpName = "DIR",
        Required = true,
    };

    /// <summary>Makes the command.</summary>
    internal Command Create() => new Command("restore", "Brings all files of a sealed set back into a new directory: all of them or none")
    {
        _set, _output, _opening.Passphrase, _opening.Shares,
    }
    .Does(Restore)
    .WithExample("keybackup restore /media/a/keys.sealed --output restored --share file:/media/c/share --share prompt",
        "Open a set with two shares, one from a file and one typed, and bring its files back.");

    private ExitStatus Restore(ToolRun run)
    {
        SealedSet set = SetOpening.Read(run, run.Options.GetRequiredValue(_set));
        using BackupContents contents = _opening.Open(run, set);
        string directory = run.Options.GetRequiredValue(_output);
        BackupRestore.To(contents, directory);
        if (run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Object(json =>
            {
                json.WriteString("directory", Path.GetFullPath(directory));
                SetReport.WriteJson(json, set);
            }));
            return ExitStatus.Done;
        }

        foreach (BackupFile file in set.Manifest.Files)
        {
            run.Console.Output.WriteLine(Path.Combine(directory, file.Name));
        }

        foreach (BackupStore store in set.Manifest.Stores)
        {
            run.Console.Hint($"{directory}/tokens/{store.Name}: {store.Meaning}");
        }

        return ExitStatus.Done;
    }
}
