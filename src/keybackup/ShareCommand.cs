using System.CommandLine;
using DnssecToolkit.Backup;
using DnssecToolkit.CommandLine;

namespace DnssecToolkit.Keybackup;

/// <summary><c>keybackup share</c>.</summary>
internal sealed class ShareCommand
{
    private readonly SetOpening _opening = new();
    private readonly SetSealing _sealing = new("--new-passphrase");
    private readonly Argument<string> _set = SetOptions.Set();
    private readonly Option<string[]> _bags = SetOptions.Bags();

    /// <summary>Makes the command.</summary>
    internal Command Create()
    {
        Command command = new("share",
            "Seals a set anew for other custodians or another passphrase; the old set and its shares stay as they are")
        {
            _set, _opening.Passphrase, _opening.Shares, _bags,
        };
        foreach (Option option in _sealing.Options)
        {
            command.Add(option);
        }

        return command.Does(Reseal).WithExample(
            "keybackup share old.sealed --passphrase prompt --output new.sealed --threshold 2 --custodian Ana=/media/c/share --custodian Eva=/media/d/share",
            "Give a set to other custodians. Destroy the old set and its shares afterwards: they still open it.");
    }

    private ExitStatus Reseal(ToolRun run)
    {
        _sealing.Check(run);
        SealedSet old = SetOpening.Read(run, run.Options.GetRequiredValue(_set));
        using BackupContents contents = _opening.Open(run, old);
        SealedSet set = _sealing.Seal(run, old.Manifest with
        {
            Created = run.Now,
            Bags = run.Options.GetValue(_bags) ?? [], // the old bags have the old set
            Slots = [],
            Files = [],
        }, contents);
        if (run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Object(json => SetReport.WriteJson(json, set)));
        }
        else
        {
            run.Console.Output.WriteLine(SetReport.IdentityOf(set));
            run.Console.Hint(
                $"the old set {old.Manifest.Set[..8]} still opens with its old shares and passphrases: destroy it once the new one is proven");
        }

        return ExitStatus.Done;
    }
}
