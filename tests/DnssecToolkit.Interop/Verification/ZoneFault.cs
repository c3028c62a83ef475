using DnssecToolkit.Verification;

namespace DnssecToolkit.Interop.Verification;

/// <summary>A way to make a sound zone wrong, and what a verifier has to say about it.</summary>
/// <param name="Name">The fault in a few words.</param>
/// <param name="Denial">The kind of zone it is a fault of: <c>any</c>, <c>nsec</c>, <c>nsec3</c>,
/// <c>optout</c> or <c>zonemd</c>.</param>
/// <param name="Codes">The tags of the checks that fail and do not fail in the sound zone, parted by spaces:
/// these and no others.</param>
/// <param name="Edit">Makes the zone wrong.</param>
internal sealed record ZoneFault(string Name, string Denial, string Codes, Action<MutableZone> Edit)
{
    /// <summary>Leaves the zone as it is: the fault is in what is asked of it, or in what it is to
    /// replace.</summary>
    public static readonly Action<MutableZone> Nothing = _ => { };

    /// <summary>What the operator asks for of the sound zone, which it fulfils unless the fault is there; or
    /// null.</summary>
    public Func<InspectionRequest, MutableZone, InspectionRequest>? Given { get; init; }

    /// <summary>Makes the previous version of the sound zone, or null: none is given.</summary>
    public Action<MutableZone>? Before { get; init; }

    /// <summary>Whether the file shows it, so that other verifiers can find it.</summary>
    public bool IsInFile => Given is null && Before is null;

    /// <summary>Gives the name.</summary>
    public override string ToString() => Name;
}
