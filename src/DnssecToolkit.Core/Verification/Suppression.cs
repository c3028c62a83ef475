using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;

namespace DnssecToolkit.Verification;

/// <summary>A check that an operator has decided not to count for a zone.</summary>
/// <param name="Zone">The zone, or null for every zone.</param>
/// <param name="Code">The check.</param>
/// <param name="Reason">Why; the report repeats it.</param>
public sealed record Suppression(DomainName? Zone, CheckCode Code, string Reason)
{
    /// <summary>Whether it is for a zone.</summary>
    public bool IsFor(DomainName zone) => Zone is null || Zone == zone;
}
