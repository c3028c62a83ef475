using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Planning;
using DnssecToolkit.Resolving;

namespace DnssecToolkit.Configuration.Import;

/// <summary>Takes policies and zones over from named.conf: zones with a dnssec-policy, from a file or from
/// their primaries.</summary>
internal sealed class BindImport
{
    private const int MostFiles = 1_000;

    private readonly ImportFindings _findings;
    private readonly Dictionary<string, ImportedPolicy> _policies = new(StringComparer.Ordinal);
    private readonly BindRemotes _remotes;
    private readonly ImportedPrimaries _primaries;
    private readonly List<ImportedZone> _zones = [];
    private IReadOnlyList<NamedStatement> _statements = [];
    private NamedStatement? _options;
    private int _files;

    private BindImport(ImportFindings findings)
    {
        _findings = findings;
        _remotes = new BindRemotes(findings);
        _primaries = new ImportedPrimaries(findings);
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="UnreadableInputException">A file cannot be read.</exception>
    internal static ForeignConfiguration Read(IReadOnlyList<string> files, ImportFindings findings)
    {
        BindImport import = new(findings);
        import._statements = [.. files.SelectMany(import.StatementsOf)];
        import._options = import._statements.LastOrDefault(statement => statement.Name == "options");
        import._remotes.Define(import._statements);
        import.ReadPolicies();
        import.ReadZones(import._statements, view: null);
        return new ForeignConfiguration
        {
            Policies = [.. import._policies.Values.Select(policy =>
            policy.Policy)],
            Zones = import._zones
        };
    }

    private IEnumerable<NamedStatement> StatementsOf(string file)
    {
        if (_files++ >= MostFiles)
        {
            _findings.Fault(CheckCodes.ConfigLimit, new SourceLocation(file),
                $"more than {MostFiles} files are included");
            yield break;
        }

        IReadOnlyList<NamedStatement> statements = [];
        byte[] octets = ForeignFile.Read(file);
        try
        {
            statements = NamedText.Read(octets, file);
        }
        catch (RefusedTextException refused)
        {
            _findings.All.Add(refused.Finding);
        }

        foreach (NamedStatement statement in statements)
        {
            if (statement.Name != "include")
            {
                yield return statement;
                continue;
            }

            string path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, statement.Value);
            foreach (NamedStatement included in File.Exists(path) ? StatementsOf(path) : Missing(statement))
            {
                yield return included;
            }
        }
    }

    // /etc/bind/zones.rfc1918 and the like may be absent here; keys certainly should be.
    private NamedStatement[] Missing(NamedStatement include)
    {
        _findings.Unmapped(
            include.Place, $"include {ConfigurationValue.Shown(include.Value)}: the file is not here",
            "give it as an argument, or run this where the server is");
        return [];
    }

    private void ReadPolicies()
    {
        _policies["default"] = new ImportedPolicy("bind-default", BindSettings.Defaults);
        foreach (NamedStatement statement in _statements.Where(statement => statement.Name == "dnssec-policy"
            && statement.Block is not null))
        {
            ImportedPolicy policy = new(statement.Value == "default"
                ? "bind-default" : statement.Value, BindSettings.Defaults);
            _findings.Apply(BindSettings.Table, policy, statement.Block!.SelectMany(SettingsOf));
            policy.Finish();
            _policies[statement.Value] = policy;
        }
    }

    private static IEnumerable<ForeignSetting> SettingsOf(NamedStatement statement) =>
        (statement.Block ?? []).Where(_ => statement.Name == "keys").Append(statement)
            .Select(setting => new ForeignSetting(
            setting.Name, setting.Block is { } block && setting.Name != "keys"
                ? string.Join(' ', block.Select(item => item.Name)) : setting.Value, setting.Place));

    private void ReadZones(IEnumerable<NamedStatement> statements, NamedStatement? view)
    {
        foreach (NamedStatement statement in statements)
        {
            if (statement is { Name: "view", Block: not null })
            {
                ReadZones(statement.Block, statement);
            }
            else if (statement is { Name: "zone", Block: not null, Words.Count: > 1 }
                && statement.Find("in-view") is null // it is the zone of another view
                && PolicyOf(statement, view) is { } policy)
            {
                ReadZone(statement, view, policy);
            }
        }
    }

    private string? Inherited(NamedStatement zone, NamedStatement? view, string name) =>
        (zone.Find(name) ?? view?.Find(name) ?? _options?.Find(name))?.Value;

