using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Planning;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Configuration;

/// <content>Zones: named one by one, or found in a directory; with or without a template.</content>
public sealed partial class ConfigurationReader
{
    /// <summary>What stands for a zone's name in paths and commands.</summary>
    internal const string ZoneMark = "{zone}";

    private const int MostZones = 100_000;

    private void ReadTemplates(ConfigurationSection root)
    {
        foreach ((string name, ConfigurationSection section) in root.NamedSections("templates"))
        {
            _templates[name] = section;
            ReadFields(section, DomainName.Root, section.Text("file") ?? "/", isTemplate: true); // so that faults show though no zone uses it
            section.Finish();
        }
    }

    private IReadOnlyList<ZoneConfiguration> ReadZones(ConfigurationSection root)
    {
        List<ZoneConfiguration> zones = [];
        if (!root.Has("zones"))
        {
            root.Fault(
                CheckCodes.ConfigMissing, root.Location, "zones is missing",
                "list the zones to sign below zones:, each after a hyphen");
        }

        // Those that are named come first: a file in a directory does not take their place.
        foreach (ConfigurationSection section in root.Sections("zones")
            .OrderBy(section => section.Has("directory")))
        {
            ConfigurationSection merged = section.Over(TemplateOf(section));
            merged.Know("template", "zone", "directory", "files");
            foreach (ZoneConfiguration zone in section.Has("directory") ? ZonesIn(merged) : ZoneOf(merged))
            {
                Add(zone, section, zones);
            }

            merged.Finish();
        }

        foreach ((ZoneConfiguration zone, ConfigurationSection section) in ZonesThatAreGone())
        {
            Add(zone, section, zones);
        }

        // Children before parents: more labels first (RFC 4034 §6.1 for the rest).
        return [.. zones.OrderByDescending(zone => zone.Name.LabelCount).ThenBy(zone => zone.Name)];
    }

    private ConfigurationSection? TemplateOf(ConfigurationSection section)
    {
        if (section.Text("template") is not { } name)
        {
            return null;
        }

        return Named(section, "template", name, _templates);
    }

    private readonly HashSet<DomainName> _names = [];
    private readonly Dictionary<string, DomainName> _outputs = new(StringComparer.Ordinal);

    private void Add(ZoneConfiguration zone, ConfigurationSection section, List<ZoneConfiguration> zones)
    {
        bool isKnown = !_names.Add(zone.Name);
        if (isKnown && section.Has("directory"))
        {
            NoteStray(
                section, CheckCodes.DirectoryStray, zone.File,
                $"{zone.Name} is a zone of the configuration already: this file is not read",
                "take it out of the directory");
        }
        else if (isKnown)
        {
            section.Fault(CheckCodes.ConfigClash, section.Location, $"{zone.Name} is listed twice");
        }
        else if (zone.Output.Length > 0 && !_outputs.TryAdd(zone.Output, zone.Name))
        {
            section.Fault(
                CheckCodes.ConfigClash, section.Location,
                $"{zone.Name} and {_outputs[zone.Output]} have one output, {zone.Output}",
                "write {zone} into the template's output");
        }
        else if (zone.Output.Length > 0 && zone.Output == zone.File)
        {
            section.Fault(
                CheckCodes.ConfigClash, section.Location,
                $"{zone.Name}: the output is the unsigned zone file itself; it would be lost");
        }
        else if (zones.Count < MostZones)
        {
            zones.Add(zone);
        }
        else
        {
            section.Fault(CheckCodes.ConfigLimit, section.Location, $"there are more than {MostZones} zones");
        }
    }

    private IEnumerable<ZoneConfiguration> ZoneOf(ConfigurationSection section)
    {
        string text = section.RequiredText(
            "zone", "name the zone: - zone: example, or find zones in a directory: - directory: /var/lib/zones");
        if (TryReadName(section, "zone", text, out DomainName name))
        {
            string file = section.Has("primary") && !section.Has("file")
                ? Path.Combine(_state, "zones", ZoneMark, "transferred.zone")
                : section.RequiredText("file",
                    "name the unsigned zone file, or the primary to fetch it from, in the zone or in its template");
            yield return ReadFields(section, name, file, isTemplate: false);
        }
    }

    /// <summary>Reads a zone's name as file names, and people, write it.</summary>
    internal static bool IsName(string text, out DomainName name, out string? fault)
    {
        (name, fault) = (DomainName.Root, null);
        return text == "root" || (text.Length > 0 && DomainName.TryParse(text, out name, out fault));
    }

