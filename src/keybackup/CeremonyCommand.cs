using System.CommandLine;
using System.Globalization;
using DnssecToolkit.Backup;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Keybackup;

/// <summary><c>keybackup ceremony</c>: procedures with people, step by step, with a transcript.</summary>
internal sealed class CeremonyCommand
{
    private static readonly string[] BeforeRestore =
    [
        "This host never was on a network since it was installed, or is the signer that is to be",
        "The numbers and seals of the bags are those in the records of the backup",
        "`keybackup inspect` shows the SHA-256 that is on the paper",
        "The custodians who open the set are here, each with their own share",
    ];

    private static readonly string[] AfterRestore =
    [
        "Where the configuration has require-backup: `keybackup prove --register` entered the keys",
        "The zone was signed with what came back (`signall --keys`)",
        "Another program accepts the signed zone against the DS at the parent (`dnssec-verify`, `verifyzone --ds`)",
        "The media are in new bags, and their numbers are in the records",
    ];

    private readonly RestoreCommand _restore = new();
    private readonly Option<bool> _yes = YesOption();
    private readonly Option<string> _transcript = TranscriptOption();

    /// <summary>The option that answers each step beforehand.</summary>
    internal static Option<bool> YesOption() =>
        new("--yes") { Description = "Answer every step with Yes: for rehearsals in scripts" };

    /// <summary>The option that names the transcript.</summary>
    internal static Option<string> TranscriptOption() => new("--transcript")
    {
        Description = "New file that takes the transcript",
        HelpName = "FILE",
        Required = true,
    };

    /// <summary>Makes the command.</summary>
    internal Command Create()
    {
        Command restore = _restore.AddTo(new Command("restore",
            "Guides through bringing a zone back from media: the steps, the restore, a proof of each key, a transcript"));
        restore.Add(_transcript);
        restore.Add(_yes);
        return new Command("ceremony", "Guides through procedures with people, and writes their transcripts")
        {
            restore.Does(Restore).WithExample(
                "keybackup ceremony restore /media/a/keys.sealed --output restored --share prompt --share prompt --transcript restore.txt",
                "Hold the restore drill; `keyall ceremony check` reads the transcript."),
            new KeyperCommand().Create(),
        };
    }

    private ExitStatus Restore(ToolRun run)
    {
        GuidedSteps steps = StepsOf(run);
        return steps.Conduct("restore", () =>
        {
            Array.ForEach(BeforeRestore, steps.Take);
            ExitStatus status = _restore.Restore(run,
                (set, contents, placed) => Record(steps, set, contents, placed));
            Array.ForEach(AfterRestore, steps.Take);
            return status;
        });
    }

    private static void Record(GuidedSteps steps, SealedSet set, BackupContents contents,
        IReadOnlyList<BackupKey> placed)
    {
        steps.Record("file",
            $"set {Path.GetFileName(set.Path)} {set.Manifest.Set} {set.Digest}, signed by {set.Signer}");
        steps.Record("file", string.Create(CultureInfo.InvariantCulture,
            $"{Quantity.Of(contents.Files.Count, "file")} restored, each with its digest"));
        ProofMeans means = new(null, new TokenUse { Pins = (_, _, _) => -1, Threads = 1 }, null);
        foreach (KeyProof proof in BackupProof.Prove(set, contents, [], means))
        {
            string outcome = proof.IsProven ? "signed a challenge"
                : placed.Contains(proof.Key) ? "is in the new token, and has signed there"
                : $"is restored and not proven yet: {proof.Fault}";
            steps.Record("step", $"{proof.Key.Key} {proof.Key.Role} DS {proof.Key.Ds} {outcome}");
        }
    }

    private GuidedSteps StepsOf(ToolRun run) => new(run, run.Options.GetRequiredValue(_transcript), () =>
        run.Options.GetValue(_yes));
}
