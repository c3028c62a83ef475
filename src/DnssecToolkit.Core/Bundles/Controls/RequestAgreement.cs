using System.Collections.Immutable;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;

namespace DnssecToolkit.Bundles.Controls;

/// <summary>What the side of the KSKs has agreed on for a zone's requests, beyond what follows from its
/// policy.</summary>
public sealed record RequestAgreement
{
    /// <summary>Nothing: all follows from the zone's policy.</summary>
    public static RequestAgreement None { get; } = new();

    /// <summary>Where limits come from that are not among <see cref="Limits"/>.</summary>
    public RequestProfile Profile { get; init; }

    /// <summary>Single limits, by their names in <see cref="RequestLimitText"/>, as they are
    /// written.</summary>
    public ImmutableSortedDictionary<string, string> Limits { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The tags of controls that are not applied, each with the reason.</summary>
    public ImmutableSortedDictionary<string, string> Waived { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Gives the limits for a zone's requests.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="policy">Gives how long things take there, where that is needed.</param>
    public RequestLimits LimitsOf(DomainName zone, Func<RolloverPolicy> policy)
    {
        RequestLimits limits = Profile == RequestProfile.Root
            ? RequestLimits.Root : RequestLimits.Of(zone, policy());
        foreach ((string name, string value) in Limits)
        {
            limits = RequestLimitText.With(limits, name, value) ?? limits;
        }

        return limits with { Waived = [.. Waived.Keys] };
    }
}
