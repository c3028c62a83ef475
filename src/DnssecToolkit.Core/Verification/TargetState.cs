namespace DnssecToolkit.Verification;

/// <summary>What the zone knows of a name that a record points at.</summary>
internal enum TargetState
{
    /// <summary>It is not in the zone.</summary>
    Elsewhere,

    /// <summary>It has an address, its own or a wildcard's.</summary>
    HasAddress,

    /// <summary>It is an alias.</summary>
    Alias,

    /// <summary>It exists, without an address.</summary>
    NoAddress,

    /// <summary>It is at or below a zone cut, and the zone has no address for it.</summary>
    Delegated,

    /// <summary>It is not there.</summary>
    Missing,
}
