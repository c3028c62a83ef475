using System.CommandLine;
using DnssecToolkit.Backup;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Diagnostics;
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
        Description =
            "Put the keys that left their token one by one into this token, such as pkcs11:token=LABEL; the key files then name it",
        HelpName = "URI",
    };

    private readonly Option<string> _module = SetOptions.Module();
    private readonly Option<string?> _pin = SetOptions.Pin();
    private readonly Option<string> _reader = CardOptions.Reader();
    private readonly Option<bool> _offline = OfflineHost.Option(
        "This host has no network: keys may come onto its disk, or a KSK into something weaker than where it "
        + "came from");

    private readonly TokenUseOptions _use = new();

    /// <summary>Makes the command.</summary>
    internal Command Create() => AddTo(new Command("restore",
        "Brings all files of a sealed set back into a new directory: all of them or none"))
    .Does(run => Restore(run, (_, _, _) => { }))
    .WithExample(
        "keybackup restore /media/a/keys.sealed --output restored --share file:/media/c/share --share prompt",
        "Open a set with two shares, one from a file and one typed, and bring its files back.");

    /// <summary>Adds the options to a command.</summary>
    internal Command AddTo(Command command)
    {
        command.Add(_set);
        foreach (Option option in (Option[])[_output, _opening.Passphrase, _opening.Shares, _into, _offline,
            _module,
            _pin, _reader])
        {
            command.Add(option);
        }

        return command.With(_use);
    }

    /// <summary>Restores.</summary>
    /// <param name="run">The run.</param>
    /// <param name="opened">Told of the set, its files while they are still in memory, and the keys that are
    /// in a token now and have signed there.</param>
    internal ExitStatus Restore(ToolRun run,
        Action<SealedSet, BackupContents, IReadOnlyList<BackupKey>> opened)
    {
        SealedSet set = SetOpening.Read(run, run.Options.GetRequiredValue(_set));
        DemandShelter(run, set);
        using BackupContents contents = _opening.Open(run, set);
        string directory = run.Options.GetRequiredValue(_output);
        IReadOnlyList<PlacedKey> placed = Place(run, set, contents, directory);
        opened(set, contents, [.. placed.Select(key => key.Key)]);
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

        foreach (string file in contents.Files.Keys)
        {
            run.Console.Output.WriteLine(Path.Combine(directory, file));
        }

        foreach (BackupStore store in set.Manifest.Stores.Where(store => contents.Files.Keys.Any(file =>
            file.StartsWith(store.Place + "/", StringComparison.Ordinal))))
        {
            Explain(run, store, directory);
        }

        foreach (PlacedKey key in placed)
        {
            run.Console.Say($"{key.Key.Key} is in {key.Uri}, and has signed there");
        }

        return ExitStatus.Done;
    }

    private static void Explain(ToolRun run, BackupStore store, string directory)
    {
        if (store.Kind == BackupStore.Wrapped)
        {
            run.Console.Warn(
                $"{directory}/{store.Place} has keys of a token beside what they are wrapped by: who has both has the keys");
        }

        run.Console.Hint($"{directory}/{store.Place}: {store.Meaning}"
            + (store.Kind == BackupStore.Wrapped
                ? "; `restore --into` puts the keys into a token and neither onto a disk" : ""));
    }

    // A wrapped key beside what it is wrapped by is the key in the clear, whatever device it was made in.
    private void DemandShelter(ToolRun run, SealedSet set)
    {
        if (run.Options.GetValue(_into) is null
            && set.Manifest.Stores.FirstOrDefault(store => store.Kind == BackupStore.Wrapped) is { } wrapped
            && OfflineHost.Of(run, _offline) != ProofHost.Offline)
        {
            throw new UsageException(
                $"{set.Path}: {wrapped.Place} has keys of a {wrapped.Origin} beside what they are wrapped by: "
                + "on a disk these are keys in the clear",
                "--into puts them into a token and onto no disk; or take a host without a network and "
                + "--offline-host");
        }
    }

    // The token first: files on a disk are easier to take back than keys in a device.
    private IReadOnlyList<PlacedKey> Place(ToolRun run, SealedSet set, BackupContents contents,
        string directory)
    {
        using BackupRestore restore = BackupRestore.Begin(directory);
        if (run.Options.GetValue(_into) is not { } text)
        {
            restore.Write(contents);
            return [];
        }

        BackupUnwrapping.DemandAny(set);
        Pkcs11Uri where = SetOptions.UriOf("--into", text, run.Options.GetValue(_module));
        using OncePin pin = new(run.Options.GetValue(_pin), run.Console);
        using OpenTokens tokens = Open(run, pin);
        TokenConnection token = tokens.Connect(where);
        using PlacingTurn turn = PlacingTurn.Take(tokens.StateDirectory, token.Token);
        IKeyInlet inlet = token.Profile.Name == SmartCardOutlet.Kind
            ? new SmartCardInlet(CardOptions.CardOf(run, _reader), () => Open(run, pin), where,
                pin.TextFor(token.Token.ToString()))
            : new WrappedKeyInlet(tokens, where);
        DemandStrength(set, BackupUnwrapping.KeysFor(set, inlet), token, OfflineHost.Of(run, _offline));
        if (inlet is SmartCardInlet)
        {
            tokens.Dispose(); // the module is started anew when the keys are there
        }

        PlacingMark mark = new(directory, set, token.Token);
        if (mark.IsThere)
        {
            run.Console.Warn(
                $"a restore of this set into {token.Token} was cut off: what it put in is taken out first");
        }

        return BackupUnwrapping.Into(set, contents, inlet, mark, () => restore.Write(contents));
    }

    private static void DemandStrength(SealedSet set, IReadOnlyList<BackupKey> keys, TokenConnection token,
        ProofHost host)
    {
        BackupStore StoreOf(BackupKey key) => set.Manifest.Stores.First(store => store.Place == key.Place);
        BackupKey? weaker = host == ProofHost.Offline ? null
            : keys.FirstOrDefault(key => DeviceStrength.IsTooWeak(key, StoreOf(key), token));
        if (weaker is not null)
        {
            BackupStore store = StoreOf(weaker);
            throw new UsageException(
                $"{token.Token}: a {token.Profile.Name} is weaker than the {store.Origin} that {weaker.Key} comes from, or not known to be as strong",
                $"take a second {store.Origin}, or a host without a network and --offline-host");
        }
    }

    private OpenTokens Open(ToolRun run, OncePin pin) => new(
        pin.In(_use.Of(run, run.Options.GetValue(_pin), threads: 1)), run.Options.GetValue(_module));
}
