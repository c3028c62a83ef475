namespace DnssecToolkit.Interop.Verification;

/// <content>Faults of signatures.</content>
internal static partial class ZoneFaults
{
    private static IEnumerable<ZoneFault> Signatures() =>
    [
        new("RRset not signed", "any", "RRSET-UNSIGNED", zone => zone.Remove(zone.Signatures("ns1", "A"))),
        new("SOA not signed", "any", "RRSET-UNSIGNED",
            zone => zone.Remove(zone.Signatures("example.", "SOA"))),
        new("NS at apex not signed", "any", "RRSET-UNSIGNED",
            zone => zone.Remove(zone.Signatures("example.", "NS"))),
        new("DS not signed", "any", "RRSET-UNSIGNED", zone => zone.Remove(zone.Signatures("secure", "DS"))),
        new("wildcard not signed", "any", "RRSET-UNSIGNED",
            zone => zone.Remove(zone.Signatures("*.wild", "TXT"))),
        new("alias not signed", "any", "RRSET-UNSIGNED",
            zone => zone.Remove(zone.Signatures("alias", "CNAME"))),
        new("unknown type not signed", "any", "RRSET-UNSIGNED",
            zone => zone.Remove(zone.Signatures("private", "TYPE65280"))),
        new("octet of signature flipped", "any", "RRSIG-INVALID",
            zone => Each(zone, "ns1", "A", sig => SetSignature(sig, Flip(Joined(sig))))),
        new("signature too short", "any", "RRSIG-INVALID",
            zone => Each(zone, "ns1", "A",
                sig => SetSignature(sig,
                    Convert.ToBase64String(Convert.FromBase64String(Joined(sig))[3..])))),
        new("signature of zeros", "any", "RRSIG-INVALID",
            zone => Each(zone, "ns1", "A",
                sig => SetSignature(sig,
                    Convert.ToBase64String(new byte[Convert.FromBase64String(Joined(sig)).Length])))),
        new("signature of another RRset", "any", "RRSIG-INVALID",
            zone => zone.Signatures("ns1", "A").Zip(zone.Signatures("mail", "A")).ToList()
                .ForEach(pair => SetSignature(pair.First, Joined(pair.Second)))),
        new("RDATA changed", "any", "RRSIG-INVALID", zone => zone.Of("ns1", "A")[0].Set(0, "192.0.2.99")),
        new("RDATA of unknown type changed", "any", "RRSIG-INVALID",
            zone => zone.Of("private", "TYPE65280")[0].SetRData("\\# 3 010204")),
        new("record added to RRset", "any", "RRSIG-INVALID", zone => zone.Add("ns1", "A", "192.0.2.98")),
        new("record taken from RRset", "any", "RRSIG-INVALID ZONE-NS-SINGLE",
            zone => zone.Remove(zone.Of("example.", "NS").Take(1))),
        new("SOA serial changed", "any", "RRSIG-INVALID", zone => zone.Of("example.", "SOA")[0].Set(2, "2")),
        new("DS digest changed", "any", "RRSIG-INVALID", zone => zone.Of("secure", "DS")[0]
            .SetRData("12345 13 2 " + new string('5', 64))),
        new("wildcard changed", "any", "RRSIG-INVALID", zone => zone.Of("*.wild", "TXT")[0]
            .SetRData("\"v\"")),
        new("labels too few", "any", "RRSIG-LABELS",
            zone => EachSigned(zone, "ns1", "A", sig => sig.Set(2, "1"))),
        new("labels too many", "any", "RRSIG-LABELS", zone => Each(zone, "ns1", "A", sig => sig.Set(2, "3"))),
        new("labels of wildcard count the asterisk", "any", "RRSIG-LABELS",
            zone => Each(zone, "*.wild", "TXT", sig => sig.Set(2, "3"))),
        new("original TTL larger", "any", "RRSIG-ORIGINAL-TTL",
            zone => EachSigned(zone, "ns1", "A", sig => sig.Set(3, "7200"))),
        new("original TTL smaller", "any", "RRSIG-ORIGINAL-TTL",
            zone => EachSigned(zone, "ns1", "A", sig => sig.Set(3, "60"))),
        new("TTL of RRset raised", "any", "RRSIG-ORIGINAL-TTL RRSIG-TTL",
            zone => zone.Of("ns1", "A")[0].Ttl = "86400"),
        new("TTL of RRSIG differs", "any", "RRSIG-TTL",
            zone => Each(zone, "ns1", "A", sig => sig.Ttl = "60")),
        new("signer is the name itself", "any", "RRSIG-SIGNER",
            zone => EachSigned(zone, "ns1", "A", sig => sig.Set(7, "ns1.example."))),
        new("signer is the parent", "any", "RRSIG-SIGNER",
            zone => EachSigned(zone, "ns1", "A", sig => sig.Set(7, "."))),
        new("signer is another zone", "any", "RRSIG-SIGNER",
            zone => EachSigned(zone, "ns1", "A", sig => sig.Set(7, "example.net."))),
        new("expired", "any", "RRSIG-EXPIRED",
            zone => EachSigned(zone, "ns1", "A", sig => sig.Set(4, "20261110000000"))),
        new("not yet valid", "any", "RRSIG-NOT-YET-VALID",
            zone => EachSigned(zone, "ns1", "A", sig => sig.Set(5, "20261120000000"))),
        new("expires before inception", "any", "RRSIG-TIMES-REVERSED",
            zone => EachSigned(zone, "ns1", "A", sig => sig.Set(4, "20261010000000"))),
        new("expires within the TTL", "any", "RRSIG-TTL-OUTLIVES ZONE-EXPIRE-OUTLIVES",
            zone => EachSigned(zone, "ns1", "A", sig => sig.Set(4, "20261115003000"))),
        new("key tag of no key", "any", "RRSIG-KEY-ABSENT",
            zone => Each(zone, "ns1", "A", sig => sig.Set(6, "1"))),
        new("signature covers a type that is not there", "any", "RRSIG-ORPHAN",
            zone => zone.Records.AddRange(zone.Signatures("ns1", "A")
                .Select(sig => sig.Copy().Set(0, "MX")))),
        new("nsec: signature at a name that has nothing else", "nsec",
            "NSEC-CHAIN-BROKEN NSEC-MISSING RRSIG-ORPHAN", AddLoneSignature),
        new("nsec3: signature at a name that has nothing else", "nsec3", "RRSIG-ORPHAN", AddLoneSignature),
        new("NS at zone cut signed", "any", "RRSIG-UNWANTED", zone => zone.Sign("insecure", "NS")),
        new("glue signed", "any", "RRSIG-UNWANTED", zone => zone.Sign("ns.secure", "A")),
        new("signature over signatures", "any", "RRSIG-OVER-RRSIG",
            zone => zone.Records.AddRange(zone.Signatures("ns1", "A")
                .Select(sig => sig.Copy().Set(0, "RRSIG")))),
        new("signature twice with other times", "any", "RRSIG-DUPLICATE",
            zone => zone.Signatures("ns1", "A").ForEach(sig =>
            {
                MutableRecord copy = sig.Copy().Set(5, "20261102000000");
                zone.Records.Add(copy);
                zone.SignAgain(copy);
            })),
        new("signature by a KSK's tag but a ZSK's key", "any", "RRSIG-INVALID",
            zone => Each(zone, "ns1", "A",
                sig => sig.Set(6, zone.Signatures("example.", "DNSKEY")
                    .Where(key => key.Words[1] == sig.Words[1])
                .Select(key => key.Words[6]).First(tag => tag != sig.Words[6])))),
        new("algorithm that is not the key's", "any", "RRSIG-KEY-ABSENT RRSET-ALGORITHM-INCOMPLETE",
            zone => Each(zone, "ns1", "A", sig => sig.Set(1, "14"))),
        new("more signatures than resolvers try", "any", "RRSIG-DUPLICATE RRSIG-LIMIT", zone =>
        {
            MutableRecord first = zone.Signatures("ns1", "A")[0];
            for (int day = 10; day < 27; day++)
            {
                MutableRecord copy = first.Copy().Set(5, $"202610{day}000000");
                zone.Records.Add(copy);
                zone.SignAgain(copy);
            }
        }),
    ];

    private static void AddLoneSignature(MutableZone zone)
    {
        foreach (MutableRecord copy in zone.Signatures("a.b.ent", "A").Select(signature => signature.Copy()))
        {
            copy.Owner = "b.ent.example.";
            zone.Records.Add(copy);
        }
    }
}
