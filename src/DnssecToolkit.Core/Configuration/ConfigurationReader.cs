using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Resolving;
using DnssecToolkit.Verification;

namespace DnssecToolkit.Configuration;

/// <summary>Reads the configuration: all of it, or nothing.</summary>
public sealed partial class ConfigurationReader
{
    private readonly ConfigurationFaults _faults;
    private readonly Dictionary<string, ZonePolicy> _policies =
        new(StringComparer.Ordinal) { ["default"] = new ZonePolicy() };
    private readonly Dictionary<string, GatePolicy> _gates =
        new(StringComparer.Ordinal) { ["default"] = new GatePolicy() };
    private readonly Dictionary<string, ServerPolicy> _servers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PrimaryPolicy> _primaries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TokenConfiguration> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<ServerAddress>> _parents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ConfigurationSection> _templates = new(StringComparer.Ordinal);

    private string _state = "";

    private ConfigurationReader(FindingList findings) => _faults = new ConfigurationFaults(findings);

    /// <summary>Reads a configuration.</summary>
    /// <param name="octets">The file.</param>
    /// <param name="file">Its path, as messages are to name it.</param>
    /// <param name="findings">Takes what is wrong with it.</param>
    /// <returns>Null where there is any fault.</returns>
    public static SignerConfiguration? Read(ReadOnlySpan<byte> octets, string file, FindingList findings)
    {
        if (ConfigurationText.Read(octets, file, findings) is not { } text)
        {
            return null;
        }

        ConfigurationReader reader = new(findings);
        SignerConfiguration configuration = reader.ReadRoot(new ConfigurationSection(text, reader._faults),
            file);
        return findings.HasFaults ? null : configuration;
    }

    /// <summary>Reads a configuration from its file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="findings">Takes what is wrong with it.</param>
    /// <returns>Null where there is any fault.</returns>
    /// <exception cref="UsageException">The file cannot be read.</exception>
    public static SignerConfiguration? ReadFile(string path, FindingList findings)
    {
        const string hint = "name it with --config; docs/configuration.md says what is in it";
        return Read(ConfigurationText.OctetsOf(path, "the configuration", hint), path, findings);
    }

    /// <summary>Reads who is told of what, and where it is shown, and nothing else, so that faults elsewhere
    /// can be told too.</summary>
    /// <param name="path">The file.</param>
    /// <returns>A configuration without zones; null where that part has faults itself.</returns>
    /// <exception cref="UsageException">The file cannot be read.</exception>
    public static SignerConfiguration? ReadNotices(string path)
    {
        FindingList findings = new();
        ReadOnlySpan<byte> octets = ConfigurationText.OctetsOf(path, "the configuration",
            "name it with --config");
        if (ConfigurationText.Read(octets, path, findings) is not { } text)
        {
            return null;
        }

        ConfigurationReader reader = new(findings);
        ConfigurationSection root = new(text, reader._faults);
        SignerConfiguration notices = new()
        {
            File = path,
            StateDirectory = ReadState(root),
            Zones = [],
            Notifications = ReadNotifications(root.Section("notify")),
            Status = ReadStatus(root.Section("status")),
        };
        return findings.HasFaults ? null : notices;
    }

    /// <summary>Reads what <see cref="EffectiveConfiguration.WriteRemembered"/> gave, as far as it reads
    /// still: what it names may be gone since, and a text of an earlier time has no zones.</summary>
    /// <param name="remembered">The text.</param>
    /// <param name="file">Its path.</param>
    /// <returns>Null where it is no configuration at all.</returns>
    internal static SignerConfiguration? ReadRemembered(string remembered, string file)
    {
        FindingList findings = new();
        ConfigurationReader reader = new(findings);
        byte[] octets = System.Text.Encoding.UTF8.GetBytes(remembered);
        return ConfigurationText.Read(octets, file, findings) is { } text
            ? reader.ReadRoot(new ConfigurationSection(text, reader._faults), file) : null;
    }

    private SignerConfiguration ReadRoot(ConfigurationSection root, string file)
    {
        _state = ReadState(root);
        ReadNamed(root, "tokens", _tokens, ReadToken);
        ReadNamed(root, "policies", _policies, ReadPolicy);
        ReadNamed(root, "gates", _gates, ReadGate);
        ReadNamed(root, "servers", _servers, ReadServer);
        ReadNamed(root, "primaries", _primaries, ReadPrimary);
        ReadNamed(root, "children", _children, ReadChildren);
        ReadNamed(root, "parents", _parents, (_, section) => Addresses(section, "servers"));
        ReadTemplates(root);
        SignerConfiguration configuration = new()
        {
            File = file,
            StateDirectory = _state,
            Zones = ReadZones(root),
            Strays = _strays,
            FoundOutputs = _foundOutputs,
            Clock = ReadClock(root.Section("clock")),
            Notifications = ReadNotifications(root.Section("notify")),
            Status = ReadStatus(root.Section("status")),
            Ceremony = ReadCeremony(root.Section("ceremony")),
            Settle = root.Seconds("settle") ?? 2,
            HasSeveralSigners = root.Has("several-signers")
                ? root.IsYes("several-signers") : root.Has("fence"),
            Fence = root.Command("fence"),
            FenceTimeout = root.Seconds("fence-timeout") ?? 60,
            Parallel = root.Number("parallel", 1, 1_024),
        };
        root.Finish();
        return configuration;
    }

