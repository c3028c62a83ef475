using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>Signed zones beside those of a directory section, of which neither the configuration nor the
/// state directory knows anything: the zone's file is gone, and so is what was remembered of it. Nobody signs
/// them again.</summary>
public static class UnconfiguredOutputs
{
    /// <summary>Looks where the zones of directories have their signed files.</summary>
    /// <remarks>A directory's listing for each section, and the beginning of those files alone that no zone
    /// has.</remarks>
    public static IReadOnlyList<Finding> Of(SignerConfiguration configuration)
    {
        StateDirectory state = StateDirectory.At(configuration.StateDirectory);
        HashSet<string> known = [.. configuration.Zones.Select(zone => zone.Output)];
        HashSet<DomainName> names = [.. configuration.Zones.Select(zone => zone.Name)];
        List<Finding> findings = [];
        foreach (FoundOutput form in configuration.FoundOutputs)
        {
            foreach ((DomainName zone, string path) in form.Candidates())
            {
                if (!names.Contains(zone) && known.Add(path) && !state.HasForgotten(zone)
                    && SignedHead.Read(path, zone) is { } head)
                {
                    findings.Add(new Finding(
                        CheckCodes.OutputUnconfigured, new SourceLocation(path),
                        $"{zone} is signed here, under serial {head.Serial}, and nothing says where it comes from: it is signed no more")
                    {
                        Hint = "put its zone file back; or, if the zone is given up, take its DS out of the parent first, then say so: "
                            + $"signall forget {zone} --because \"…\"",
                    });
                }
            }
        }

        return findings;
    }

    /// <summary>Finds the signed file of a zone that is none of the configuration's.</summary>
    /// <returns>Its path; null where there is none.</returns>
    public static string? Find(SignerConfiguration configuration, DomainName zone) =>
        Of(configuration)
            .FirstOrDefault(finding =>
                finding.Message.StartsWith($"{zone} ", StringComparison.Ordinal))?.Location.File;
}
