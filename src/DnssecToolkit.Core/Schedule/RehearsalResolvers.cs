namespace DnssecToolkit.Schedule;

/// <summary>The kinds of resolvers in a rehearsal.</summary>
public enum RehearsalResolvers
{
    /// <summary>All: one valid path is enough for them (RFC 4035 §5, RFC 6840 §5.11).</summary>
    Any,

    /// <summary>Those that want a valid path for each algorithm of the DS RRset, as unbound's
    /// harden-algo-downgrade does.</summary>
    EveryAlgorithm,
}
