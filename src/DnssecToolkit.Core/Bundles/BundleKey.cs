using DnssecToolkit.Keys;
using DnssecToolkit.Records;

namespace DnssecToolkit.Bundles;

/// <summary>A DNSKEY as a bundle has it.</summary>
/// <param name="Identifier">The name its owner gave it: a token's label, or any text that stays the same for
/// the key.</param>
/// <param name="Key">The DNSKEY.</param>
/// <param name="Ttl">Its TTL in seconds.</param>
public sealed record BundleKey(string Identifier, ZoneKey Key, uint Ttl)
{
    /// <summary>The tag that the file claims; a control compares it with the key's own.</summary>
    public KeyTag ClaimedTag { get; init; } = Key.Tag;

    /// <summary>The protocol field, which is 3 (RFC 4034 §2.1.2).</summary>
    public byte Protocol => Key.RData[2];

    /// <summary>Gives a key an identifier of our own: algorithm and tag, as in the names of BIND's key
    /// files.</summary>
    public static BundleKey Of(ZoneKey key, uint ttl) => new(IdentifierOf(key), key, ttl);

    /// <summary>The identifier that <see cref="Of"/> gives.</summary>
    public static string IdentifierOf(ZoneKey key) => BindKeyName.Of(key).ToString();

    /// <summary>Whether it is the same record: DNSKEY and TTL; identifiers are but names.</summary>
    public bool IsSameRecord(BundleKey other) => Key.Equals(other.Key) && Ttl == other.Ttl;

    /// <summary>Whether it is the same key, with or without its REVOKE flag.</summary>
    public bool IsSameKey(ZoneKey other) =>
        Key.Algorithm == other.Algorithm && Key.PublicKey.SequenceEqual(other.PublicKey);
}
