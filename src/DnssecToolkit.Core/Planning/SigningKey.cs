using DnssecToolkit.Keys;
using DnssecToolkit.Records;

namespace DnssecToolkit.Planning;

/// <summary>A key that signs at the run's moment, and what it signs.</summary>
/// <param name="Key">The DNSKEY as it is published, REVOKE flag included.</param>
/// <param name="Duty">Which RRsets it signs.</param>
public sealed record SigningKey(ZoneKey Key, KeyDuty Duty)
{
    /// <summary>RRSIG RDATA that this key made before, by the type covered: an offline KSK's, over RRsets at
    /// the apex.</summary>
    public IReadOnlyDictionary<RRType, byte[]> Presigned { get; init; } = new Dictionary<RRType, byte[]>();

    /// <summary>Whether it makes signatures on this host: not an offline KSK, whose side looks after its
    /// copies.</summary>
    public bool SignsHere => Presigned.Count == 0 || (Duty & KeyDuty.ZoneData) != 0;

    /// <summary>A signature by this key with less than this left, in seconds, is made again; null for the
    /// policy's refresh time.</summary>
    public long? Refresh { get; init; }

    /// <summary>The keys that sign by their roles, each once.</summary>
    public static IReadOnlyList<SigningKey> Of(KeyRoles roles) =>
        [.. roles.SignDnskey.Union(roles.SignZone).Select(key => new SigningKey(key, DutyOf(key, roles)))];

    /// <summary>Whether the key signs an RRset of the type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="isApex">Whether the RRset stands at the apex.</param>
    public bool Signs(RRType type, bool isApex)
    {
        KeyDuty needed = type switch
        {
            RRType.DNSKEY when isApex => KeyDuty.Dnskey,
            RRType.CDS or RRType.CDNSKEY when isApex => KeyDuty.ParentSync,
            _ => KeyDuty.ZoneData,
        };
        return (Duty & needed) != 0;
    }

    private static KeyDuty DutyOf(ZoneKey key, KeyRoles roles)
    {
        KeyDuty duty = roles.SignZone.Contains(key) ? KeyDuty.ZoneData : KeyDuty.None;
        if (roles.SignDnskey.Contains(key))
        {
            duty |= key.IsRevoked ? KeyDuty.Dnskey : KeyDuty.KeySet;
        }

        return duty;
    }
}
