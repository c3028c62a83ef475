using System.CommandLine;
using DnssecToolkit.Backup;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Operations.Unattended;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Keybackup;

/// <summary><c>keybackup create</c>.</summary>
internal sealed class CreateCommand
{
    private readonly SetSealing _sealing = new("--passphrase");

    private readonly Option<string[]> _keys = new("--keys", "-K")
    {
        Description = "Directory of BIND key files; may be repeated",
        HelpName = "DIR",
    };

    private readonly Option<string[]> _zones = new("--zone", "-z")
    {
        Description = "Take the keys of this zone alone; may be repeated",
        HelpName = "NAME",
    };

    private readonly Option<string?> _keyIndex = new("--keyindex")
    {
        Description = "The keyindex, and its history beside it",
        HelpName = "FILE",
    };

    private readonly Option<string?> _configuration = new("--config")
    {
        Description = "Configuration, a file or a directory",
        HelpName = "PATH",
    };

    private readonly Option<string?> _bundles = new("--bundles")
    {
        Description = "Requests and responses",
        HelpName = "DIR",
    };

    private readonly Option<string?> _journal = new("--journal")
    {
        Description = "The journal: a file of it, or the state directory for all of it",
        HelpName = "PATH",
    };

    private readonly Option<string?> _transcripts = new("--transcripts")
    {
        Description = "Transcripts of ceremonies",
        HelpName = "DIR",
    };

    private readonly Option<string?> _note = new("--note")
    {
        Description = "A note that anyone who has the set can read",
        HelpName = "TEXT",
    };

    private readonly Option<string[]> _stores = new("--token-store")
    {
        Description =
            $"The files of a token, by kind ({string.Join(", ", BackupStore.Kinds)}); may be repeated",
        HelpName = "KIND=DIR",
    };

    private readonly Option<string?> _wrapFrom = new("--wrap-from")
    {
        Description =
            "Take the keys of this token out, such as pkcs11:token=LABEL: wrapped by AES (C_WrapKey), or by the DKEK of a SmartCard-HSM",
        HelpName = "URI",
    };

    private readonly Option<string[]> _bags = SetOptions.Bags();
    private readonly Option<string> _module = SetOptions.Module();
    private readonly Option<string?> _pin = SetOptions.Pin();
    private readonly Option<string> _reader = CardOptions.Reader();
    private readonly TokenUseOptions _use = new();

    /// <summary>Makes the command.</summary>
    internal Command Create()
    {
        Command command = new("create",
            "Seals keys and what belongs to them, puts the set onto several media and reads it back from each")
        {
            _keys, _zones, _keyIndex, _configuration, _bundles, _journal, _transcripts, _stores, _wrapFrom, _module,
                _pin, _reader, _note, _bags,
        };
        foreach (Option option in _sealing.Options)
        {
            command.Add(option);
        }

        return command.With(_use).Does(Seal).WithExample(
            "keybackup create -K keys --keyindex keyindex --output /media/a/k.sealed --output /media/b/k.sealed --threshold 2 "
            + "--custodian Ana=/media/c/share --custodian Berta=/media/d/share --custodian Carlos=-",
            "Seal keys and keyindex onto two media; any two of three custodians open it.");
    }

    private ExitStatus Seal(ToolRun run)
    {
        _sealing.Check(run);
        FindingList findings = new();
        try
        {
            using OncePin pin = new(run.Options.GetValue(_pin), run.Console);
            using OpenTokens tokens = new(pin.In(_use.Of(run, run.Options.GetValue(_pin), threads: 1)));
            BackupSelection selection = Selection(run) with { Outlet = OutletOf(run, tokens, pin) };
            using BackupGathering gathered = BackupGathering.Gather(selection, findings);
            BackupManifest description = new()
            {
                Created = run.Now,
                Tool = $"keybackup {typeof(Tool).Assembly.GetName().Version!.ToString(3)}",
                Note = run.Options.GetValue(_note) ?? "",
                Bags = run.Options.GetValue(_bags) ?? [],
                Keys = gathered.Keys,
                Stores = gathered.Stores,
            };
            SealedSet set = _sealing.Seal(run, description, gathered.Contents);
            Print(run, set);
        }
        finally
        {
            run.Report(findings);
        }

        return ExitStatus.Done;
    }

    private void Print(ToolRun run, SealedSet set)
    {
        foreach (BackupStore store in set.Manifest.Stores.Where(store => !store.SurvivesItsDevice))
        {
            run.Console.Warn($"{store.Place}: {store.Meaning}");
        }

        if (run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Object(json => SetReport.WriteJson(json, set)));
            return;
        }

        run.Console.Output.WriteLine(SetReport.IdentityOf(set));
        run.Console.Say(
            $"set {set.Manifest.Set} with {set.Manifest.Keys.Count} keys is on {_sealing.Outputs(run).Length} media and was read back from each");
        run.Console.Hint("prove it: `keybackup prove` with what opens it");
    }

    private BackupSelection Selection(ToolRun run) => new()
    {
        KeyDirectories = run.Options.GetValue(_keys) ?? [],
        Zones = [.. (run.Options.GetValue(_zones) ?? []).Select(NameOf)],
        Documents =
        [
            .. Part(run, _keyIndex, BackupSelection.KeyIndex), .. Part(run, _configuration, "configuration"),
                .. Part(run, _bundles, "bundles"),
            .. Months(run), .. Part(run, _transcripts, "transcripts"),
        ],
        Stores = [.. (run.Options.GetValue(_stores) ?? []).Select(SetOptions.StoreOf)],
    };

    private IKeyOutlet? OutletOf(ToolRun run, OpenTokens tokens, OncePin pin)
    {
        if (run.Options.GetValue(_wrapFrom) is not { } text)
        {
            return null;
        }

        TokenConnection token =
            tokens.Connect(SetOptions.UriOf("--wrap-from", text, run.Options.GetValue(_module)));
        bool isCard = token.Profile.Name == SmartCardOutlet.Kind;
        run.Console.Say(isCard ? $"{token.Token}: keys leave it encrypted by its officers' DKEK"
            : $"{token.Token}: keys leave it wrapped by {TokenKeyWrapping.MechanismOf(token)}, the best that it has");
        return isCard
            ? new SmartCardOutlet(CardOptions.CardOf(run, _reader), token.Token,
                pin.TextFor(token.Token.ToString()))
            : new WrappedKeyStore(token);
    }

    private static (string, string)[] Part(ToolRun run, Option<string?> option, string part) =>
        run.Options.GetValue(option) is { } path ? [(part, path)] : [];

    // A journal is a file for each month, in a directory with other things.
    private IEnumerable<(string, string)> Months(ToolRun run)
    {
        if (run.Options.GetValue(_journal) is not { } path || !Directory.Exists(path))
        {
            return Part(run, _journal, "journal");
        }

        string[] months = Journal.FilesIn(path);
        return months.Length > 0
            ? months.Select(month => ("journal", month)) : throw new UnreadableInputException(
            $"{path}: there is no journal in this directory",
            "name a journal's file, or the state directory of signall");
    }

    private static DomainName NameOf(string text) =>
        DomainName.TryParse(text, out DomainName zone, out string? fault)
        ? zone : throw new UsageException($"--zone {text} has {fault}");
}