    private ImportedPolicy? PolicyOf(NamedStatement zone, NamedStatement? view)
    {
        string name = Inherited(zone, view, "dnssec-policy") ?? "none";
        if (_policies.TryGetValue(name, out ImportedPolicy? policy))
        {
            return policy;
        }

        if (name == "insecure")
        {
            _findings.Unmapped(
                zone.Place, $"zone {zone.Words[1]} is on its way to insecure",
                "let BIND finish that before anything else signs the zone");
        }
        else if (name != "none")
        {
            _findings.Fault(
                CheckCodes.ConfigReference, zone.Place,
                $"dnssec-policy {ConfigurationValue.Shown(name)} is not defined",
                "give the file that defines it too");
        }

        return null;
    }

    private void ReadZone(NamedStatement zone, NamedStatement? view, ImportedPolicy policy)
    {
        if (!_findings.TryReadName(zone.Words[1], zone.Place, out DomainName name))
        {
            return;
        }

        bool isPrimary = zone.Find("type")?.Value is "primary" or "master";
        string? file = isPrimary ? zone.Find("file")?.Value : null;
        PrimaryPolicy? primary = isPrimary ? null : PrimaryOf(zone, name);
        if (file is null && primary is null)
        {
            _findings.Unmapped(
                zone.Place, $"zone {name} is no primary zone with a file",
                "give signall the unsigned zone as a file, or by transfer");
            return;
        }

        if (view is not null && _zones.Find(other => other.Name == name) is { } taken)
        {
            _findings.Unmapped(
                zone.Place, $"zone {name} is in more than one view; the one of line {taken.Place.Line} was taken",
                "each version needs a configuration, a state directory and keys of its own");
            return;
        }

        string directory = _options?.Find("directory")?.Value ?? "/var/cache/bind";
        string keys = Inherited(zone, view, "key-directory") ?? directory;
        _zones.Add(new ImportedZone(name, WithSerial(policy.Policy, zone, view), zone.Place)
        {
            File = file is null ? null : Path.Combine(directory, file),
            Primary = primary,
            Keys = Path.Combine(directory, keys),
            Parents = [.. zone.Find("parental-agents") is { } agents
                ? _remotes.Of(agents).Select(remote => remote.Address) : []],
        });
    }

    private ZonePolicy WithSerial(ZonePolicy policy, NamedStatement zone, NamedStatement? view) => Inherited(zone, view, "serial-update-method") switch
    {
        "unixtime" => policy with { Serial = SerialPolicy.UnixTime, Name = $"{policy.Name}-unixtime" },
        "date" => policy with { Serial = SerialPolicy.DateCounter, Name = $"{policy.Name}-date" },
        _ => policy,
    };

    private PrimaryPolicy? PrimaryOf(NamedStatement zone, DomainName name)
    {
        BindRemotes.Remote[] remotes = [.. (zone.Find("primaries") ?? zone.Find("masters")) is { } list
            ? _remotes.Of(list) : []];
        if (remotes.Length == 0)
        {
            return null;
        }

        (ServerAddress Address,
            string? Key)[] servers = [.. remotes.Select(remote =>
                (remote.Address, remote.Key ?? KeyForServer(remote.Address)))];
        string? key = servers[0].Key;
        if (servers.Any(server => server.Key != key))
        {
            _findings.Unmapped(
                zone.Place, $"the primaries of zone {name} have different keys",
                "one section of primaries: has one key; the servers that have the first one are taken over");
        }

        ServerAddress[] same = [.. servers.Where(server => server.Key == key)
            .Select(server => server.Address)];
        return _primaries.Of(same, key is null ? null : KeyFileOf(key, zone.Place));
    }

    // server ADDRESS { keys NAME; };
    private string? KeyForServer(ServerAddress address) => _statements
        .LastOrDefault(statement => statement is { Name: "server", Words.Count: > 1 }
            && statement.Words[1] == address.EndPoint.Address.ToString())?.Find("keys") is { } keys
            ? keys.Block is { Count: > 0 } block ? block[0].Name : keys.Value : null;

    // A file with that key alone, as tsig-keygen makes it, is what we read too.
    private string? KeyFileOf(string name, SourceLocation place)
    {
        NamedStatement? key = _statements.LastOrDefault(
            statement => statement is { Name: "key", Words.Count: > 1, Block: not null }
                && statement.Words[1] == name);
        string? algorithm = key?.Find("algorithm")?.Value;
        bool isAlone = algorithm is not null && TsigAlgorithm.Find(algorithm) is not null
            && _statements.Count(other => other.Place.File == key!.Place.File) == 1;
        return isAlone ? Path.GetFullPath(key!.Place.File!)
            : _primaries.KeyFileFor(name, algorithm, key?.Place ?? place);
    }
}
