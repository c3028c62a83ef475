using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Resolving;

namespace DnssecToolkit.Configuration;

/// <content>How the DS of children come into a zone.</content>
public sealed partial class ConfigurationReader
{
    private readonly Dictionary<string, ChildrenPolicy> _children = new(StringComparer.Ordinal);

    private static ChildrenPolicy ReadChildren(string name, ConfigurationSection section)
    {
        ChildrenPolicy fallback = new() { Name = name };
        ChildrenPolicy children = fallback with
        {
            FollowsCds = section.IsYes("cds"),
            Bootstraps = section.IsYes("bootstrap"),
            Resolver = Addresses(section, "resolver").FirstOrDefault(),
            Every = Math.Max(1, section.Seconds("every") ?? fallback.Every),
            Most = section.Number("most", 1, 1_000_000) ?? fallback.Most,
            Within = section.Seconds("within") ?? fallback.Within,
            Wait = section.Seconds("wait") ?? fallback.Wait,
            Servers = ReadChildServers(section.Section("servers")),
        };
        if (children.Bootstraps && (children.Resolver is null || !children.FollowsCds))
        {
            section.Fault(
                CheckCodes.ConfigMissing, section.PlaceOf("bootstrap"),
                "bootstrap needs cds: yes, and a resolver that validates",
                "resolver: \"127.0.0.1\"");
        }

        return children;
    }

    // A DS that goes in without a question may make its child bogus: who wants that says so.
    private ChildrenPolicy? ChildrenOf(ConfigurationSection section)
    {
        const string fallback = "default";
        string? name = section.Text("children");
        bool isUnasked = section.Choice("child-ds-unasked", ("no", false), ("may-go-bogus", true));
        if (isUnasked && name is not null)
        {
            section.Fault(
                CheckCodes.ConfigClash, section.PlaceOf("child-ds-unasked"),
                "child-ds-unasked says that no server of a child is asked, and children says how they are asked",
                "take one of the two out");
        }

        return name is not null ? Named(section, "children", name, _children)
            : isUnasked || !section.Has("child-ds") ? null
            : _children.GetValueOrDefault(fallback) ?? new ChildrenPolicy { Name = fallback };
    }

    private static Dictionary<DomainName, IReadOnlyList<ServerAddress>> ReadChildServers(
        ConfigurationSection? section)
    {
        Dictionary<DomainName, IReadOnlyList<ServerAddress>> servers = [];
        foreach (string child in section?.Keys ?? [])
        {
            List<ServerAddress> addresses = Addresses(section!, child);
            if (TryReadName(section!, child, child, out DomainName name))
            {
                servers[name] = addresses;
            }
        }

        section?.Finish();
        return servers;
    }
}
