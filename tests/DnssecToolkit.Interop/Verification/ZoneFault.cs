namespace DnssecToolkit.Interop.Verification;

/// <summary>A way to make a sound zone wrong, and what a verifier has to say about it.</summary>
/// <param name="Name">The fault in a few words.</param>
/// <param name="Denial">The kind of zone it is a fault of: <c>any</c>, <c>nsec</c>, <c>nsec3</c>, <c>optout</c> or <c>zonemd</c>.</param>
/// <param name="Codes">The tags of the checks that fail and do not fail in the sound zone, parted by spaces: these and no others.</param>
/// <param name="Edit">Makes the zone wrong.</param>
internal sealed record ZoneFault(string Name, string Denial, string Codes, Action<MutableZone> Edit)
{
    /// <summary>Gives the name.</summary>
    public override string ToString() => Name;
}
