using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Configuration;

/// <content>Sections below a section.</content>
internal sealed partial class ConfigurationSection
{
    /// <summary>Gives a section below this one, or null where the key is absent.</summary>
    internal ConfigurationSection? Section(string key)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case MappingNode mapping:
                return new ConfigurationSection(mapping, _faults);
            case { } other:
                Fault(CheckCodes.ConfigValue, other.Location, $"{key} is no section: it has keys of its own");
                return null;
        }
    }

    /// <summary>Gives the sections below a key, each with its name.</summary>
    internal IReadOnlyList<(string Name, ConfigurationSection Section)> NamedSections(string key)
    {
        if (Find(key) is not { } node)
        {
            return [];
        }

        if (node is not MappingNode mapping)
        {
            Fault(CheckCodes.ConfigValue, node.Location, $"{key} has names, and a section below each");
            return [];
        }

        List<(string, ConfigurationSection)> sections = [];
        foreach ((ScalarNode name, ConfigurationNode value) in mapping.Members)
        {
            if (value is MappingNode section)
            {
                sections.Add((name.Text, new ConfigurationSection(section, _faults)));
            }
            else
            {
                Fault(CheckCodes.ConfigValue, value.Location,
                    $"{ConfigurationValue.Shown(name.Text)} below {key} is no section");
            }
        }

        return sections;
    }

    /// <summary>Gives the list of sections below a key.</summary>
    internal IReadOnlyList<ConfigurationSection> Sections(string key)
    {
        if (Find(key) is not { } node)
        {
            return [];
        }

        if (node is ListNode list && list.Items.All(item => item is MappingNode))
        {
            return [.. list.Items.Cast<MappingNode>()
                .Select(item => new ConfigurationSection(item, _faults))];
        }

        Fault(CheckCodes.ConfigValue, node.Location,
            $"{key} is no list of sections: each begins with a hyphen");
        return [];
    }
}
