using System.CommandLine;
using System.Text.Json;
using DnssecToolkit.Backup;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Operations;
using DnssecToolkit.Operations.Unattended;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall key destroy</c>.</summary>
internal sealed class KeyDestroyCommand
{
    private readonly KeyIndexOptions _index = new();
    private readonly Option<string> _keys = KeyOptions.Directory();
    private readonly Option<string> _module = TokenOptions.Module(required: false);
    private readonly Option<string?> _pin = TokenOptions.Pin();
    private readonly TokenUseOptions _use = new();
    private readonly BackupGateOptions _backups = new();
    private readonly Option<int[]?> _tags =
        new("--tag")
        {
            Description = "Tag of a key to destroy; all whose time has come by default",
            HelpName = "TAG"
        };

    private readonly Option<string> _after = new("--after")
    {
        Description = "How long after nothing needs a key it may be destroyed",
        HelpName = "PERIOD",
        DefaultValueFactory = _ => "90d",
    };

    private readonly Option<string> _journal = new("--journal")
    {
        Description = "Directory of the journal that takes the certificates: the configuration's state",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<string[]?> _others = new("--other-keyindex")
    {
        Description =
            "Keyindex of other zones: a key of the same token that these need stays; those of --config are looked at in any case",
        HelpName = "FILE",
    };

    private readonly ResponseOptions _responses = new("a key that they publish is not destroyed");
    private readonly Option<bool> _yes = new("--yes") { Description = "Do it without asking" };
    private readonly Option<bool> _dryRun = new("--dry-run",
        "-n")
    { Description = "Show what would be destroyed; destroy nothing" };
    private readonly Option<bool> _forReal =
        new("--for-real") { Description = "Destroy keys although --time is not the present" };

    /// <summary>Makes the command.</summary>
    internal Command Create() => _index.AddTo(new Command(
        "destroy", "Destroys private keys, in tokens and in files, that nothing has needed for a while; asks once, and writes certificates into the journal")
    {
        _tags, _after, _keys, _journal, _others, _responses.Directory,
    })
    .WithOptions([_module, _pin, .. _use.All, .. _backups.All, _yes, _dryRun, _forReal])
    .Does(Destroy)
    .WithExample(
        "keyall key destroy --keyindex keyindex --keys keys --journal /var/lib/dnssec-toolkit --pin prompt",
        "Show the keys that nothing has needed for ninety days, and destroy them after a typed Yes.");

    private ExitStatus Destroy(ToolRun run)
    {
        string directory = run.Options.GetRequiredValue(_keys);
        FindingList findings = new();
        using KeyIndexFile file = KeyIndexFile.Open(run.Options.GetRequiredValue(_index.File), findings);
        using KeyDirectoryLock held = KeyDirectoryLock.Take(directory);
        run.Report(findings);
        Lazy<HashSet<string>> begun = new(() => KeyDestruction.BegunIn(
            StateDirectory.At(run.Options.GetRequiredValue(_journal))));
        DoomedKeys doomed = new(run, file.Index, OthersOf(run, file.Path), directory, _index,
            ToolRun.PeriodOf("--after", run.Options.GetRequiredValue(_after)), _responses,
            key => begun.Value.Contains(BackupCopy.DigestOf(key)));
        DoomedKey[] keys = [.. doomed.Find(run.Options.GetValue(_tags) ?? [])];
        CopyRegisters copies = new(run, _backups, _index.Policy);
        Array.ForEach(keys, copies.Demand);
        if (keys.Length == 0)
        {
            run.Console.Say(doomed.Next is { } next
                ? $"no key is to be destroyed before {next.From}: {next.Row}" : "no key is to be destroyed");
        }

        if (MayDestroy(run))
        {
            doomed.Leftovers.ForEach(DoomedKey.RemovePublicHalf);
        }

        if (!MayDestroy(run) || keys.Length == 0)
        {
            Write(run, [.. keys.Select(key => new DestroyedKey(key.Row, key.Key, key.Place, default, "",
                []))]);
            run.Console.Say("nothing was destroyed");
            return ExitStatus.Done;
        }

        if (!run.Options.GetValue(_yes))
        {
            Confirmation.Demand(run.Console, string.Concat(keys.Select(key => $"{key}\n"))
                + $"{Quantity.Of(keys.Length, "key")} listed above will be gone for good.");
            file.DemandUnchanged();
        }

        Write(run, Destroy(run, file, doomed, keys, copies));
        return ExitStatus.Done;
    }

    private List<DestroyedKey> Destroy(ToolRun run, KeyIndexFile file, DoomedKeys doomed, DoomedKey[] keys,
        CopyRegisters copies)
    {
        using OpenTokens tokens = new(_use.Of(run, run.Options.GetValue(_pin), threads: 1),
            run.Options.GetValue(_module));
        KeyDestruction destruction = new(tokens, StateDirectory.Make(run.Options.GetRequiredValue(_journal)),
            run.Id, row => copies.Of(row.Zone), run.Now);
        List<DestroyedKey> destroyed = [];
        foreach (DoomedKey key in keys.Where(key => key.Place.Token is not null))
        {
            // What is one key of several zones is gone for all when it is gone for one, in this run or a
            // later one.
            destruction.Begin([.. doomed.RowsOf(key.Row)
                .Select(other => (other, new ZoneKey(other.Zone, key.Key.RData), key.Place))],
                run.Options.GetRequiredValue(_keys));
        }

        KeyIndex index = file.Index;
        List<DoomedKey> gone = [];
        try
        {
            foreach (DoomedKey key in keys)
            {
                destroyed.Add(destruction.Destroy(key.Row, key.Key, key.Place,
                    run.Options.GetRequiredValue(_keys)));
                key.RemoveReference();
                index = index.Remove(key.Row);
                gone.Add(key);
            }
        }
        finally
        {
            // What is gone is not to be listed, though the next key could not be destroyed.
            if (gone.Count > 0)
            {
                file.Replace(index, run.Now);
                gone.ForEach(key => key.RemovePublicHalf()); // last: a run that was killed needs it to go on
            }
        }

        return destroyed;
    }

    private IReadOnlyList<KeyIndex> OthersOf(ToolRun run, string own) =>
        [.. _index.Policy.KeyIndexesOf(run).Concat(run.Options.GetValue(_others) ?? [])
            .Select(Path.GetFullPath).Distinct()
            .Where(path => path != Path.GetFullPath(own)).Select(path => KeyIndexOptions.Read(path, run))];

    private bool MayDestroy(ToolRun run) =>
        !run.Options.GetValue(_dryRun) && (!run.TimeWasGiven || run.Options.GetValue(_forReal));

    private static void Write(ToolRun run, List<DestroyedKey> keys)
    {
        if (run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Array(keys, WriteJson));
            return;
        }

        foreach (DestroyedKey key in keys)
        {
            run.Console.Output.WriteLine(key.Manner.Length == 0
                ? $"{key.Row}: to be destroyed, in {key.Place}" : key.ToString());
        }
    }

    private static void WriteJson(Utf8JsonWriter json, DestroyedKey key)
    {
        json.WriteString("zone", key.Row.Zone.ToString());
        json.WriteString("role", key.Row.Role.ToString());
        json.WriteNumber("algorithm", (int)key.Row.Algorithm);
        json.WriteNumber("tag", key.Row.Tag);
        json.WriteString("sha256", key.Digest);
        json.WriteString("place", key.Place.ToString());
        json.WriteBoolean("destroyed", key.Manner.Length > 0);
        json.WriteString("manner", key.Manner.Length > 0 ? key.Manner : null);
        json.WriteStartArray("copies");
        foreach (BackupCopy copy in key.Copies)
        {
            json.WriteStringValue(copy.Place);
        }

        json.WriteEndArray();
    }
}
