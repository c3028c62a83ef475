namespace DnssecToolkit.Configuration;

/// <content>The section for ceremonies and the practice statement.</content>
public sealed partial class ConfigurationReader
{
    private static CeremonyConfiguration ReadCeremony(ConfigurationSection? section)
    {
        if (section is null)
        {
            return new CeremonyConfiguration();
        }

        CeremonyConfiguration ceremony = new()
        {
            Organisation = section.Text("organisation"),
            Contact = section.Text("contact"),
            Place = section.Text("place"),
            Roles = section.Texts("roles"),
            Statement = ReadStatement(section.Section("statement")),
        };
        section.Finish();
        return ceremony;
    }

    private static Dictionary<string, string> ReadStatement(ConfigurationSection? section)
    {
        Dictionary<string, string> statement = new(StringComparer.Ordinal);
        foreach (string name in section?.Keys ?? [])
        {
            statement[name] = section!.Text(name) ?? "";
        }

        return statement;
    }
}
