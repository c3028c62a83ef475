using System.CommandLine;
using DnssecToolkit.Canonical;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall ds</c>.</summary>
internal sealed class DsCommand
{
    private readonly Option<string> _zone = KeyOptions.Zone("Zone whose DS records to print");
    private readonly Option<string> _keys = KeyOptions.Directory();

    private readonly Option<string[]> _digest = new("--digest")
    {
        Description = "Digest of the DS records; may be repeated",
        DefaultValueFactory = _ => ["sha256"],
    };

    private readonly BackupGateOptions _backups = new();
    private readonly RolloverPolicyOptions _policy = new();

    /// <summary>Makes the command.</summary>
    internal Command Create()
    {
        _digest.AcceptOnlyFromAmong("sha256", "sha384");
        Command command = new("ds", "Prints the DS records that the parent is to publish: of the KSKs published at a moment (--time)")
        {
            _zone, _keys, _digest,
        };
        _policy.AddConfigurationTo(command);
        return command.WithOptions(_backups.All).Does(Print)
        .WithExample(
            "keyall ds --zone cr --keys /var/lib/dnssec/keys",
            "Print the DS records for cr with SHA-256, as the parent takes them.");
    }

    /// <summary>Gives the DS of a key with SHA-256: tag, algorithm, digest type and digest.</summary>
    internal static string DefaultDsOf(ZoneKey key) => DsOf(key, DsDigestType.SHA256);

    private ExitStatus Print(ToolRun run)
    {
        DomainName zone = KeyOptions.NameOf(run.Options.GetRequiredValue(_zone));
        string directory = run.Options.GetRequiredValue(_keys);
        using KeyDirectory keys = KeyOptions.Read(directory, zone, run.Console);
        ZoneKey[] published = [.. keys.RolesAt(run.Now).Publish.Where(key => key.IsSep && !key.IsRevoked)];
        if (published.Length == 0)
        {
            throw new KeyUnavailableException(
                $"{directory}: {zone} has no KSK that is published at {run.Now}", "see `keyall key list`");
        }

        _backups.Of(run.Options, _policy.GateOf(run, zone))?.Demanded(published, keys);
        (ZoneKey Key, DsDigestType Type)[] records = [.. published.SelectMany(key =>
            run.Options.GetRequiredValue(_digest).Distinct().Select(digest => (key, TypeOf(digest))))];
        if (run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Array(records, (json, record) =>
            {
                string[] fields = DsOf(record.Key, record.Type).Split(' ');
                json.WriteString("zone", zone.ToString());
                json.WriteNumber("tag", record.Key.Tag.Value);
                json.WriteNumber("algorithm", (int)record.Key.Algorithm);
                json.WriteNumber("digestType", (int)record.Type);
                json.WriteString("digest", fields[^1]);
            }));
            return ExitStatus.Done;
        }

        foreach ((ZoneKey key, DsDigestType type) in records)
        {
            run.Console.Output.WriteLine($"{zone} IN DS {DsOf(key, type)}");
        }

        return ExitStatus.Done;
    }

    private static DsDigestType TypeOf(string digest) =>
        digest == "sha384" ? DsDigestType.SHA384 : DsDigestType.SHA256;

    private static string DsOf(ZoneKey key, DsDigestType type)
    {
        byte[] digest = new byte[DsDigest.LengthOf(type)];
        DsDigest.Compute(type, key.Zone.Wire, key.RData, digest);
        return $"{key.Tag.Value} {(int)key.Algorithm} {(int)type} {Convert.ToHexString(digest)}";
    }
}
