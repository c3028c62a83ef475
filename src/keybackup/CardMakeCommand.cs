using System.CommandLine;
using System.Globalization;
using DnssecToolkit.Backup;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Secrets;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Operations;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Keybackup;

/// <summary><c>keybackup card make</c>: any number of cards with the same DKEK and the same keys, one after
/// the other.</summary>
internal sealed class CardMakeCommand
{
    private const int MostCards = 100;

    private readonly SetOpening _opening = new();
    private readonly TokenUseOptions _use = new();
    private readonly Option<string> _module = SetOptions.Module();
    private readonly Option<string> _reader = CardOptions.Reader();

    private readonly Option<bool> _yes = new("--yes")
    {
        Description = "Do it without asking; for one card in a script",
    };

    private readonly Option<string> _pin = Source("--pin", "Where the cards' new PIN comes from");
    private readonly Option<string> _soPin = Source("--so-pin",
        "Where the cards' new SO PIN comes from, 16 hexadecimal digits");
    private readonly Option<int> _operational = new("--operational")
    {
        Description = "How many cards are to sign",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<int> _backup = new("--backup")
    {
        Description = "How many cards are to lie in bags",
        HelpName = "N",
    };

    private readonly Option<string> _label = new("--label")
    {
        Description = "Label of all cards",
        HelpName = "LABEL",
        Required = true,
    };

    private readonly Option<string?> _set = new("--set")
    {
        Description = "The sealed set whose keys all cards get; none for cards without keys",
        HelpName = "FILE",
    };

    private readonly Option<string?> _inventory = new("--inventory")
    {
        Description = "New file that takes the inventory as JSON",
        HelpName = "FILE",
    };

    private readonly Option<string?> _transcript = new("--transcript")
    {
        Description = "New file that takes the transcript",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _shares = CardShares.Option();
    private readonly Option<string?> _register = SetOptions.Register();

    /// <summary>Makes the command.</summary>
    internal Command Create() => new Command("make",
        "Guides through making cards: each is erased, takes the officers' shares and the keys of a set, and signs; prints the inventory")
    {
        _operational, _backup, _label, _shares, _soPin, _pin, _module, _reader, _set, _opening.Passphrase,
            _opening.Shares, _inventory, _register, _transcript, _yes,
    }
    .With(_use)
    .Does(Make)
    .WithExample(
        "keybackup card make --operational 1 --backup 2 --label zone --dkek-share ana.pbe=prompt --dkek-share berta.pbe=prompt "
        + "--set /media/a/keys.sealed --passphrase prompt --module /usr/lib/x86_64-linux-gnu/opensc-pkcs11.so --transcript cards.txt",
        "Make three cards with the keys of a set, for two officers.");

    private ExitStatus Make(ToolRun run)
    {
        using CardShares shares = CardShares.Of(run.Options.GetRequiredValue(_shares));
        (int operational, int backup) = (run.Options.GetValue(_operational), run.Options.GetValue(_backup));
        if (operational < 0 || backup < 0 || operational + backup is < 1 or > MostCards)
        {
            throw new UsageException($"{operational} and {backup} cards are none, or more than {MostCards}");
        }

        CheckFiles(run);
        GuidedSteps steps = new(run, run.Options.GetValue(_transcript), () => run.Options.GetValue(_yes));
        List<CardRow> made = [];
        ExitStatus status;
        try
        {
            status = steps.Conduct("cards", () => MakeAll(run, operational, backup, shares, made, steps));
        }
        catch when (made.Count > 0)
        {
            // The cards that are made are in use or in bags: what is known of them must not be lost with the
            // next.
            run.Console.Warn(
                $"{made.Count} of {operational + backup} cards are made, and in the inventory; the others are not");
            PrintUnfinished(run, made);
            throw;
        }

        Print(run, made);
        return status;
    }

    private void CheckFiles(ToolRun run)
    {
        if (run.Options.GetValue(_inventory) is { } inventory && Path.Exists(inventory))
        {
            throw new UnwritableOutputException(
                $"{inventory}: is there already, and an inventory is never written over",
                "name a new file; no card was erased");
        }

        if (CopiesOf(run).AreKept && run.Options.GetValue(_set) is null)
        {
            throw new UsageException("--register takes keys: cards without them are no copies",
                "name the set with --set, or leave out --register");
        }

        CopiesOf(run).Check();
    }

    private ExitStatus MakeAll(ToolRun run, int operational, int backup, CardShares shares,
        List<CardRow> made,
        GuidedSteps steps)
    {
        // All that can be seen to be wrong is, before the first card is erased.
        using CardKeys? keys = KeysOf(run);
        steps.Record("file", keys is null ? "no set: cards without keys"
            : $"set {keys.Set.Manifest.Set} {keys.Set.Digest}");
        shares.ReadPasswords(run);

        // Once for all cards, and typed twice: nobody can find a slip in a PIN that is on a card already.
        using Secret soPin = SecretSource.Parse(run.Options.GetRequiredValue(_soPin))
            .ReadTwice("new SO PIN of all cards",
            run.Console);
        using Secret pin = SecretSource.Parse(run.Options.GetRequiredValue(_pin))
            .ReadTwice("new PIN of all cards",
            run.Console);
        NewPins pins = new(soPin, pin);
        for (int number = 1; number <= operational + backup; number++)
        {
            string name = number <= operational ? Named("operational", number)
                : Named("backup", number - operational);
            steps.Take($"Put card {name} of {operational} operational and {backup} backup cards into reader {run.Options.GetRequiredValue(_reader)}; everything on it will be erased");
            SmartCard card = CardOptions.CardOf(run, _reader);
            DemandAnother(run, card, name, made, steps);
            made.Add(MakeOne(run, card, name, shares, keys, made.FirstOrDefault(), steps, pins));
            CopiesOf(run)
                .Enter(made[^1].State.Serial, made[^1].Keys.Select(key => (key.Key, key.Role)), run.Now,
                keys?.Set.Manifest.Set ?? BackupCopy.NoSet);
        }

        return ExitStatus.Done;
    }

    private CardKeys? KeysOf(ToolRun run)
    {
        if (run.Options.GetValue(_set) is not { } path)
        {
            return null;
        }

        SealedSet set = SetOpening.Read(run, path);
        return CardKeys.Of(set, () => _opening.Open(run, set), run.Options.GetValue(_module));
    }

    // One card for two would erase what is in the inventory, and leave a copy fewer than people believe.
    private void DemandAnother(ToolRun run, SmartCard card, string name, List<CardRow> made,
        GuidedSteps steps)
    {
        string serial = SerialOf(card);
        while (made.Find(row => row.State.Serial == serial) is { } same)
        {
            string fault =
                $"the card in reader {run.Options.GetRequiredValue(_reader)} has the serial number "
                + $"{serial}, and is {same.Name} already";
            if (run.Options.GetValue(_yes))
            {
                throw new KeyUnavailableException($"card {name}: {fault}",
                    "it is as it was: put in another card");
            }

            steps.Record("exception", fault);
            steps.Take($"Take out {same.Name}, which is made and stays as it is, and put card {name} in");
            serial = SerialOf(card);
        }

        CopiesOf(run).StrikeOut(serial); // it is erased now
    }

    // A card that was never made ready may show no number; one that was made in this run has shown it.
    private static string SerialOf(SmartCard card)
    {
        try
        {
            return card.Serial();
        }
        catch (KeyUnavailableException)
        {
            return "";
        }
    }

    private CardRow MakeOne(ToolRun run, SmartCard card, string name, CardShares shares, CardKeys? keys,
        CardRow? first, GuidedSteps steps, NewPins pins)
    {
        card.Initialize(run.Options.GetRequiredValue(_label), shares.Count, pins.SoPin.Text, pins.Pin.Text);
        shares.Give(card,
            file => steps.Record("file", $"DKEK share {Path.GetFileName(file)} into card {name}"));
        SmartCardState state = card.State();
        if (state.Serial.Length == 0)
        {
            throw new KeyUnavailableException(
                $"card {name} shows no serial number: nothing tells it from another",
                "`pkcs15-tool --list-info` shows what it says of itself");
        }

        if (state.CheckValue is null || (first is not null && first.State.CheckValue != state.CheckValue))
        {
            throw new KeyUnavailableException(
                $"card {name} has the DKEK {state.CheckValue ?? "none"}, and {first?.Name ?? "it"} should have {first?.State.CheckValue ?? "one"}",
                "begin again with the shares of one DKEK");
        }

        IReadOnlyList<BackupKey> put = keys is null ? [] : PutKeys(run, card, state, keys, pins.Pin);
        CardRow row = new(name, card.State(), put);
        steps.Record("step", $"card {name} has serial number {state.Serial}, DKEK {state.CheckValue}, and "
            + (put.Count == 0 ? "no keys" : "signed with " + string.Join(", ",
                put.Select(key => $"{key.Key} DS {key.Ds}"))));
        return row;
    }

    private IReadOnlyList<BackupKey> PutKeys(ToolRun run, SmartCard card, SmartCardState state, CardKeys keys,
        Secret pin)
    {
        Pkcs11Uri where = new() { Serial = state.Serial, ModulePath = keys.Module };
        TokenUse use = _use.Of(run, pin: null, threads: 1) with
        {
            Pins = (_, _, text) =>
                System.Text.Encoding.UTF8.TryGetBytes(pin.Text, text, out int length) ? length : -1,
        };
        SmartCardInlet inlet = new(card, () => new OpenTokens(use), where, () => new string(pin.Text));
        return new KeyPlacing(inlet).Put(keys.Contents, keys.Keys, placed => keys.Keys);
    }

    private DeviceCopies CopiesOf(ToolRun run) => new(run.Options.GetValue(_register), "SmartCard-HSM");

    // With --json the failure is the one object on standard output, and the inventory has its file.
    private void PrintUnfinished(ToolRun run, List<CardRow> made)
    {
        WriteInventory(run, made);
        if (!run.Json)
        {
            CardInventory.WriteText(run.Console.Output, made);
        }
    }

    private void WriteInventory(ToolRun run, List<CardRow> made)
    {
        if (run.Options.GetValue(_inventory) is { } path)
        {
            PrivateFile.Write(path, System.Text.Encoding.UTF8.GetBytes(CardInventory.ToJson(made) + "\n"));
        }
    }

    private void Print(ToolRun run, List<CardRow> made)
    {
        WriteInventory(run, made);
        if (run.Json)
        {
            run.Console.Output.WriteLine(CardInventory.ToJson(made));
        }
        else
        {
            CardInventory.WriteText(run.Console.Output, made);
        }
    }

    private static string Named(string what, int number) => string.Create(CultureInfo.InvariantCulture,
        $"{what} {number}");

    private static Option<string> Source(string name, string description) => new(name)
    {
        Description = $"{description}: {SecretSource.Forms}",
        HelpName = "SOURCE",
        DefaultValueFactory = _ => "prompt",
    };

    private sealed record NewPins(Secret SoPin, Secret Pin);
}
