namespace DnssecToolkit.Verification;

/// <summary>What a validating resolver would make of a zone with a finding; the
/// greater value is the worse.</summary>
public enum ResolverEffect
{
    /// <summary>It notices nothing.</summary>
    Fine,

    /// <summary>It answers, but takes the zone or a part of it as unsigned.</summary>
    Insecure,

    /// <summary>It gives wrong, partial or no data, signed or not.</summary>
    Unreachable,

    /// <summary>It answers SERVFAIL for the names concerned.</summary>
    Bogus,
}
