using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DnssecToolkit.Backup;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;

namespace DnssecToolkit.Keybackup;

/// <summary><c>keybackup status</c>.</summary>
internal sealed class StatusCommand
{
    private readonly Option<string> _register = new("--register")
    {
        Description = "The register of copies",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string[]> _keys = new("--keys", "-K")
    {
        Description = "Directory of BIND key files whose keys should all have copies; may be repeated",
        HelpName = "DIR",
    };

    private readonly Option<string[]> _keyIndexes = new("--keyindex")
    {
        Description =
            "Keyindex whose keys, until they are removed, should all have key files in those directories; may be repeated",
        HelpName = "FILE",
    };

    private readonly Option<string> _require = new Option<string>("--require-backup")
    {
        Description = "What each of those keys should have",
        HelpName = "made|proven",
        DefaultValueFactory = _ => "made",
    }.AcceptOnlyFromAmong("made", "proven");

    /// <summary>Makes the command.</summary>
    internal Command Create() => new Command("status",
        "Shows age, place and last proof of every copy of every key; status 1 where a key lacks what it should have")
    {
        _register, _keys, _keyIndexes, _require,
    }
    .Does(Show)
    .WithExample("keybackup status --register copies -K /var/lib/dnssec/keys",
        "Show all copies, and name the keys that have none.");

    private ExitStatus Show(ToolRun run)
    {
        BackupRegister register = BackupRegisterFile.Read(run.Options.GetRequiredValue(_register));
        BackupDemand demand = run.Options.GetRequiredValue(_require) == "proven" ? BackupDemand.Proven
            : BackupDemand.Made;
        FindingList findings = new();
        HashSet<(DomainName, DnssecAlgorithm, int)> present = [];
        foreach (string directory in run.Options.GetValue(_keys) ?? [])
        {
            foreach (DomainName zone in KeyDirectory.ZonesIn(directory))
            {
                using KeyDirectory keys = KeyDirectory.Read(directory, zone, findings);
                present.UnionWith(keys.Keys.Select(key => (zone, key.Key.Algorithm, (int)key.Key.Tag.Value)));
                foreach (DirectoryKey key in keys.Keys.Where(key => !register.Satisfies(key.Key, demand)))
                {
                    findings.Add(new Finding(CheckCodes.BackupMissing, new SourceLocation(key.File),
                        $"{key.Key} has no copy that was {(demand == BackupDemand.Made ? "made" : "proven")}"));
                }
            }
        }

        foreach (string path in run.Options.GetValue(_keyIndexes) ?? [])
        {
            NameMissing(run, path, present, findings);
        }

        run.Report(findings);
        Print(run, register);
        return findings.HasFaults ? ExitStatus.Refused : ExitStatus.Done;
    }

    // A row has no DNSKEY, and the register no tag: without its key file nobody knows whether a key has a
    // copy.
    private static void NameMissing(ToolRun run, string path,
        HashSet<(DomainName, DnssecAlgorithm, int)> present,
        FindingList findings)
    {
        foreach (KeyIndexEntry row in KeyIndexFile.Read(path,
            new FindingList()).Entries.Where(row => row.Remove >= run.Now
            && row.Signer is null && !present.Contains((row.Shares ?? row.Zone, row.Algorithm, row.Tag))
            && !present.Contains((row.Zone, row.Algorithm, row.Tag))))
        {
            findings.Add(new Finding(CheckCodes.BackupMissing, new SourceLocation(path), string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Zone} {row.Role} {(int)row.Algorithm} {row.Tag} has no key file in the directories of --keys: nothing tells whether it has a copy")));
        }
    }

    private static void Print(ToolRun run, BackupRegister register)
    {
        if (run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Array(register.Copies, WriteJson));
            return;
        }

        foreach (BackupCopy copy in register.Copies)
        {
            string proof = copy.Proven is { } proven
                ? $"proven {Age.Of(run.Now, proven)} by {Words(copy)}" : "never proven";
            string set = copy.Set == BackupCopy.NoSet ? "no set" : $"set {copy.Set[..8]}";
            run.Console.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{copy.Zone} {copy.Role} {(int)copy.Algorithm} {copy.Digest[..16]} ")
                + $"made {Age.Of(run.Now, copy.Made)}, {proof}, {set}, {copy.Place}");
        }
    }

    private static void WriteJson(Utf8JsonWriter json, BackupCopy copy)
    {
        json.WriteString("zone", copy.Zone.ToString());
        json.WriteString("role", copy.Role.ToString());
        json.WriteNumber("algorithm", (int)copy.Algorithm);
        json.WriteString("digest", copy.Digest);
        json.WriteString("made", copy.Made.ToString());
        json.WriteString("proven", copy.Proven?.ToString());
        json.WriteString("provenBy", copy.Proven is null ? null : copy.Basis == ProofBasis.Published
            ? "published"
            : copy.Set == BackupCopy.NoSet ? "key file" : "manifest");
        json.WriteString("set", copy.Set == BackupCopy.NoSet ? null : copy.Set);
        json.WriteString("place", copy.Place);
    }

    private static string Words(BackupCopy copy) => copy switch
    {
        { Basis: ProofBasis.Published } => "the published DNSKEY",
        { Set: BackupCopy.NoSet } => "the DNSKEY of its key file",
        _ => "the DNSKEY of its manifest",
    };
}
