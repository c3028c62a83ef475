namespace DnssecToolkit.Bundles;

/// <summary>What two KSKs, the current and the next, do over the slots of a request; the phases of the root
/// zone's rollovers.</summary>
public enum KskSchema
{
    /// <summary>The current one signs, alone.</summary>
    Normal,

    /// <summary>The next one is published from the second slot on (phase D).</summary>
    PrePublish,

    /// <summary>The next one signs from the second slot on (phase E).</summary>
    Rollover,

    /// <summary>The current one is revoked from the second slot to the last but one, and gone in the last
    /// (phase F).</summary>
    Revoke,

    /// <summary>Both are published throughout, and the current one signs: phase D goes on.</summary>
    HoldPublish,

    /// <summary>Both are published throughout, and the next one signs: phase E goes on.</summary>
    HoldRollover,

    /// <summary>The next one signs; the current one is revoked from the second slot to the last but one:
    /// phase F goes on.</summary>
    HoldRevoke,
}