    private static string ReadState(ConfigurationSection root)
    {
        root.RequiredText("state",
            "name the directory for what is remembered between runs: state: /var/lib/dnssec-toolkit");
        return root.AbsolutePath("state") ?? "";
    }

    private static void ReadNamed<T>(
        ConfigurationSection root, string key, Dictionary<string, T> defined,
        Func<string, ConfigurationSection, T> read)
    {
        foreach ((string name, ConfigurationSection section) in root.NamedSections(key))
        {
            defined[name] = read(name, section);
            section.Finish();
        }
    }

    private GatePolicy ReadGate(string name, ConfigurationSection section)
    {
        GatePolicy fallback = new();
        BackupDemand demand = section.Choice(
            "require-backup", ("none", BackupDemand.None), ("made", BackupDemand.Made),
            ("proven", BackupDemand.Proven));
        if (demand != BackupDemand.None)
        {
            section.RequiredText("backup-register",
                "name the register of copies that `keybackup create --register` keeps");
        }

        return new GatePolicy
        {
            Name = name,
            RequireBackup = demand,
            BackupRegister = section.AbsolutePath("backup-register"),
            MaximumRemovedPercent = section.Percent("max-removed") ?? fallback.MaximumRemovedPercent,
            MaximumChangedPercent = section.Percent("max-changed") ?? fallback.MaximumChangedPercent,
            Margin = section.Seconds("margin") ?? fallback.Margin,
            Suppressions = ReadSuppressions(section.Section("suppress")),
            SecondOpinions = section.Commands("second-opinions"),
            Timeout = section.Seconds("timeout") ?? fallback.Timeout,
        };
    }

    private static Dictionary<CheckCode, string> ReadSuppressions(ConfigurationSection? section)
    {
        Dictionary<CheckCode, string> suppressions = [];
        foreach (string tag in section?.Keys ?? [])
        {
            string? reason = section!.Text(tag);
            if (CheckCodes.Find(tag) is not { } code)
            {
                section.Fault(
                    CheckCodes.ConfigValue, section.PlaceOf(tag),
                    $"{ConfigurationValue.Shown(tag)} is no check",
                    CheckCodes.HintFor(tag));
            }
            else if (!CheckAdvice.IsOfZones(code))
            {
                section.Fault(
                    CheckCodes.ConfigValue, section.PlaceOf(tag),
                    $"{tag} is no check of a zone: no report of a gate would ever have it",
                    "docs/checks.md tells what each check is about");
            }
            else if (reason is not null)
            {
                suppressions[code] = reason;
            }
        }

        return suppressions;
    }

    private ServerPolicy ReadServer(string name, ConfigurationSection section)
    {
        ServerPolicy fallback = new() { Name = name };
        return fallback with
        {
            Reload = section.Command("reload"),
            ReloadTimeout = section.Seconds("reload-timeout") ?? fallback.ReloadTimeout,
            Ask = Addresses(section, "ask"),
            AnswerWithin = section.Seconds("answer-within") ?? fallback.AnswerWithin,
        };
    }

    private PrimaryPolicy ReadPrimary(string name, ConfigurationSection section)
    {
        PrimaryPolicy fallback = new() { Name = name };
        if (section.Texts("servers").Count == 0)
        {
            section.Fault(
                CheckCodes.ConfigMissing, section.Location, "servers is missing",
                "name the primary's addresses: servers: [\"192.0.2.1\"]");
        }

        return fallback with
        {
            Servers = Addresses(section, "servers"),
            Tsig = section.AbsolutePath("tsig"),
            Timeout = section.Seconds("timeout") ?? fallback.Timeout,
        };
    }

    private static List<ServerAddress> Addresses(ConfigurationSection section, string key)
    {
        List<ServerAddress> addresses = [];
        foreach (string text in section.Texts(key))
        {
            if (ServerAddress.TryParse(text, out ServerAddress? address))
            {
                addresses.Add(address);
            }
            else
            {
                section.Fault(
                    CheckCodes.ConfigValue, section.PlaceOf(key),
                    $"{ConfigurationValue.Shown(text)} is no address",
                    "write it as 192.0.2.1, 192.0.2.1#5353 or 2001:db8::1, in quotes");
            }
        }

        return addresses;
    }

    private static ClockPolicy ReadClock(ConfigurationSection? section)
    {
        ClockPolicy fallback = new();
        if (section is null)
        {
            return fallback;
        }

        ClockPolicy clock = new()
        {
            Backwards = section.Seconds("backwards") ?? fallback.Backwards,
            Ahead = section.Seconds("ahead") ?? fallback.Ahead,
            FarAhead = section.Seconds("far-ahead") ?? fallback.FarAhead,
        };
        section.Finish();
        return clock;
    }

    private static StatusOutputs ReadStatus(ConfigurationSection? section)
    {
        if (section is null)
        {
            return new StatusOutputs();
        }

        StatusOutputs outputs = new(section.AbsolutePath("page"), section.AbsolutePath("json"),
            section.AbsolutePath("metrics"));
        section.Finish();
        return outputs;
    }
}
