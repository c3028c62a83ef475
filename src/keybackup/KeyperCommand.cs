using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Operations;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Keybackup;

/// <summary><c>keybackup ceremony keyper</c>: application keys from one Keyper onto smart cards and into the
/// second, at the panels.</summary>
/// <remarks>Which cards there are, and the root's numbers of them, are in the KSK operator's policies (KSK
/// Key Management Policy); which menu of the panel does what is in the maker's manual, as it differs from
/// model to model.</remarks>
internal sealed class KeyperCommand
{
    private readonly TokenUseOptions _use = new();
    private readonly Option<bool> _yes = CeremonyCommand.YesOption();
    private readonly Option<string> _transcript = CeremonyCommand.TranscriptOption();
    private readonly Option<string> _module = SetOptions.Module();
    private readonly Option<string?> _pin = SetOptions.Pin();
    private readonly Option<string?> _register = SetOptions.Register();

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

    /// <summary>Makes the command.</summary>
    internal Command Create() => new Command("keyper",
        "Guides through the backup of an AEP Keyper at its panel, and proves on the second one that each key signs")
    {
        _zone, _keys, _device, _module, _pin, _register, _transcript, _yes,
    }
    .With(_use)
    .Does(Hold)
    .WithExample(
        "keybackup ceremony keyper --zone cr -K keys --device pkcs11:token=second --module /opt/Keyper/PKCS11Provider/pkcs11.so --transcript keyper.txt",
        "Back up a Keyper, and prove the keys on the second.");

    private ExitStatus Hold(ToolRun run)
    {
        DeviceCopies copies = new(run.Options.GetValue(_register), "Keyper");
        if (copies.AreKept && run.Options.GetValue(_yes))
        {
            throw new UsageException(
                "--register takes no rehearsal: with --yes nobody says which Keyper is the second",
                "hold the ceremony without --yes, or leave out --register");
        }

        copies.Check();
        GuidedSteps steps = new(run, run.Options.GetRequiredValue(_transcript),
            () => run.Options.GetValue(_yes));
        return steps.Conduct("Keyper", () =>
        {
            FindingList findings = new();
            using KeyDirectory keys = KeyDirectory.Read(
                run.Options.GetRequiredValue(_keys),
                ZoneNameText.Parse("--zone", run.Options.GetRequiredValue(_zone)), findings);
            run.Report(findings);
            DirectoryKey[] inTokens = [.. keys.Keys.Where(key => key.Reference?.Token is not null)];
            if (inTokens.Length == 0)
            {
                throw new KeyUnavailableException($"{keys.Path}: no key of {keys.Zone} is in a token",
                    "name the directory whose .private files name the Keyper's keys");
            }

            KeyperSerials serials = CopyAtThePanels(steps, string.Join(", ",
                inTokens.Select(key => key.Reference!.Token!.Object ?? key.Key.ToString())));
            Prove(run, steps, inTokens, serials);
            copies.Enter(serials.Second,
                inTokens.Select(key => (key.Key, BackupGathering.RoleOf(key, keys.Keys))),
                run.Present);
            PackUp(steps);
            return ExitStatus.Done;
        });
    }

    // Which menu of a panel does a step is in the maker's manual.
    private static KeyperSerials CopyAtThePanels(GuidedSteps steps, string labels)
    {
        steps.Take("Here are: the officers whose OP cards take a Keyper off line and bring it back (at the root 3 of 7), "
            + "those whose SO cards open its key management, and two witnesses");
        KeyperSerials serials = new(
            steps.Ask("Serial number of the first Keyper, from its label or its panel"),
            steps.Ask("Serial number of the second Keyper, from its label or its panel"));
        steps.Take("Both have the same storage master key (SMK): the second took it from its holders' SMK cards (at the "
            + "root 5 of 7), one after the other, each card back in its holder's hand; or it has had it from before");
        steps.Note("Numbers and holders of the SMK cards that were read, or \"from before\"");
        steps.Take("The bags of the AAK cards (adapter authorisation key, which pairs an adapter with its Keyper for the "
            + "transfer) were whole, and the second Keyper has that key");
        steps.Take("The first Keyper is off line by OP cards, and its key management open by SO cards: the panel says both");
        steps.Take($"The application keys {labels} were backed up onto two new APP cards, one after the other, encrypted by "
            + "the SMK, and the panel confirmed each card");
        steps.Note("Numbers of the two APP cards, and of the new bags for them");
        steps.Take("Each APP card was restored on the second Keyper in its turn, so that both are known to be good, and its "
            + $"panel lists {labels}");
        steps.Take("The key management of the second Keyper is closed and it is on line, the first is off line "
            + "still: its panel says so; and the PKCS#11 module here reaches the second (its file `machine`)");
        return serials;
    }

    private void Prove(ToolRun run, GuidedSteps steps, DirectoryKey[] keys, KeyperSerials serials)
    {
        string? module = run.Options.GetValue(_module);
        using OpenTokens tokens = new(_use.Of(run, run.Options.GetValue(_pin), threads: 1), module);
        Pkcs11Uri device = SetOptions.UriOf("--device", run.Options.GetRequiredValue(_device), module);
        TokenConnection second = tokens.Connect(device);
        serials.DemandSecond(second);
        steps.Record("step", KeyperSerials.ShownBy(second) is { Length: > 0 } serial
            ? $"{second.Token} shows the serial number {serial}" : $"{second.Token} shows no serial number");
        foreach (DirectoryKey key in keys)
        {
            using Pkcs11Signer signer = tokens.OpenSigner(key.Key, key.Reference!.Token!.In(device));
            steps.Record("step", $"{key.Key} signed on the second Keyper");
            run.Console.Output.WriteLine($"{key.Key} proven on {device}");
        }
    }

    private static void PackUp(GuidedSteps steps)
    {
        steps.Take("The key management of the first Keyper is closed, and it is on line again");
        steps.Take("Each APP card is in a bag of its own, for two places; no bag has SMK or AAK cards beside an APP card. "
            + "OP, SO, SMK and AAK cards are with their holders, in new bags");
        steps.Note("Where each bag goes, and who carries it");
    }
}
