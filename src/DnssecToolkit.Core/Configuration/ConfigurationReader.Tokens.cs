using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Configuration;

/// <content>The sections of tokens.</content>
public sealed partial class ConfigurationReader
{
    private TokenConfiguration ReadToken(string name, ConfigurationSection section)
    {
        (DeviceProfile? profile, string? profileFile) = ReadDeviceProfile(section);
        string module = section.RequiredText("module",
            "name the PKCS#11 module: module: /usr/lib/softhsm/libsofthsm2.so");
        string? pin = section.Text("pin");
        string[] sources = ["file:/", "credential:", "env:", "fd:"];
        if (pin is not null
            && !Array.Exists(sources, source => pin.StartsWith(source, StringComparison.Ordinal)
                && pin.Length > source.Length))
        {
            // The text is not repeated: it may be the PIN.
            section.Fault(
                CheckCodes.ConfigValue, section.PlaceOf("pin"),
                "pin names where the PIN comes from, not the PIN",
                "write file:/PATH, credential:NAME, env:NAME or fd:NUMBER");
        }

        return new TokenConfiguration(name, section.AbsolutePath("module") ?? module, pin)
        {
            Profile = profile,
            ProfileFile = profileFile,
            Timeout = section.Seconds("timeout"),
            Patience = section.Seconds("patience"),
            Recovery = ReadRecovery(section.Section("recovery")),
            RestartCommand = section.Command("restart-command"),
            Also = ReadAlso(section),
        };
    }

    // A known device's name, or the path of a file of the operator's own.
    private (DeviceProfile? Profile, string? File) ReadDeviceProfile(ConfigurationSection section)
    {
        if (section.Text("profile") is not { } text || !DeviceProfileFile.IsNamedBy(text))
        {
            return (section.Choice(
                "profile", [("auto", null),
                    .. DeviceProfiles.All.Select(profile => (profile.Name, (DeviceProfile?)profile))]), null);
        }

        if (section.AbsolutePath("profile") is not { } path)
        {
            return (null, null);
        }

        try
        {
            FindingList findings = new();
            DeviceProfile? profile = DeviceProfileFile.Read(path, findings);
            foreach (Finding finding in findings.Kept)
            {
                _faults.Add(finding.Code, finding.Location, finding.Message, finding.Hint);
            }

            return (profile, path);
        }
        catch (UsageException fault)
        {
            section.Fault(CheckCodes.ConfigValue, section.PlaceOf("profile"), fault.Message, fault.Hint);
            return (null, path);
        }
    }

    private static Dictionary<RecoveryStep, long> ReadRecovery(ConfigurationSection? section)
    {
        Dictionary<RecoveryStep, long> deadlines = [];
        foreach (RecoveryStep step in Enum.GetValues<RecoveryStep>())
        {
            if (section?.Seconds(RecoveryStepText.Write(step)) is { } seconds)
            {
                deadlines[step] = seconds;
            }
        }

        section?.Finish();
        return deadlines;
    }

    private static List<Pkcs11Uri> ReadAlso(ConfigurationSection section)
    {
        List<Pkcs11Uri> also = [];
        foreach (string text in section.Texts("also"))
        {
            if (Pkcs11Uri.TryParse(text, out Pkcs11Uri? uri, out string? fault))
            {
                also.Add(uri);
            }
            else
            {
                section.Fault(
                    CheckCodes.ConfigValue, section.PlaceOf("also"),
                    $"also {ConfigurationValue.Shown(text)} is no PKCS#11 URI: {fault}",
                    "write pkcs11:token=LABEL; `keyall token list` prints them");
            }
        }

        return also;
    }
}
