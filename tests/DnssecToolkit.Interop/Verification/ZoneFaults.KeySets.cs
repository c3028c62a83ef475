using System.Globalization;
using DnssecToolkit.Canonical;
using DnssecToolkit.Keys;
using DnssecToolkit.Records;

namespace DnssecToolkit.Interop.Verification;

/// <content>Faults of DNSKEY, CDS and CDNSKEY.</content>
internal static partial class ZoneFaults
{
    private static IEnumerable<ZoneFault> KeySets() =>
    [
        new("no DNSKEY", "any", "DNSKEY-MISSING RRSIG-KEY-ABSENT", zone => zone.Drop("example.", "DNSKEY")),
        new("ZSK not published", "any", "RRSIG-KEY-ABSENT", zone =>
        {
            zone.Remove(zone.Of("example.", "DNSKEY").Where(key => key.Words[0] == "256"));
            zone.Remove(zone.Signatures("example.", "DNSKEY")
                .Where(sig => zone.Signatures("example.", "SOA").Any(soa => soa.Words[6] == sig.Words[6])));
            zone.Sign("example.", "DNSKEY");
        }),
        new("KSK not published", "any", "DNSKEY-NO-SEP RRSIG-KEY-ABSENT", zone =>
        {
            zone.Remove(zone.Of("example.", "DNSKEY").Where(key => key.Words[0] == "257"));
            zone.Sign("example.", "DNSKEY");
        }),
        new("DNSKEY not signed", "any", "RRSET-UNSIGNED DNSKEY-UNSIGNED-BY-KSK",
            zone => zone.Remove(zone.Signatures("example.", "DNSKEY"))),
        new("DNSKEY not signed by KSK", "any", "DNSKEY-UNSIGNED-BY-KSK", LeaveKeysToZsks),
        new("DNSKEY of another algorithm that signs nothing", "any", "RRSET-ALGORITHM-INCOMPLETE", zone =>
        {
            zone.Add("example.", "DNSKEY", "256 3 14 " + Convert.ToBase64String(P384Generator()));
            zone.Sign("example.", "DNSKEY");
        }),
        new("public key changed", "any", "RRSIG-KEY-ABSENT", zone =>
        {
            zone.Of("example.", "DNSKEY").Where(key => key.Words[0] == "256").ToList()
                .ForEach(key => key.Words[0] = "258");
            zone.Signatures("example.", "DNSKEY")
                .Where(sig => zone.Signatures("example.", "SOA").All(soa => soa.Words[6] != sig.Words[6]))
                .ToList().ForEach(zone.SignAgain);
        }),
        new("protocol is not 3", "any", "DNSKEY-PROTOCOL", zone => AddKey(zone, key => key.Set(1, "2"))),
        new("DNSKEY without the zone flag", "any", "DNSKEY-NOT-ZONE-KEY",
            zone => AddKey(zone, key => key.Set(0, "0"))),
        new("DNSKEY too short", "any", "DNSKEY-MALFORMED",
            zone => AddKey(zone, key => key.SetRData($"256 3 {key.Words[2]} AAAA"))),
        new("revoked key does not sign itself", "any", "DNSKEY-REVOKED-NOT-SELF-SIGNED",
            zone => AddKey(zone, key => key.Set(0, "385"))),
        new("CDS without CDNSKEY", "any", "CDS-ALONE", zone => zone.Put("example.", "CDS", DsOf(Ksk(zone)))),
        new("CDNSKEY without CDS", "any", "CDS-ALONE",
            zone => zone.Put("example.", "CDNSKEY", KeyText(Ksk(zone)))),
        new("CDS of no key", "any", "CDS-CDNSKEY-MISMATCH CDS-ORPHAN", zone =>
        {
            zone.Put("example.", "CDNSKEY", KeyText(Ksk(zone)));
            zone.Put("example.", "CDS", "1 13 2 " + new string('0', 64));
        }),
        new("CDS with a wrong digest", "any", "CDS-CDNSKEY-MISMATCH CDS-ORPHAN", zone =>
        {
            zone.Put("example.", "CDNSKEY", KeyText(Ksk(zone)));
            zone.Put("example.", "CDS", DsOf(Ksk(zone))[..^4] + "0000");
        }),
        new("CDS with another algorithm", "any", "CDS-CDNSKEY-MISMATCH CDS-ORPHAN", zone =>
        {
            string[] words = DsOf(Ksk(zone)).Split(' ');
            zone.Put("example.", "CDNSKEY", KeyText(Ksk(zone)));
            zone.Put("example.", "CDS", $"{words[0]} 4 {words[2]} {words[3]}");
        }),
        new("CDS delete beside another", "any", "CDS-DELETE", zone =>
        {
            zone.Put("example.", "CDNSKEY", KeyText(Ksk(zone)));
            zone.Put("example.", "CDS", DsOf(Ksk(zone)));
            zone.Put("example.", "CDS", "0 0 0 00");
        }),
        new("CDS with SHA-1 beside SHA-256", "any", "ZONE-DS-DIGEST-UNFIT", zone =>
        {
            zone.Put("example.", "CDNSKEY", KeyText(Ksk(zone)));
            zone.Put("example.", "CDS", DsOf(Ksk(zone)));
            zone.Put("example.", "CDS", DsOf(Ksk(zone), DsDigestType.SHA1));
        }),
        new("CDS not at the apex", "any", "CDS-WITHOUT-DNSSEC",
            zone => zone.Put("mail", "CDS", DsOf(Ksk(zone)))),
        new("CDS of a key that does not sign the DNSKEY RRset", "any", "CDS-BREAKS-CHAIN", zone =>
        {
            zone.LeaveKeysToKsks();
            zone.Put("example.", "CDNSKEY", KeyText(Zsk(zone)));
            zone.Put("example.", "CDS", DsOf(Zsk(zone)));
        }),
        new("CDS of a revoked key", "any", "CDS-BREAKS-CHAIN", zone =>
        {
            ZoneKey revoked = zone.SpareKey(RevokedKsk);
            zone.Publish(revoked);
            zone.SignBy(revoked, "example.", "DNSKEY");
            zone.LeaveKeysToKsks();
            zone.Put("example.", "CDNSKEY", KeyText(revoked));
            zone.Put("example.", "CDS", DsOf(revoked));
            zone.Remove(SignaturesBy(zone, revoked, "CDS", "CDNSKEY"));
        }),
        new("CDS signed by the ZSK alone", "any", "CDS-SIGNER", zone =>
        {
            zone.LeaveKeysToKsks();
            zone.Put("example.", "CDNSKEY", KeyText(Ksk(zone)));
            zone.Put("example.", "CDS", DsOf(Ksk(zone)));
            SignByZsksAlone(zone, "CDS");
            SignByZsksAlone(zone, "CDNSKEY");
        }),
        new("every KSK revoked", "any", "DNSKEY-REVOKED-ONLY", RevokeKsks),
    ];

