using System.CommandLine;
using DnssecToolkit.Backup;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Keys;
using DnssecToolkit.Operations;
using DnssecToolkit.Signing.Pkcs11;

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

    private readonly Option<string?> _into = new("--into")
    {
        Description = "Put the wrapped keys of the set into this token, such as pkcs11:token=LABEL; the key files then name it",
        HelpName = "URI",
    };

    private readonly Option<string> _module = SetOptions.Module();
    private readonly Option<string?> _pin = SetOptions.Pin();
    private readonly TokenUseOptions _use = new();

    /// <summary>Makes the command.</summary>
    internal Command Create() => new Command("restore", "Brings all files of a sealed set back into a new directory: all of them or none")
    {
        _set, _output, _opening.Passphrase, _opening.Shares, _into, _module, _pin,
    }
    .With(_use)
    .Does(Restore)
    .WithExample("keybackup restore /media/a/keys.sealed --output restored --share file:/media/c/share --share prompt",
        "Open a set with two shares, one from a file and one typed, and bring its files back.");

    private ExitStatus Restore(ToolRun run)
    {
        SealedSet set = SetOpening.Read(run, run.Options.GetRequiredValue(_set));
        using BackupContents contents = _opening.Open(run, set);
        string directory = run.Options.GetRequiredValue(_output);
        IReadOnlyList<(BackupKey Key, Pkcs11Uri Uri)> placed = Place(run, set, contents, directory);
        if (run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Object(json =>
            {
                json.WriteString("directory", Path.GetFullPath(directory));
                SetReport.WriteJson(json, set);
                SetReport.WriteStrings(json, "placed", placed.Select(key => key.Uri.ToString()));
            }));
            return ExitStatus.Done;
        }

        foreach (BackupFile file in set.Manifest.Files)
        {
            run.Console.Output.WriteLine(Path.Combine(directory, file.Name));
        }

        foreach (BackupStore store in set.Manifest.Stores)
        {
            run.Console.Hint($"{directory}/{store.Place}: {store.Meaning}");
        }

        foreach ((BackupKey key, Pkcs11Uri uri) in placed)
        {
            run.Console.Say($"{key.Key} is in {uri}, and has signed there");
        }

        return ExitStatus.Done;
    }

    // The token first: files on a disk are easier to take back than keys in a device.
    private IReadOnlyList<(BackupKey Key, Pkcs11Uri Uri)> Place(ToolRun run, SealedSet set, BackupContents contents, string directory)
    {
        if (run.Options.GetValue(_into) is not { } text)
        {
            BackupRestore.To(contents, directory);
            return [];
        }

        BackupRestore.DemandFree(directory);
        using OpenTokens tokens = new(_use.Of(run, run.Options.GetValue(_pin), threads: 1));
        TokenConnection token = tokens.Connect(SetOptions.UriOf("--into", text, run.Options.GetValue(_module)));
        return BackupUnwrapping.Into(set, contents, token, () => BackupRestore.To(contents, directory));
    }
}
