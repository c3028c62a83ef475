using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;

namespace DnssecToolkit.Signall;

/// <summary>Finds the zone that an argument names.</summary>
internal static class ZoneArgument
{
    /// <summary>Finds it.</summary>
    /// <exception cref="UsageException">There is no such zone.</exception>
    internal static ZoneConfiguration Find(SignerConfiguration configuration, string text)
    {
        string? fault = null;
        DomainName name = DomainName.Root;
        if (text != "root" && !DomainName.TryParse(text, out name, out fault))
        {
            throw new UsageException($"{text} is no zone's name: {fault}");
        }

        return configuration.Find(name) ?? throw new UsageException(
            $"{configuration.File}: there is no zone {name}",
            NearestWord.To(name.ToString(),
                configuration.Zones.Select(zone => zone.Name.ToString())) is { } meant
                ? $"did you mean {meant}?" : "see `signall config show` for those there are");
    }
}
