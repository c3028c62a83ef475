namespace DnssecToolkit.Records;

/// <summary>Classes (RFC 1035 §3.2.4); any other number is valid too, as <c>CLASSnnn</c> (RFC 3597
/// §5).</summary>
public enum RRClass : ushort
{
    /// <summary>The Internet: the class of every zone we sign.</summary>
    IN = 1,

    /// <summary>Chaos.</summary>
    CH = 3,

    /// <summary>Hesiod.</summary>
    HS = 4,

    /// <summary>RFC 2136: no class; never in a zone.</summary>
    NONE = 254,

    /// <summary>RFC 1035: asks for all classes; never in a zone.</summary>
    ANY = 255,
}
