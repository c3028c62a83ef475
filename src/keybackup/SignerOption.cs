using System.CommandLine;
using DnssecToolkit.Backup;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Keybackup;

/// <summary>Who must have signed a set: a signature by any key shows that nothing was changed, and not who
/// made it.</summary>
internal sealed class SignerOption
{
    internal Option<string?> Option { get; } = new("--signer")
    {
        Description = "The Ed25519 public key that must have signed, 64 hexadecimal digits",
        HelpName = "KEY",
    };

    /// <summary>Whether the command line names a signer.</summary>
    internal bool IsGiven(ToolRun run) => run.Options.GetValue(Option) is not null;

    /// <summary>Finds a set that another has signed.</summary>
    internal void Check(ToolRun run, SealedSet set, FindingList findings)
    {
        if (!Fits(run, set))
        {
            findings.Add(new Finding(CheckCodes.BackupSignature, new SourceLocation(set.Path), Fault(set)));
        }
    }

    /// <summary>Refuses such a set.</summary>
    /// <exception cref="RefusedException">Another has signed it.</exception>
    internal void Demand(ToolRun run, SealedSet set)
    {
        if (!Fits(run, set))
        {
            throw new RefusedException(CheckCodes.BackupSignature, $"{set.Path}: {Fault(set)}",
                "who made this set? take the one that your own key signed");
        }
    }

    private bool Fits(ToolRun run, SealedSet set) => run.Options.GetValue(Option) is not { } signer
        || signer.Equals(set.Signer, StringComparison.OrdinalIgnoreCase);

    private static string Fault(SealedSet set) => $"signed by {set.Signer}, which is not the key asked for";
}
