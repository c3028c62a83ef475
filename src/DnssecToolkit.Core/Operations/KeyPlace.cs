using DnssecToolkit.Keys;

namespace DnssecToolkit.Operations;

/// <summary>A published key and the token that has its private half.</summary>
/// <param name="Key">The DNSKEY.</param>
/// <param name="Token">Its place in a token.</param>
/// <param name="IsReady">Whether it could take over: a KSK's DS was seen at the parent, where that is known.</param>
internal sealed record KeyPlace(ZoneKey Key, Pkcs11Uri Token, bool IsReady)
{
    /// <summary>Whether this key could stand in for another that is lost with its token.</summary>
    internal bool StandsInFor(KeyPlace other) => IsReady && Key != other.Key && Key.IsSep == other.Key.IsSep
        && Key.Algorithm == other.Key.Algorithm && !Key.IsRevoked
        && (Token.Token != other.Token.Token || Token.Serial != other.Token.Serial || Token.ModulePath != other.Token.ModulePath);
}
