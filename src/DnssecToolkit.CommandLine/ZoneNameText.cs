using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;

namespace DnssecToolkit.CommandLine;

/// <summary>Names of zones as people type them.</summary>
public static class ZoneNameText
{
    /// <summary>Reads the name that an option gives; <c>root</c> is the root zone, as in a
    /// keyindex.</summary>
    /// <param name="option">The option's name, for the message.</param>
    /// <param name="text">What was given.</param>
    /// <exception cref="UsageException">It is no domain name. One with other characters than ASCII's is
    /// refused, because what a terminal shows as ü is not what the zone has: neither its octets nor its
    /// A-label.</exception>
    public static DomainName Parse(string option, string text)
    {
        if (!System.Text.Ascii.IsValid(text))
        {
            throw new UsageException(
                $"{option} {text} has characters that are not ASCII",
                "write an internationalized name by its A-labels (xn--…), other octets as \\DDD");
        }

        return text == "root" ? DomainName.Root
            : DomainName.TryParse(text, out DomainName name, out string? fault)
            ? name : throw new UsageException($"{option} {text} is not a domain name: {fault}");
    }
}
