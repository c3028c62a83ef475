using System.Xml.Linq;
using DnssecToolkit.Resolving;

namespace DnssecToolkit.Configuration.Import;

/// <content>Adapters: how zones come to the signer, and leave it.</content>
internal sealed partial class OpenDnssecImport
{
    // Zones may share a file of transfers, or have one each.
    private void FollowAdapters()
    {
        foreach (string file in _roots.Where(root => root.Name.LocalName == "ZoneList")
            .SelectMany(root => root.Elements("Zone"))
            .Select(zone => AdapterOf(zone, "Input", "DNS")).OfType<string>().Distinct(StringComparer.Ordinal)
            .Where(File.Exists).ToArray())
        {
            ReadFile(file);
        }
    }

    private static string? AdapterOf(XElement zone, string side, string type) =>
        zone.Element("Adapters")?.Element(side) is { } adapters
            ? (adapters.Element(type)
                ?? adapters.Elements("Adapter")
                .FirstOrDefault(adapter => adapter.Attribute("type")?.Value == type))?.Value.Trim() : null;

    // Adapter/DNS: keys by name, and Inbound/RequestTransfer/Remote with address, port and a key's name.
    private PrimaryPolicy? PrimaryOf(XElement zone)
    {
        string file = Path.GetFileName(AdapterOf(zone, "Input", "DNS") ?? "");
        XElement? dns = _roots.Find(root => root.Name.LocalName == "Adapter"
            && Path.GetFileName(root.Annotation<string>()) == file)?.Element("DNS");
        XElement[] remotes = [.. dns?.Element("Inbound")?.Element("RequestTransfer")?.Elements("Remote")
            ?? []];
        string? key = remotes.FirstOrDefault()?.Element("Key")?.Value.Trim();
        ServerAddress[] servers = [.. remotes.Where(remote => remote.Element("Key")?.Value.Trim() == key)
            .Select(AddressOf).OfType<ServerAddress>()];
        if (servers.Length < remotes.Length)
        {
            _findings.Unmapped(
                PlaceOf(dns!), "not all servers that zones are fetched from are taken over",
                "one section of primaries: has one key, and servers by address");
        }

        XElement? secret = dns?.Elements("TSIG")
            .FirstOrDefault(tsig => tsig.Element("Name")?.Value.Trim() == key);
        return servers.Length == 0 ? null
            : _primaries.Of(servers, key is null ? null
                : _primaries.KeyFileFor(key, secret?.Element("Algorithm")?.Value.Trim(),
                    PlaceOf(secret ?? dns!)));
    }

    private static ServerAddress? AddressOf(XElement remote) =>
        ServerAddress.TryParse(
            $"{remote.Element("Address")?.Value.Trim()}#{remote.Element("Port")?.Value.Trim() ?? "53"}", out ServerAddress? address) ? address : null;
}
