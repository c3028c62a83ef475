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

/// <summary><c>keybackup card make</c>: any number of cards with the same DKEK and the same keys, one after the
/// other.</summary>
internal sealed class CardMakeCommand
{
    private const string Parts = "parts:";
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

    private readonly Option<string[]> _shares = new("--dkek-share")
    {
        Description = $"An officer's share of the DKEK and where its password comes from: {SecretSource.Forms}, or {Parts}T for T parts typed at the terminal; once for each officer",
        HelpName = "FILE=SOURCE",
        Required = true,
    };

    /// <summary>Makes the command.</summary>
    internal Command Create() => new Command("make",
        "Guides through making cards: each is erased, takes the officers' shares and the keys of a set, and signs; prints the inventory")
    {
        _operational, _backup, _label, _shares, _soPin, _pin, _module, _reader, _set, _opening.Passphrase,
            _opening.Shares, _inventory, _transcript, _yes,
    }
    .With(_use)
    .Does(Make)
    .WithExample(
        "keybackup card make --operational 1 --backup 2 --label zone --dkek-share ana.pbe=prompt --dkek-share berta.pbe=prompt "
        + "--set /media/a/keys.sealed --passphrase prompt --module /usr/lib/x86_64-linux-gnu/opensc-pkcs11.so --transcript cards.txt",
        "Make three cards with the keys of a set, for two officers.");

    private ExitStatus Make(ToolRun run)
    {
        (string File, string Source)[] shares = [.. run.Options.GetRequiredValue(_shares).Select(ShareOf)];
        (int operational, int backup) = (run.Options.GetValue(_operational), run.Options.GetValue(_backup));
        if (operational < 0 || backup < 0 || operational + backup is < 1 or > MostCards)
        {
            throw new UsageException($"{operational} and {backup} cards are none, or more than {MostCards}");
        }

        GuidedSteps steps = new(run, run.Options.GetValue(_transcript), () => run.Options.GetValue(_yes));
        List<CardRow> made = [];
        ExitStatus status;
        try
        {
            status = steps.Conduct("cards", () => MakeAll(run, operational, backup, shares, made, steps));
        }
        catch when (made.Count > 0)
        {
            // The cards that are made are in use or in bags: what is known of them must not be lost with the next.
            run.Console.Warn($"{made.Count} of {operational + backup} cards are made, and in the inventory; the others are not");
            PrintUnfinished(run, made);
            throw;
        }

        Print(run, made);
        return status;
    }

    private ExitStatus MakeAll(ToolRun run, int operational, int backup, (string File, string Source)[] shares,
        List<CardRow> made, GuidedSteps steps)
    {
        SealedSet? set = run.Options.GetValue(_set) is { } path ? SetOpening.Read(run, path) : null;
        using BackupContents? contents = set is null ? null : _opening.Open(run, set);
        steps.Record("file", set is null ? "no set: cards without keys" : $"set {set.Manifest.Set} {set.Digest}");

        // Once for all cards, and typed twice: nobody can find a slip in a PIN that is on a card already.
        using Secret soPin = SecretSource.Parse(run.Options.GetRequiredValue(_soPin)).ReadTwice("new SO PIN of all cards",
            run.Console);
        using Secret pin = SecretSource.Parse(run.Options.GetRequiredValue(_pin)).ReadTwice("new PIN of all cards",
            run.Console);
        NewPins pins = new(soPin, pin);
        for (int number = 1; number <= operational + backup; number++)
        {
            string name = number <= operational ? Named("operational", number)
                : Named("backup", number - operational);
            steps.Take($"Put card {name} of {operational} operational and {backup} backup cards into reader {run.Options.GetRequiredValue(_reader)}; everything on it will be erased");
            made.Add(MakeOne(run, name, shares, set, contents, made.FirstOrDefault(), steps, pins));
        }

        return ExitStatus.Done;
    }

    private CardRow MakeOne(
        ToolRun run, string name, (string File, string Source)[] shares, SealedSet? set, BackupContents? contents,
            CardRow? first, GuidedSteps steps, NewPins pins)
    {
        SmartCard card = CardOptions.CardOf(run, _reader);
        card.Initialize(run.Options.GetRequiredValue(_label), shares.Length, pins.SoPin.Text, pins.Pin.Text);
        foreach ((string file, string source) in shares)
        {
            Import(run, card, file, source);
            steps.Record("file", $"DKEK share {Path.GetFileName(file)} into card {name}");
        }

        SmartCardState state = card.State();
        if (state.CheckValue is null || (first is not null && first.State.CheckValue != state.CheckValue))
        {
            throw new KeyUnavailableException($"card {name} has the DKEK {state.CheckValue ?? "none"}, and {first?.Name ?? "it"} should have {first?.State.CheckValue ?? "one"}",
                "begin again with the shares of one DKEK");
        }

        IReadOnlyList<BackupKey> keys = set is null ? [] : PutKeys(run, card, state, set, contents!, pins.Pin);
        CardRow row = new(name, card.State(), keys);
        steps.Record("step", $"card {name} has serial number {state.Serial}, DKEK {state.CheckValue}, and "
            + (keys.Count == 0 ? "no keys" : "signed with " + string.Join(", ",
                keys.Select(key => $"{key.Key} DS {key.Ds}"))));
        return row;
    }

    private IReadOnlyList<BackupKey> PutKeys(ToolRun run, SmartCard card, SmartCardState state, SealedSet set,
        BackupContents contents, Secret pin)
    {
        Pkcs11Uri where = new()
        {
            Serial = state.Serial,
            ModulePath = run.Options.GetValue(_module)
                ?? throw new UsageException("there is no PKCS#11 module to prove the cards with",
                "give --module PATH of opensc-pkcs11.so"),
        };
        TokenUse use = _use.Of(run, pin: null, threads: 1) with
        {
            Pins = (_, _, text) => System.Text.Encoding.UTF8.TryGetBytes(pin.Text, text, out int length) ? length : -1,
        };
        SmartCardInlet inlet = new(card, () => new OpenTokens(use), where, () => new string(pin.Text));
        IReadOnlyList<BackupKey> keys = BackupUnwrapping.KeysFor(set, inlet);
        return new KeyPlacing(inlet).Put(contents, keys, placed => keys);
    }

    private static void Import(ToolRun run, SmartCard card, string file, string source)
    {
        if (source.StartsWith(Parts, StringComparison.Ordinal))
        {
            card.ImportShareByParts(file, int.Parse(source[Parts.Length..], CultureInfo.InvariantCulture));
            return;
        }

        using Secret password = SecretSource.Parse(source).Read($"password of the share {file}", run.Console);
        card.ImportShare(file, password.Text);
    }

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

    private static (string, string) ShareOf(string text) =>
        text.LastIndexOf('=') is > 0 and int at && at + 1 < text.Length && IsSource(text[(at + 1)..])
            ? (text[..at], text[(at + 1)..])
            : throw new UsageException("--dkek-share is not FILE=SOURCE",
                $"write {SecretSource.Forms}, or {Parts}T, after the file");

    private static bool IsSource(string source) => !source.StartsWith(Parts, StringComparison.Ordinal)
        || (int.TryParse(source[Parts.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int parts)
            && parts is >= 2 and <= 255);

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
