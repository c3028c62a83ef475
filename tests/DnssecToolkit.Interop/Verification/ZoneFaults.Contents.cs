namespace DnssecToolkit.Interop.Verification;

/// <content>Faults of what the zone says, signed as if all were well.</content>
internal static partial class ZoneFaults
{
    private static IEnumerable<ZoneFault> Contents() =>
    [
        new("DS at the apex", "any", "ZONE-DS-AT-APEX",
            zone => zone.Put("example.", "DS", "12345 13 2 " + new string('1', 64))),
        new("DS without NS", "any", "ZONE-DS-WITHOUT-NS",
            zone => zone.Put("mail", "DS", "12345 13 2 " + new string('1', 64))),
        new("DS with an unknown algorithm", "any", "ZONE-DS-ALGORITHM", zone =>
        {
            zone.Of("secure", "DS")[0].SetRData("12345 3 2 " + new string('1', 64));
            zone.Sign("secure", "DS");
        }),
        new("DS with SHA-1 alone", "any", "ZONE-DS-DIGEST", zone =>
        {
            zone.Of("secure", "DS")[0].SetRData("12345 13 1 " + new string('1', 40));
            zone.Sign("secure", "DS");
        }),
        new("DS with SHA-256 for a withdrawn algorithm, and SHA-1 for another", "any", "ZONE-DS-DIGEST", zone =>
        {
            zone.Of("secure", "DS")[0].SetRData("12345 3 2 " + new string('1', 64));
            zone.Put("secure", "DS", "12345 13 1 " + new string('1', 40));
        }),
        new("DS with SHA-1 beside SHA-256", "any", "ZONE-DS-DIGEST-UNFIT",
            zone => zone.Put("secure", "DS", "12345 13 1 " + new string('1', 40))),
        new("CNAME and other data", "any", "ZONE-CNAME-AND-OTHER-DATA",
            zone => zone.Put("alias", "TXT", "\"x\"")),
        new("two CNAMEs", "any", "ZONE-CNAME-MULTIPLE", zone => zone.Put("alias", "CNAME", "ns1.example.")),
        new("alias of itself", "any", "ZONE-CNAME-LOOP", zone =>
        {
            zone.Of("alias", "CNAME")[0].Set(0, "alias.example.");
            zone.Sign("alias", "CNAME");
        }),
        new("alias of nothing", "any", "ZONE-CNAME-DANGLING", zone =>
        {
            zone.Of("alias", "CNAME")[0].Set(0, "nowhere.example.");
            zone.Sign("alias", "CNAME");
        }),
        new("two DNAMEs", "any", "ZONE-DNAME-MULTIPLE",
            zone => zone.Put("dname", "DNAME", "third.example.net.")),
        new("name below a DNAME", "any", "ZONE-BELOW-DNAME", zone => zone.Add("x.dname", "A", "192.0.2.44")),
        new("glue missing", "any", "ZONE-GLUE-MISSING", zone => zone.Remove(zone.Of("ns.secure", "A"))),
        new("address of a name server missing", "any", "ZONE-NS-NO-ADDRESS", zone =>
        {
            zone.Put("ns1", "TXT", "\"x\"");
            zone.Drop("ns1", "A");
        }),
        new("name server is an alias", "any", "ZONE-NS-ALIAS",
            zone => zone.Put("example.", "NS", "alias.example.")),
        new("name server is an address", "any", "ZONE-NS-IP-ADDRESS",
            zone => zone.Put("example.", "NS", "192.0.2.77.")),
        new("MX to CNAME", "any", "ZONE-TARGET-ALIAS", zone => zone.Put("mail", "MX", "10 alias.example.")),
        new("MX to nothing", "any", "ZONE-TARGET-NO-ADDRESS",
            zone => zone.Put("mail", "MX", "10 nowhere.example.")),
        new("data below a zone cut", "any", "ZONE-OCCLUDED", zone => zone.Add("www.secure", "TXT", "\"x\"")),
        new("no NS at the apex", "any", "ZONE-NS-MISSING", zone => zone.Drop("example.", "NS")),
        new("two SOAs", "any", "ZONE-SOA-MULTIPLE RRSIG-INVALID",
            zone => zone.Add("example.", "SOA", "ns1.example. hostmaster.example. 9 7200 3600 1209600 600")),
        new("TTLs of an RRset differ", "any", "ZONE-TTL-MISMATCH RRSIG-INVALID RRSIG-ORIGINAL-TTL RRSIG-TTL", zone =>
        {
            // Away from the other, so that the two are not taken for one group, whose first TTL would stand.
            MutableRecord other = zone.Of("ns1", "A")[0];
            zone.Records.Remove(other);
            zone.Records.Insert(1, other);
            zone.Add("ns1", "A", "192.0.2.55", "60");
        }),
        new("record outside the zone", "any", "ZONE-OUT-OF-ZONE",
            zone => zone.Add("www.example.net.", "A", "192.0.2.1")),
        new("SPF type", "any", "ZONE-SPF-TYPE", zone => zone.Put("mail", "SPF", "\"v=spf1\"")),
        new("RP without TXT", "any", "ZONE-RP-TXT-MISSING",
            zone => zone.Put("mail", "RP", "me.example. nowhere.example.")),
        new("TLSA at a host", "any", "ZONE-TLSA-OWNER",
            zone => zone.Put("mail", "TLSA", "3 1 1 " + new string('1', 64))),
        new("SMIMEA at a host", "any", "ZONE-SMIMEA-OWNER",
            zone => zone.Put("mail", "SMIMEA", "3 1 1 " + new string('1', 64))),
        new("HTTPS alias of itself", "any", "ZONE-SVCB-ALIAS",
            zone => zone.Put("mail", "HTTPS", "0 mail.example.")),
        new("ZONEMD with a wrong digest", "any", "ZONEMD-MISMATCH",
            zone => zone.Put("example.", "ZONEMD", "1 1 1 " + new string('0', 96))),
        new("ZONEMD with a wrong serial", "any", "ZONEMD-SERIAL",
            zone => zone.Put("example.", "ZONEMD", "2 1 1 " + new string('0', 96))),
        new("ZONEMD with an unknown scheme", "any", "ZONEMD-UNKNOWN",
            zone => zone.Put("example.", "ZONEMD", "1 240 1 " + new string('0', 96))),
        new("ZONEMD twice for a scheme and hash", "any", "ZONEMD-DUPLICATE ZONEMD-MISMATCH", zone =>
        {
            zone.Put("example.", "ZONEMD", "1 1 1 " + new string('0', 96));
            zone.Put("example.", "ZONEMD", "1 1 1 " + new string('1', 96));
        }),
        new("ZONEMD below the apex", "any", "ZONEMD-MALFORMED",
            zone => zone.Put("mail", "ZONEMD", "1 1 1 " + new string('0', 96))),
        new("DNSKEY below the apex", "any", "ZONE-APEX-TYPE",
            zone => zone.Put("mail", "DNSKEY", KeyText(Ksk(zone)))),
        new("alias of an alias", "any", "ZONE-CNAME-CHAIN", zone =>
        {
            zone.Drop("*.wild", "TXT");
            zone.Put("*.wild", "CNAME", "alias.example.");
        }),
        new("DNAME to a name below itself", "any", "ZONE-CNAME-LOOP",
            zone => zone.PutName("moved.mail", "DNAME", "new.moved.mail.example.")),
        new("DNAMEs that lead to each other", "any", "ZONE-CNAME-LOOP", zone =>
        {
            zone.PutName("moved.mail", "DNAME", "back.mail.example.");
            zone.PutName("back.mail", "DNAME", "moved.mail.example.");
        }),
        new("DNAME at a zone cut", "any", "ZONE-DNAME-AT-DELEGATION",
            zone => zone.Add("insecure2.ent2", "DNAME", "other.example.net.")),
        new("record twice", "any", "ZONE-DUPLICATE-RECORD", zone => zone.Add("mail", "A", "192.0.2.3")),
        new("glue of a server in another delegation missing", "any", "ZONE-GLUE-SIBLING",
            zone => zone.Of("insecure2.ent2", "NS")[0].Set(0, "x.secure.example.")),
        new("glue that no server needs", "any", "ZONE-GLUE-UNUSED",
            zone => zone.Add("x.secure", "A", "192.0.2.12")),
        new("address below a zone cut that only an MX names", "any", "ZONE-GLUE-UNUSED", zone =>
        {
            zone.Add("x.secure", "A", "192.0.2.12");
            zone.Put("mail", "MX", "10 x.secure.example.");
        }),
        new("name server with an underscore", "any", "ZONE-HOST-NAME",
            zone => zone.Of("insecure2.ent2", "NS")[0].Set(0, "bad_name.example.net.")),
        new("zone cut at a wildcard", "any", "ZONE-NS-WILDCARD", zone =>
        {
            zone.Drop("*.wild", "TXT");
            zone.Add("*.wild", "NS", "ns1.example.");
            zone.EditDenial("*.wild", denial => denial.Words.Add("NS"));
        }),
        new("SOA below the apex", "any", "ZONE-SOA-NOT-AT-APEX",
            zone => zone.Put("mail", "SOA", "ns1.example. hostmaster.example. 1 7200 3600 1209600 600")),
        new("HTTPS of a host that has no address", "any", "ZONE-TARGET-NO-ADDRESS",
            zone => zone.PutName("svc.mail", "HTTPS", "1 .")),
        new("SVCB of a DNS server without alpn", "any", "ZONE-SVCB-DNS",
            zone => zone.PutName("_dns.mail", "SVCB", "1 mail.example.")),
        new("asterisk inside a name", "any", "ZONE-WILDCARD-INNER",
            zone => zone.PutName("a.*.wild", "TXT", "\"x\"")),
    ];
}
