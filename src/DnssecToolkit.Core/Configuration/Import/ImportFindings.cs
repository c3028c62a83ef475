using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;

namespace DnssecToolkit.Configuration.Import;

/// <summary>Says what became of another program's settings.</summary>
internal sealed class ImportFindings(FindingList findings)
{
    /// <summary>The findings themselves.</summary>
    internal FindingList All { get; } = findings;

    /// <summary>Applies settings to a policy by a table; those that are not in it are told as
    /// unmapped.</summary>
    internal void Apply(IReadOnlyDictionary<string, SettingMeaning> table, ImportedPolicy policy,
        IEnumerable<ForeignSetting> settings)
    {
        foreach (ForeignSetting setting in settings)
        {
            SettingEffect effect = table.TryGetValue(setting.Name, out SettingMeaning? meaning)
                ? meaning(policy, setting.Value)
                : SettingEffect.Unmapped("it is not known to the importer: see whether you need it");
            if (effect.Code is { } code)
            {
                string value = setting.Value.Length == 0 ? "" : $" {ConfigurationValue.Shown(setting.Value)}";
                All.Add(
                    new Finding(code, setting.Place,
                        $"{ConfigurationValue.Shown(setting.Name)}{value} {effect.Message}")
                    { Hint = effect.Advice });
            }
        }
    }

    /// <summary>Tells of something without a counterpart.</summary>
    internal void Unmapped(SourceLocation place, string message, string advice) =>
        All.Add(new Finding(CheckCodes.ImportUnmapped, place, message) { Hint = advice });

    /// <summary>Tells of a fault.</summary>
    internal void Fault(CheckCode code, SourceLocation place, string message, string? hint = null) =>
        All.Add(new Finding(code, place, message) { Hint = hint });

    /// <summary>Reads a zone's name; a fault where it is none.</summary>
    internal bool TryReadName(string text, SourceLocation place, out DomainName name)
    {
        if (DomainName.TryParse(text, out name, out string? fault))
        {
            return true;
        }

        Fault(CheckCodes.ConfigValue, place, $"{ConfigurationValue.Shown(text)} is no zone's name: {fault}");
        return false;
    }
}