    private static bool TryReadName(ConfigurationSection section, string key, string text,
        out DomainName name)
    {
        bool read = IsName(text, out name, out string? fault);
        if (!read && text.Length > 0)
        {
            section.Fault(CheckCodes.ConfigValue, section.PlaceOf(key),
                $"{ConfigurationValue.Shown(text)} is no zone's name: {fault}");
        }

        return read;
    }

    private ZoneConfiguration ReadFields(ConfigurationSection section, DomainName name, string file,
        bool isTemplate)
    {
        string Required(string key, string hint) => isTemplate ? "" : section.RequiredText(key, hint);
        string? PathOf(string key) => section.AbsolutePath(key)?.Replace(ZoneMark,
            ZoneConfiguration.FileNameOf(name), StringComparison.Ordinal);
        Required("keys", "name the directory of its keys, in the zone or in its template");
        Required("output",
            "name the signed zone file to make, in the zone or in its template: output: /var/lib/bind/{zone}.signed");
        section.AbsolutePath("file");
        ZonePolicy policy = Named(section, "policy", section.Text("policy") ?? "default", _policies)!;
        ZoneConfiguration fallback = new()
        {
            Name = name,
            File = file.Replace(ZoneMark, ZoneConfiguration.FileNameOf(name), StringComparison.Ordinal),
            Keys = PathOf("keys") ?? "",
            Output = PathOf("output") ?? "",
            Policy = policy,
            Rollover = ReadRollover(section, policy.Rollover),
            Requests = ReadRequests(section, policy.Requests),
            Gate = Named(section, "gate", section.Text("gate") ?? "default", _gates)!,
        };
        return fallback with
        {
            Primary = PrimaryOf(section),
            Server = section.Text("server") is { } server ? Named(section, "server", server, _servers) : null,
            Token = section.Text("token") is { } token ? Named(section, "token", token, _tokens) : null,
            KeyIndex = PathOf("keyindex"),
            Bundles = BundlesOf(section, PathOf("bundles"), fallback.Policy),
            Parents = section.Text("parent") is { } parent
                ? Named(section, "parent", parent, _parents) ?? [] : [],
            ChildDs = PathOf("child-ds"),
            Children = ChildrenOf(section),
            DsOutput = PathOf("ds-output"),
            Includes = section.Choice("includes", ("directory", IncludePolicy.ConfinedToDirectory),
                ("anywhere", IncludePolicy.Anywhere)),
            Versions = section.Number("versions", 1, 1_000) ?? fallback.Versions,
        };
    }

    private PrimaryPolicy? PrimaryOf(ConfigurationSection section)
    {
        string? primary = section.Text("primary");
        if (primary is not null && (section.Has("file") || section.Has("directory")))
        {
            section.Fault(
                CheckCodes.ConfigClash, section.PlaceOf("primary"),
                "a zone comes from its primary or from a file, not from both",
                "take out primary, or file and directory");
        }

        return primary is null ? null : Named(section, "primary", primary, _primaries);
    }

    // The key set is signed where the KSK is: nothing here may change it.
    private static string? BundlesOf(ConfigurationSection section, string? path, ZonePolicy policy)
    {
        bool changesKeySet = policy.Cds != CdsPublication.AsInput || policy.Foreign != ForeignDnskeys.Remove
            || policy.DnskeyTtl is not null || policy.DnskeyValidity is not null;
        if (path is not null && changesKeySet)
        {
            section.Fault(
                CheckCodes.ConfigClash, section.PlaceOf("bundles"),
                $"policy {policy.Name} changes the key set, which comes from the bundles",
                "take cds, foreign-dnskeys, dnskey-ttl and dnskey-validity out of the policy");
        }

        return path;
    }

    /// <summary>Finds what a key names; where it is not defined, that is reported and anything is
    /// given.</summary>
    private static T? Named<T>(ConfigurationSection section, string key, string name,
        Dictionary<string, T> defined)
        where T : class
    {
        if (defined.TryGetValue(name, out T? found))
        {
            return found;
        }

        string? meant = NearestWord.To(name, defined.Keys);
        section.Fault(
            CheckCodes.ConfigReference, section.PlaceOf(key),
            $"{key} {ConfigurationValue.Shown(name)} is not defined",
            meant is not null ? $"did you mean {meant}?" : defined.Count > 0
                ? $"defined: {string.Join(", ", defined.Keys)}" : null);
        return defined.Values.FirstOrDefault();
    }
}
