namespace DnssecToolkit.Interop.Verification;

/// <content>Faults of NSEC, and of the bit maps of both kinds.</content>
internal static partial class ZoneFaults
{
    private static IEnumerable<ZoneFault> Chains() =>
    [
        new("no NSEC at all", "nsec", "DENIAL-MISSING", zone => DropAll(zone, "NSEC")),
        new("NSEC of a name is missing", "nsec", "NSEC-MISSING", zone =>
        {
            zone.Remove(zone.Of("mail", "NSEC"));
            zone.Remove(zone.Signatures("mail", "NSEC"));
        }),
        new("NSEC at the apex is missing", "nsec", "NSEC-MISSING", zone =>
        {
            zone.Remove(zone.Of("example.", "NSEC"));
            zone.Remove(zone.Signatures("example.", "NSEC"));
        }),
        new("NSEC at a zone cut is missing", "nsec", "NSEC-MISSING", zone =>
        {
            zone.Remove(zone.Of("insecure", "NSEC"));
            zone.Remove(zone.Signatures("insecure", "NSEC"));
        }),
        new("NSEC skips a name", "nsec", "NSEC-CHAIN-BROKEN",
            zone => zone.EditDenial("mail", nsec => nsec.Set(0, "secure.example."))),
        new("NSEC names a name that is not there", "nsec", "NSEC-CHAIN-BROKEN",
            zone => zone.EditDenial("mail", nsec => nsec.Set(0, "mail2.example."))),
        new("NSEC names itself", "nsec", "NSEC-CHAIN-BROKEN",
            zone => zone.EditDenial("mail", nsec => nsec.Set(0, "mail.example."))),
        new("NSEC ends the chain too early", "nsec", "NSEC-CHAIN-BROKEN",
            zone => zone.EditDenial("mail", nsec => nsec.Set(0, "example."))),
        new("last NSEC does not lead to the apex", "nsec", "NSEC-CHAIN-BROKEN",
            zone => zone.EditDenial(zone.Records.Single(record => record.Type == "NSEC"
                && record.Words[0] == "example.").Owner, nsec => nsec.Set(0, "alias.example."))),
        new("NSEC twice at a name", "nsec", "NSEC-MULTIPLE NSEC-CHAIN-BROKEN", zone =>
        {
            zone.Add("mail", "NSEC", "zz.example. A RRSIG NSEC", zone.Of("mail", "NSEC")[0].Ttl);
            zone.Sign("mail", "NSEC");
        }),
        new("NSEC at glue", "nsec", "NSEC-UNWANTED RRSIG-UNWANTED",
            zone => AddNsec(zone, "ns.secure", "A RRSIG NSEC")),
        new("NSEC at an empty non-terminal", "nsec", "NSEC-UNWANTED",
            zone => AddNsec(zone, "b.ent", "RRSIG NSEC")),
        new("TTL of NSEC too large", "nsec", "NSEC-TTL", zone =>
        {
            zone.Of("mail", "NSEC")[0].Ttl = "86400";
            EachSigned(zone, "mail", "NSEC", sig =>
            {
                sig.Ttl = "86400";
                sig.Set(3, "86400");
            });
        }),
        new("NSEC not signed", "nsec", "RRSET-UNSIGNED",
            zone => zone.Remove(zone.Signatures("mail", "NSEC"))),
        .. BitMaps("nsec", "NSEC-BITMAP"),
        .. BitMaps("nsec3", "NSEC3-BITMAP"),
        new("bit map lacks NSEC", "nsec", "NSEC-BITMAP",
            zone => zone.EditDenial("mail", nsec => nsec.Words.Remove("NSEC"))),
        new("bit map lacks RRSIG", "nsec", "NSEC-BITMAP",
            zone => zone.EditDenial("mail", nsec => nsec.Words.Remove("RRSIG"))),
    ];

    private static IEnumerable<ZoneFault> BitMaps(string denial, string code) =>
    [
        new($"{denial} bit map lacks a type", denial, code,
            zone => zone.EditDenial("mail", nsec => nsec.Words.Remove("A"))),
        new($"{denial} bit map has a type too many", denial, code,
            zone => zone.EditDenial("mail", nsec => nsec.Words.Add("TXT"))),
        new($"{denial} bit map has an unknown type too many", denial, code,
            zone => zone.EditDenial("mail", nsec => nsec.Words.Add("TYPE65281"))),
        new($"{denial} bit map lacks an unknown type", denial, code,
            zone => zone.EditDenial("private", nsec => nsec.Words.Remove("TYPE65280"))),
        new($"{denial} bit map at the apex lacks DNSKEY", denial, code,
            zone => zone.EditDenial("example.", nsec => nsec.Words.Remove("DNSKEY"))),
        new($"{denial} bit map at the apex lacks SOA", denial, code,
            zone => zone.EditDenial("example.", nsec => nsec.Words.Remove("SOA"))),
        new($"{denial} bit map at a zone cut lacks DS", denial, code,
            zone => zone.EditDenial("secure", nsec => nsec.Words.Remove("DS"))),
        new($"{denial} bit map at a zone cut lacks NS", denial, code,
            zone => zone.EditDenial("secure", nsec => nsec.Words.Remove("NS"))),
        new($"{denial} bit map claims a DS at an insecure zone cut", denial, code,
            zone => zone.EditDenial("insecure", nsec => nsec.Words.Add("DS"))),
        new($"{denial} bit map claims a CNAME", denial, code,
            zone => zone.EditDenial("mail", nsec => nsec.Words.Add("CNAME"))),
        new($"{denial} bit map lacks CNAME", denial, code,
            zone => zone.EditDenial("alias", nsec => nsec.Words.Remove("CNAME"))),
        new($"{denial} bit map lacks DNAME", denial, code,
            zone => zone.EditDenial("dname", nsec => nsec.Words.Remove("DNAME"))),
    ];

    private static void AddNsec(MutableZone zone, string owner, string types)
    {
        MutableRecord apex = zone.Of("example.", "NSEC")[0];
        zone.Add(owner, "NSEC", $"{apex.Words[0]} {types}", apex.Ttl);
        zone.Sign(owner, "NSEC");
    }

    private static void DropAll(MutableZone zone, string type) =>
        zone.Remove(zone.Records.Where(record => record.Type == type
            || (record.Type == "RRSIG" && record.Words[0] == type)));
}
