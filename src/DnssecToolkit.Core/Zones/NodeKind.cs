namespace DnssecToolkit.Zones;

/// <summary>What a name is to its zone (RFC 9499); it decides what may be signed and what must be
/// proven.</summary>
public enum NodeKind : byte
{
    /// <summary>The zone's own name.</summary>
    Apex,

    /// <summary>A name with data that the zone speaks for.</summary>
    Authoritative,

    /// <summary>A zone cut: NS below the apex. Only its DS and its place in the chain are the zone's to
    /// sign.</summary>
    Delegation,

    /// <summary>Below a zone cut or a DNAME: glue or forgotten data, never signed and never proven.</summary>
    Occluded,

    /// <summary>A name without records of its own that has names with records below it.</summary>
    EmptyNonTerminal,
}
