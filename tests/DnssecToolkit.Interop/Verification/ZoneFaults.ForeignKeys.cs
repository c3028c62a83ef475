using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Interop.Verification;

/// <content>Faults of keys that the zone does not have, and of signatures by them.</content>
internal static partial class ZoneFaults
{
    private const ushort NoZoneKey = 0;
    private const ushort RevokedKsk = ZoneKey.ZoneFlag | ZoneKey.SepFlag | ZoneKey.RevokeFlag;
    private const DnssecAlgorithm Unknown = (DnssecAlgorithm)200;

    private static IEnumerable<ZoneFault> ForeignKeys() =>
    [
        new("DNSKEY of an algorithm that nobody knows", "any", "DNSKEY-ALGORITHM RRSET-ALGORITHM-INCOMPLETE",
            zone => zone.Publish(UnknownKey())),
        new("signature of an algorithm that nobody knows", "any",
            "DNSKEY-ALGORITHM RRSET-ALGORITHM-INCOMPLETE RRSIG-ALGORITHM-UNKNOWN", zone =>
            {
                zone.Publish(UnknownKey());
                MutableRecord copy = zone.Signatures("ns1", "A")[0].Copy();
                zone.Records.Add(copy.Set(1, $"{(int)Unknown}").Set(6, UnknownKey().Tag.ToString()));
            }),
        new("signature by a key that is no zone key", "any", "DNSKEY-NOT-ZONE-KEY RRSIG-KEY-UNFIT", zone =>
        {
            zone.Publish(zone.SpareKey(NoZoneKey));
            zone.SignBy(zone.SpareKey(NoZoneKey), "ns1", "A");
        }),
        new("signature by a revoked key", "any", "RRSIG-KEY-UNFIT", zone =>
        {
            zone.Publish(zone.SpareKey(RevokedKsk));
            zone.SignBy(zone.SpareKey(RevokedKsk), "example.", "DNSKEY");
            zone.SignBy(zone.SpareKey(RevokedKsk), "ns1", "A");
        }),
        new("RSA key of 1024 bits", "any", "DNSKEY-NOT-ZONE-KEY DNSKEY-SIZE",
            zone => zone.Publish(RsaKey(128, 0, 65537))),
        new("RSA key of an algorithm that is not recommended", "any",
            "DNSKEY-NOT-RECOMMENDED DNSKEY-NOT-ZONE-KEY",
            zone => zone.Publish(RsaKey(256, 0, 65537, DnssecAlgorithm.RSASHA512))),
        new("RSA key with the exponent 3", "any", "DNSKEY-EXPONENT DNSKEY-NOT-ZONE-KEY",
            zone => zone.Publish(RsaKey(256, 0, 3))),
        new("two keys of one tag", "any", "DNSKEY-NOT-ZONE-KEY DNSKEY-TAG-COLLISION",
            zone => PublishCollision(zone, 2)),
        new("more keys of one tag than are tried", "any", "DNSKEY-NOT-ZONE-KEY RRSIG-COLLISION-LIMIT",
            zone => PublishCollision(zone, 5)),
    ];

    private static ZoneKey UnknownKey() => MutableZone.KeyOf(ZoneKey.ZoneFlag, Unknown, [1, 2, 3, 4]);

    private static void PublishCollision(MutableZone zone, int count)
    {
        for (int number = 0; number < count; number++)
        {
            zone.Add("example.", "DNSKEY", KeyText(RsaKey(256, number, 65537)));
        }

        zone.Sign("example.", "DNSKEY");
    }

    // Nobody has its private half. Two octets change places at an even distance: the tag, a sum, stays.
    private static ZoneKey RsaKey(
        int length, int number, int exponent, DnssecAlgorithm algorithm = DnssecAlgorithm.RSASHA256)
    {
        byte[] modulus =
            [.. Enumerable.Range(0, length).Select(place => (byte)((0xC1 + (place * 7)) & 0xFF))];
        modulus[^1] = 1;
        (modulus[10], modulus[10 + (2 * number)]) = (modulus[10 + (2 * number)], modulus[10]);
        byte[] head = exponent == 3 ? [1, 3] : [3, 1, 0, 1];
        return MutableZone.KeyOf(NoZoneKey, algorithm, [.. head, .. modulus]);
    }
}
