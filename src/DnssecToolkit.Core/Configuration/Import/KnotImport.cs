using DnssecToolkit.Canonical;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Planning;
using DnssecToolkit.Resolving;

namespace DnssecToolkit.Configuration.Import;

/// <summary>Takes policies and zones over from knot.conf: zones with dnssec-signing.</summary>
internal sealed class KnotImport
{
    private const string DefaultStorage = "/var/lib/knot";

    private readonly ImportFindings _findings;
    private readonly IReadOnlyList<MappingNode> _files;
    private readonly Dictionary<string, ImportedPolicy> _policies =
        new(StringComparer.Ordinal)
        {
            ["default"] = new ImportedPolicy("knot-default",
            KnotSettings.Defaults)
        };
    private readonly List<ImportedZone> _zones = [];
    private readonly List<ForeignKey> _keys = [];
    private readonly ImportedPrimaries _primaries;

    private KnotImport(IReadOnlyList<MappingNode> files, ImportFindings findings)
    {
        _files = files;
        _findings = findings;
        _primaries = new ImportedPrimaries(findings);
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="UnreadableInputException">A file cannot be read.</exception>
    internal static ForeignConfiguration Read(IReadOnlyList<string> files, ImportFindings findings)
    {
        MappingNode[] roots = [.. files.Select(file => ConfigurationText.Read(ForeignFile.Read(file), file,
            findings.All)).OfType<MappingNode>()];
        KnotImport import = new(roots, findings);
        import.TellIncludes();
        foreach (MappingNode section in import.Items("policy"))
        {
            import.ReadPolicy(section);
        }

        foreach (MappingNode section in import.Items("zone"))
        {
            import.ReadZone(section);
        }

        return new ForeignConfiguration
        {
            Policies = [.. import._policies.Values.Select(policy => policy.Policy)],
            Zones = import._zones,
            Reload = ["/usr/sbin/knotc", "--blocking", "zone-reload", "{zone}"],
            Keys = import._keys,
        };
    }

    private void TellIncludes()
    {
        foreach ((ScalarNode key, ConfigurationNode value) in _files.SelectMany(file => file.Members)
            .Where(member => member.Key.Text == "include"))
        {
            _findings.Unmapped(
                key.Location, $"include {ConfigurationValue.Shown(TextOf(value))} is not followed",
                "give the included files as further arguments");
        }
    }

    // A section is a list of items, or one item.
    private IEnumerable<MappingNode> Items(string section) => _files.SelectMany(file => file.Members)
        .Where(member => member.Key.Text == section)
        .SelectMany(member => member.Value is ListNode list
            ? list.Items.OfType<MappingNode>() : member.Value is MappingNode one ? [one] : []);

    private MappingNode? Item(string section, string? id) =>
        id is null ? null : Items(section).LastOrDefault(item => Find(item, "id") == id);

    private static string? Find(MappingNode? item,
        string key) => item?.Members.Where(member => member.Key.Text == key)
        .Select(member => TextOf(member.Value)).LastOrDefault();

    private static string TextOf(ConfigurationNode node) => node switch
    {
        ScalarNode scalar => scalar.Text,
        ListNode list => string.Join(' ', list.Items.Select(TextOf)),
        _ => "",
    };

    private void ReadPolicy(MappingNode section)
    {
        string id = Find(section, "id") ?? "";
        ImportedPolicy policy = new(id == "default" ? "knot-default" : id, KnotSettings.Defaults);
        // nsec3 first: the settings below it mean something only with it.
        _findings.Apply(KnotSettings.Table, policy,
            section.Members.OrderByDescending(member => member.Key.Text == "nsec3")
            .Select(member => new ForeignSetting(member.Key.Text, TextOf(member.Value),
                member.Key.Location)));
        long refresh = policy.Policy.Refresh
            ?? (policy.Policy.Rollover.PropagationDelay.Seconds + policy.Policy.Rollover.MaxZoneTtl.Seconds
                + (policy.Policy.Validity / 10));
        policy.Policy = policy.Policy with
        {
            Refresh = refresh,
            Jitter = policy.Policy.Jitter
            ?? Math.Min(3_600, policy.Policy.Validity / 14)
        };
        policy.Finish();
        _policies[id] = policy;
    }

    private string? OfZone(MappingNode zone, string key) =>
        Find(zone, key) ?? Find(Item("template", Find(zone, "template") ?? "default"), key);

    private void ReadZone(MappingNode zone)
    {
        if (KnotSettings.YesOrNo(OfZone(zone, "dnssec-signing")) != true)
        {
            return;
        }

        string text = Find(zone, "domain") ?? "";
        if (!_findings.TryReadName(text, zone.Location, out DomainName name))
        {
            return;
        }

        string id = OfZone(zone, "dnssec-policy") ?? "default";
        if (!_policies.TryGetValue(id, out ImportedPolicy? policy))
        {
            _findings.Fault(
                CheckCodes.ConfigReference, zone.Location,
                $"dnssec-policy {ConfigurationValue.Shown(id)} is not defined",
                "give the file that defines it too");
            return;
        }

        PrimaryPolicy? primary = OfZone(zone, "master") is { } masters
            ? PrimaryOf(zone, name, masters) : null;
        if (primary is null && OfZone(zone, "master") is not null)
        {
            return;
        }

        _zones.Add(new ImportedZone(name, OfZone(zone, policy.Policy), zone.Location)
        {
            File = primary is null ? FileOf(zone, name) : null,
            Primary = primary,
            Token = AddKeys(name, Find(Item("policy", id), "keystore")),
            Parents = ParentsOf(Item("policy", id)),
        });
    }

    // master: ids of remotes, or of groups of them.
    private PrimaryPolicy? PrimaryOf(MappingNode zone, DomainName name, string masters)
    {
        MappingNode[] remotes = [.. WordsOf(masters)
            .SelectMany(id => Item("remotes", id) is { } group ? WordsOf(Find(group, "remote")) : [id])
            .Take(ImportedPrimaries.MostServers).Select(id => Item("remote", id)).OfType<MappingNode>()];
        string? key = remotes.Length > 0 ? Find(remotes[0], "key") : null;
        ServerAddress[] servers = [.. remotes.Where(remote => Find(remote, "key") == key)
            .SelectMany(AddressesOf)];
        if (servers.Length == 0)
        {
            _findings.Unmapped(zone.Location, $"the masters of zone {name} have no address here",
                "give the file that defines them too");
            return null;
        }

        if (remotes.Any(remote => Find(remote, "key") != key))
        {
            _findings.Unmapped(
                zone.Location, $"the masters of zone {name} have different keys",
                "one section of primaries: has one key; the servers that have the first one are taken over");
        }

        MappingNode? secret = Item("key", key);
        return _primaries.Of(
            servers,
            key is null ? null
                : _primaries.KeyFileFor(key, Find(secret, "algorithm"), secret?.Location ?? zone.Location));
    }

    private static string[] WordsOf(string? text) =>
        (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<ServerAddress> AddressesOf(MappingNode remote) =>
        WordsOf(Find(remote, "address"))
        .Select(address => ServerAddress.TryParse(address.Replace('@', '#'), out ServerAddress? known)
            ? known : null).OfType<ServerAddress>();

    private ZonePolicy OfZone(MappingNode zone, ZonePolicy policy)
    {
        (SerialPolicy serial, string mark) = OfZone(zone, "serial-policy") switch
        {
            "unixtime" => (SerialPolicy.UnixTime, "-unixtime"),
            "dateserial" => (SerialPolicy.DateCounter, "-date"),
            _ => (SerialPolicy.Increment, ""),
        };
        (ZoneDigestHash[] digests, string digestMark) = OfZone(zone, "zonemd-generate") switch
        {
            "zonemd-sha384" => (new[] { ZoneDigestHash.SHA384 }, "-sha384"),
            "zonemd-sha512" => ([ZoneDigestHash.SHA512], "-sha512"),
            _ => ([], ""),
        };
        return mark.Length + digestMark.Length == 0 ? policy
            : policy with { Name = policy.Name + mark + digestMark, Serial = serial, Zonemd = digests };
    }

    private string FileOf(MappingNode zone, DomainName name)
    {
        string stem = ZoneConfiguration.FileNameOf(name);
        string file = (OfZone(zone, "file") ?? "%s.zone")
            .Replace("%s", name.IsRoot ? "" : stem, StringComparison.Ordinal)
            .Replace("%%", "%", StringComparison.Ordinal);
        if (file.Contains('%'))
        {
            _findings.Unmapped(
                zone.Location,
                $"file {ConfigurationValue.Shown(file)} has a formatter that is not known here",
                "write the file's path into the result");
        }

        return Path.Combine(OfZone(zone, "storage") ?? DefaultStorage, file);
    }

    private TokenConfiguration? AddKeys(DomainName zone, string? keystore)
    {
        MappingNode? item = Item("keystore", keystore);
        MappingNode? database = Items("database").LastOrDefault();
        string kasp = Path.Combine(Find(database, "storage") ?? DefaultStorage, Find(database, "kasp-db")
            ?? "keys");
        if (Find(item, "backend") != "pkcs11")
        {
            _keys.Add(new ForeignKey(zone, Path.Combine(kasp, Find(item, "config") ?? "keys"), null,
                default));
            return null;
        }

        // config: "pkcs11:token=...;pin-value=... /path/of/module.so": a PIN in it is not taken over.
        string[] config = (Find(item, "config") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string label = config.FirstOrDefault()?.Split(';', ':', '?')
            .FirstOrDefault(part => part.StartsWith("token=", StringComparison.Ordinal))?[6..] ?? "";
        TokenConfiguration token = new(
            ImportedPolicy.SafeName(keystore!), config.LastOrDefault(part => part.StartsWith('/')) ?? "/",
            "file:/etc/dnssec-toolkit/pin");
        _findings.Unmapped(
            item!.Location, "the PIN of the keystore is not taken over",
            "write it into /etc/dnssec-toolkit/pin, mode 0600, or name another source");
        _keys.Add(new ForeignKey(zone, null, token, default) { TokenLabel = Uri.UnescapeDataString(label) });
        return token;
    }

    private IReadOnlyList<ServerAddress> ParentsOf(MappingNode? policy)
    {
        MappingNode? submission = Item("submission", Find(policy, "ksk-submission"));
        return [.. WordsOf(Find(submission, "parent")).Take(ImportedPrimaries.MostServers)
            .Select(id => Item("remote", id)).OfType<MappingNode>().SelectMany(AddressesOf)];
    }
}
