using System.Collections.Immutable;
using DnssecToolkit.Bundles.Controls;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;

namespace DnssecToolkit.Configuration;

/// <content>What the side of offline KSKs accepts, in a policy.</content>
public sealed partial class ConfigurationReader
{
    // Any limits will do to see whether a value is one.
    private static readonly RequestLimits SomeLimits = new() { Domains = [DomainName.Root] };

    /// <summary>Reads what is agreed for requests; what is not there is as in another agreement.</summary>
    private static RequestAgreement ReadRequests(ConfigurationSection parent, RequestAgreement fallback)
    {
        if (parent.Section("requests") is not { } section)
        {
            return fallback;
        }

        Dictionary<string, string> limits = new(fallback.Limits, StringComparer.Ordinal);
        foreach (string name in RequestLimitText.Names)
        {
            string value = string.Join(',', section.Texts(name));
            if (value.Length > 0 && RequestLimitText.With(SomeLimits, name, value) is null)
            {
                section.Fault(
                    CheckCodes.ConfigValue, section.PlaceOf(name),
                    $"{name} {ConfigurationValue.Shown(value)} is no such limit", RequestLimitText.Forms);
            }
            else if (value.Length > 0)
            {
                limits[name] = value;
            }
        }

        RequestAgreement agreement = new()
        {
            Profile = section.Has("profile")
                ? section.Choice("profile", ("zone", RequestProfile.Zone), ("root", RequestProfile.Root))
                : fallback.Profile,
            Limits = limits.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Waived = section.Has("waive") ? ReadWaived(section.Section("waive")) : fallback.Waived,
        };
        section.Finish();
        return agreement;
    }

    private static ImmutableSortedDictionary<string, string> ReadWaived(ConfigurationSection? section)
    {
        Dictionary<string, string> waived = new(StringComparer.Ordinal);
        foreach (string tag in section?.Keys ?? [])
        {
            string? reason = section!.Text(tag);
            if (!RequestControls.IsControl(tag))
            {
                section.Fault(
                    CheckCodes.ConfigValue, section.PlaceOf(tag),
                    $"{ConfigurationValue.Shown(tag)} is no control of requests", CheckCodes.HintFor(tag));
            }
            else if (reason is not null)
            {
                waived.Add(tag, reason);
            }
        }

        return waived.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }
}