    private static void LeaveKeysToZsks(MutableZone zone) => SignByZsksAlone(zone, "DNSKEY");

    private static void SignByZsksAlone(MutableZone zone, string type)
    {
        zone.Remove(zone.Signatures("example.", type));
        foreach (MutableRecord signature in zone.Signatures("example.", "SOA")
            .Select(soa => soa.Copy().Set(0, type)))
        {
            zone.Records.Add(signature);
            zone.SignAgain(signature);
        }
    }

    private static void RevokeKsks(MutableZone zone)
    {
        foreach (ZoneKey key in Ksks(zone))
        {
            zone.Reflag(key, (ushort)(key.Flags | ZoneKey.RevokeFlag));
        }
    }

    private static IEnumerable<MutableRecord> SignaturesBy(MutableZone zone, ZoneKey key,
        params string[] types) =>
        [.. types.SelectMany(type => zone.Signatures("example.", type))
            .Where(signature => IsTag(signature.Words[6], key.Tag))];

    private static bool IsTag(string word, KeyTag tag) => ushort.Parse(word, null) == tag.Value;

    private static void AddKey(MutableZone zone, Action<MutableRecord> edit)
    {
        MutableRecord key = zone.Of("example.", "DNSKEY")[0].Copy();
        zone.Records.Add(key);
        edit(key);
        zone.Sign("example.", "DNSKEY");
    }

    private static ZoneKey Ksk(MutableZone zone) => Ksks(zone)[0];

    private static ZoneKey[] Ksks(MutableZone zone) =>
        [.. zone.Keys.Keys.Select(key => key.Key).Where(key => key.IsSep)];

    private static ZoneKey[] Zsks(MutableZone zone) =>
        [.. zone.Keys.Keys.Select(key => key.Key).Where(key => !key.IsSep)];

    private static ZoneKey Zsk(MutableZone zone) => Zsks(zone)[0];

    private static string KeyText(ZoneKey key) => MutableZone.TextOf(key);

    private static string DsOf(ZoneKey key, DsDigestType type = DsDigestType.SHA256)
    {
        byte[] ds = key.ToDsRData(type);
        return string.Create(CultureInfo.InvariantCulture,
            $"{key.Tag} {ds[2]} {ds[3]} {Convert.ToHexString(ds.AsSpan(4))}");
    }

    private static byte[] P384Generator() => Convert.FromHexString(
        "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7"
        + "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f");
}
