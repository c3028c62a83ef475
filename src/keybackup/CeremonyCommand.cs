using System.CommandLine;
using System.Globalization;
using DnssecToolkit.Backup;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
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
        "The zone was signed with what came back (`signall --keys`)",
        "Another program accepts the signed zone against the DS at the parent (`dnssec-verify`, `verifyzone --ds`)",
        "The media are in new bags, and their numbers are in the records",
    ];

    // What the panel shows differs from model to model: the maker's manual has it.
    private static readonly string[] KeyperSteps =
    [
        "The officers whose cards the maker's manual asks for are here, and the Keyper is in the mode for key management",
        "As many new smart cards for the backup are here as the manual asks for, and their numbers are in the records",
        "The storage master key was copied to its cards, or those cards are here from before",
        "The application keys were backed up at the panel onto the new cards",
        "The cards were taken to the second Keyper, which has the same storage master key, and the keys were restored there at its panel",
        "The second Keyper is online, and its PKCS#11 module reaches it (the file `machine`)",
    ];

    private readonly RestoreCommand _restore = new();
    private readonly TokenUseOptions _use = new();

    private readonly Option<bool> _yes = new("--yes")
    {
        Description = "Answer every step with Yes: for rehearsals in scripts",
    };

    private readonly Option<string> _module = SetOptions.Module();
    private readonly Option<string?> _pin = SetOptions.Pin();

    private readonly Option<string> _keys = new("--keys", "-K")
    {
        Description = "Directory of the key files that name the keys",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<string> _zone = new("--zone", "-z")
    {
        Description = "The zone of the keys",
        HelpName = "NAME",
        Required = true,
    };

    private readonly Option<string> _device = new("--device")
    {
        Description = "The second Keyper, such as pkcs11:token=LABEL",
        HelpName = "URI",
        Required = true,
    };

    private readonly Option<string> _transcript = new("--transcript")
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
        Command keyper = new Command("keyper",
            "Guides through the backup of an AEP Keyper at its panel, and proves on the second one that each key signs")
        {
            _zone, _keys, _device, _module, _pin, _transcript, _yes,
        }
        .With(_use);
        return new Command("ceremony", "Guides through procedures with people, and writes their transcripts")
        {
            restore.Does(Restore).WithExample(
                "keybackup ceremony restore /media/a/keys.sealed --output restored --share prompt --share prompt --transcript restore.txt",
                "Hold the restore drill; `keyall ceremony check` reads the transcript."),
            keyper.Does(Keyper).WithExample(
                "keybackup ceremony keyper --zone cr -K keys --device pkcs11:token=second --module /opt/Keyper/PKCS11Provider/pkcs11.so --transcript keyper.txt",
                "Back up a Keyper, and prove the keys on the second."),
        };
    }

    private ExitStatus Restore(ToolRun run)
    {
        GuidedSteps steps = StepsOf(run);
        return steps.Conduct("restore", () =>
        {
            Array.ForEach(BeforeRestore, steps.Take);
            ExitStatus status = _restore.Restore(run, (set, contents, placed) => Record(steps, set, contents, placed));
            Array.ForEach(AfterRestore, steps.Take);
            return status;
        });
    }

    private static void Record(GuidedSteps steps, SealedSet set, BackupContents contents,
        IReadOnlyList<BackupKey> placed)
    {
        steps.Record("file", $"set {Path.GetFileName(set.Path)} {set.Manifest.Set} {set.Digest}, signed by {set.Signer}");
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

    private ExitStatus Keyper(ToolRun run)
    {
        GuidedSteps steps = StepsOf(run);
        return steps.Conduct("Keyper", () =>
        {
            Array.ForEach(KeyperSteps, steps.Take);
            string zone = run.Options.GetRequiredValue(_zone);
            FindingList findings = new();
            using KeyDirectory keys = KeyDirectory.Read(
                run.Options.GetRequiredValue(_keys),
                Names.DomainName.TryParse(zone, out Names.DomainName name, out string? fault) ? name
                    : throw new UsageException($"--zone {zone} has {fault}"), findings);
            run.Report(findings);
            using OpenTokens tokens = new(_use.Of(run, run.Options.GetValue(_pin), threads: 1),
                run.Options.GetValue(_module));
            Pkcs11Uri device = SetOptions.UriOf("--device", run.Options.GetRequiredValue(_device),
                run.Options.GetValue(_module));
            DirectoryKey[] inTokens = [.. keys.Keys.Where(key => key.Reference?.Token is not null)];
            foreach (DirectoryKey key in inTokens)
            {
                using Pkcs11Signer signer = tokens.OpenSigner(key.Key, key.Reference!.Token!.In(device));
                steps.Record("step", $"{key.Key} signed on the second Keyper");
                run.Console.Output.WriteLine($"{key.Key} proven on {device}");
            }

            return inTokens.Length > 0 ? ExitStatus.Done : throw new KeyUnavailableException(
                $"{run.Options.GetRequiredValue(_keys)}: no key of {zone} is in a token",
                    "name the directory whose .private files name the Keyper's keys");
        });
    }

    private GuidedSteps StepsOf(ToolRun run) => new(run, run.Options.GetRequiredValue(_transcript), () =>
        run.Options.GetValue(_yes));
}
