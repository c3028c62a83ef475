using DnssecToolkit.Keys;

namespace DnssecToolkit.Verification;

/// <summary>A published key and how many of the zone's signatures are by it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Signatures">The signatures; 0 for a key that stands by.</param>
public sealed record KeyUse(ZoneKey Key, long Signatures);
