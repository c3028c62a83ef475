namespace DnssecToolkit.Keyall;

/// <summary>What becomes of a change that makes resolvers fail.</summary>
internal enum BreakPolicy
{
    /// <summary>It is refused.</summary>
    Refuse,

    /// <summary>The operator has accepted what is shown.</summary>
    Accepted,
}
