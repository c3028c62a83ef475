using System.Text.RegularExpressions;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Configuration;

/// <summary>A profile that an operator writes for a device that has none here: YAML of the configuration's
/// form, so that a new device needs no code.</summary>
public static partial class DeviceProfileFile
{
    private const int MostSessions = 1_024;
    private const int LongestLabel = 255; // octets

    private static readonly (string Word, SigningWay Way)[] Ways =
    [
        ("rsa-digest-info", SigningWay.RsaDigestInfo), ("rsa-padded-block", SigningWay.RsaPaddedBlock),
        ("rsa-message", SigningWay.RsaMessage), ("ecdsa-hash", SigningWay.EcdsaHash),
        ("ecdsa-message", SigningWay.EcdsaMessage), ("eddsa-message", SigningWay.EddsaMessage),
    ];

    /// <summary>Whether a text that may be a profile's name is the path of a file.</summary>
    public static bool IsNamedBy(string text) => text.Contains('/');

    /// <summary>Reads a file.</summary>
    /// <exception cref="UsageException">It cannot be read, or is no profile; the first fault is
    /// told.</exception>
    public static DeviceProfile ReadFile(string path)
    {
        FindingList findings = new();
        return Read(path, findings)
            ?? throw new UsageException(findings.Kept[0].ToString(), findings.Kept[0].Hint);
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="findings">Takes what is wrong with it.</param>
    /// <returns>Null where anything is.</returns>
    /// <exception cref="UsageException">It cannot be read.</exception>
    internal static DeviceProfile? Read(string path, FindingList findings) =>
        Read(ConfigurationText.OctetsOf(path, "the profile", "see docs/guide/generic.md for what is in it"),
            path, findings);

    /// <summary>Reads the text of a file.</summary>
    internal static DeviceProfile? Read(ReadOnlySpan<byte> octets, string path, FindingList findings)
    {
        FindingList own = new();
        DeviceProfile? profile = null;
        if (ConfigurationText.Read(octets, path, own) is { } text)
        {
            ConfigurationSection section = new(text, new ConfigurationFaults(own));
            profile = ReadProfile(section);
            section.Finish();
        }

        foreach (Finding finding in own.Kept)
        {
            findings.Add(finding);
        }

        return own.HasFaults ? null : profile;
    }

    private static DeviceProfile ReadProfile(ConfigurationSection section)
    {
        IEnumerable<DeviceProfile> known = DeviceProfiles.All.Reverse(); // the one for unknown devices first, as the default
        DeviceProfile like = section.Choice("like", [.. known.Select(profile => (profile.Name, profile))]);
        bool Answer(string key, bool fallback) => section.Has(key) ? section.IsYes(key) : fallback;
        return Signing(section, like) with
        {
            Name = NameOf(section),
            Device = section.RequiredText("device", "say in words which device it is"),
            Recognized = [],
            Modules = [],
            MaximumLabelLength = section.Number("label-octets", 0, LongestLabel) ?? like.MaximumLabelLength,
            LabelsCanChange = Answer("labels-can-change", like.LabelsCanChange),
            KeysHaveId = Answer("keys-have-id", like.KeysHaveId),
            SerialIsUnique = Answer("serial-is-unique", like.SerialIsUnique),
            SlotsAreStable = Answer("slots-are-stable", like.SlotsAreStable),
            LoginsMayBeMadeAgain = Answer("logins-may-be-made-again", like.LoginsMayBeMadeAgain),
            NewKeysAreExtractable = Answer("new-keys-are-extractable", like.NewKeysAreExtractable),
            TakesKeys = Answer("takes-keys", like.TakesKeys),
            KeysCanLeave = Answer("keys-can-leave", like.KeysCanLeave),
            Quirks = section.Texts("quirks"),
            Advice = AdviceOf(section.Section("advice"), like),
            PublicHalf = HalfOf(section.Section("public-half"), like.PublicHalf),
            PrivateHalf = HalfOf(section.Section("private-half"), like.PrivateHalf),
            Generates = GeneratesOf(section) is { Count: > 0 } made ? made : like.Generates,
            Environment = EnvironmentOf(section) is { Count: > 0 } names ? names : like.Environment,
        };
    }

    private static DeviceProfile Signing(ConfigurationSection section, DeviceProfile like)
    {
        T Word<T>(string key, T fallback, params (string Word, T Meaning)[] choices) =>
            section.Has(key) ? section.Choice(key, choices) : fallback;
        return like with
        {
            UsefulSessions = section.Number("sessions", 0, MostSessions) ?? like.UsefulSessions,
            SignsInParallel = !section.Has("parallel") ? like.SignsInParallel : section.IsYes("parallel"),
            SigningWays = WaysOf(section) is { Count: > 0 } ways ? ways : like.SigningWays,
            Network = Word("network", like.Network, ("open", NetworkNeed.Always),
                ("closed", NetworkNeed.Never)),
            Ecdsa = Word("ecdsa", like.Ecdsa, ("flat", EcdsaEncoding.Flat), ("der", EcdsaEncoding.Der)),
            PinAlphabet = Word("pin", like.PinAlphabet, ("any", PinAlphabet.Any),
                ("digits", PinAlphabet.Digits)),
            Session = Word(
                "session", like.Session, ("read-only", SessionKind.ReadOnly),
                ("read-write", SessionKind.ReadWrite)),
        };
    }

    // What is proven of a device by its name must not be had by taking the name.
    private static string NameOf(ConfigurationSection section)
    {
        string name = section.RequiredText("name",
            "give the profile a name of its own, such as name: our-hsm");
        if (name.Length > 0 && (!FormOfNames().IsMatch(name) || DeviceProfiles.Find(name) is not null))
        {
            section.Fault(
                CheckCodes.ConfigValue, section.PlaceOf("name"),
                $"name {ConfigurationValue.Shown(name)} is a known device's, or has more than small letters, digits and hyphens",
                "take a name of your own, such as our-hsm");
        }

        return name;
    }

    private static List<SigningWay> WaysOf(ConfigurationSection section)
    {
        List<SigningWay> ways = [];
        foreach (string word in section.Texts("signing"))
        {
            int at = Array.FindIndex(Ways, way => way.Word == word);
            if (at < 0)
            {
                section.Fault(
                    CheckCodes.ConfigValue, section.PlaceOf("signing"),
                    $"signing {ConfigurationValue.Shown(word)} is no way to sign",
                    $"there are {string.Join(", ", Ways.Select(way => way.Word))}, the best first");
                continue;
            }

            ways.Add(Ways[at].Way);
        }

        return ways;
    }

    private static Dictionary<string, string> AdviceOf(ConfigurationSection? section, DeviceProfile like)
    {
        Dictionary<string, string> advice = new(like.Advice);
        foreach (string value in section?.Keys.ToArray() ?? [])
        {
            if (section!.Text(value) is { } text)
            {
                advice[value] = text;
            }

            if (!ReturnValueTable.All.Any(row => row.Name == value))
            {
                section.Fault(
                    CheckCodes.ConfigValue, section.PlaceOf(value),
                    $"{ConfigurationValue.Shown(value)} is no return value of PKCS#11",
                    "write it as in a message, such as CKR_DEVICE_ERROR");
            }
        }

        return advice;
    }

    private static IReadOnlyDictionary<string, bool?> HalfOf(
        ConfigurationSection? section, IReadOnlyDictionary<string, bool?> like)
    {
        if (section is null)
        {
            return like;
        }

        Dictionary<string, bool?> half = new(like);
        foreach (string name in section.Keys.ToArray())
        {
            half[name] = section.Choice<bool?>(name, ("omit", null), ("yes", true), ("no", false));
            if (!KeyAttributes.Has(name) || (name == KeyAttributes.Sensitive && half[name] == false))
            {
                section.Fault(
                    CheckCodes.ConfigValue, section.PlaceOf(name),
                    $"{ConfigurationValue.Shown(name)} is no yes-or-no attribute of keys that may be set so",
                    $"there are {string.Join(", ", KeyAttributes.Names)}; CKA_SENSITIVE is yes or omit");
            }
        }

        return half;
    }

    private static List<DnssecAlgorithm> GeneratesOf(ConfigurationSection section)
    {
        List<DnssecAlgorithm> algorithms = [];
        foreach (string word in section.Texts("generates"))
        {
            if (AlgorithmTraits.TryParse(word, out AlgorithmTraits? traits))
            {
                algorithms.Add(traits.Algorithm);
                continue;
            }

            section.Fault(
                CheckCodes.ConfigValue, section.PlaceOf("generates"),
                $"generates {ConfigurationValue.Shown(word)} is no algorithm",
                "write it as in ECDSAP256SHA256");
        }

        return algorithms;
    }

    // What the loader and the runtime read would bring code into the process that gets the PIN.
    private static IReadOnlyList<string> EnvironmentOf(ConfigurationSection section)
    {
        IReadOnlyList<string> names = section.Texts("environment");
        foreach (string name in names.Where(name => !FormOfVariables().IsMatch(name)))
        {
            section.Fault(
                CheckCodes.ConfigValue, section.PlaceOf("environment"),
                $"environment {ConfigurationValue.Shown(name)} is no variable that a module may get",
                "write names alone, such as OUR_HSM_CONF; none that begins with LD_, DOTNET_, CORECLR_ or COMPlus_");
        }

        return names;
    }

    [GeneratedRegex("^(?!LD_|DOTNET_|CORECLR_|COMPlus_)[A-Za-z_][A-Za-z0-9_]{0,63}\\z")]
    private static partial Regex FormOfVariables();

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,30}$")]
    private static partial Regex FormOfNames();
}
