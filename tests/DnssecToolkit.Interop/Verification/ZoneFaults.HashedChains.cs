namespace DnssecToolkit.Interop.Verification;

/// <content>Faults of NSEC3 and NSEC3PARAM.</content>
internal static partial class ZoneFaults
{
    private static IEnumerable<ZoneFault> HashedChains() =>
    [
        new("no NSEC3 at all", "nsec3", "NSEC3-MISSING", zone => DropAll(zone, "NSEC3")),
        new("no NSEC3PARAM", "nsec3", "NSEC3PARAM-MISSING", zone => zone.Drop("example.", "NSEC3PARAM")),
        new("NSEC3PARAM with other iterations", "nsec3", "NSEC3-PARAMETERS NSEC3-MISSING NSEC3-ITERATIONS",
            zone => SetParameters(zone, "1 0 5 -")),
        new("NSEC3PARAM with another salt", "nsec3", "NSEC3-PARAMETERS NSEC3-MISSING NSEC3-SALT",
            zone => SetParameters(zone, "1 0 0 abcd")),
        new("NSEC3PARAM with flags", "nsec3", "NSEC3PARAM-MALFORMED", zone => SetParameters(zone, "1 1 0 -")),
        new("NSEC3PARAM with another hash", "nsec3", "NSEC3PARAM-MALFORMED NSEC3-PARAMETERS",
            zone => SetParameters(zone, "2 0 0 -")),
        new("NSEC3 of a name is missing", "nsec3", "NSEC3-MISSING NSEC3-CHAIN-BROKEN",
            zone => DropHashed(zone, "mail", repair: false)),
        new("NSEC3 of a name is missing, chain closed", "nsec3", "NSEC3-MISSING",
            zone => DropHashed(zone, "mail", repair: true)),
        new("NSEC3 at an empty non-terminal is missing", "nsec3", "NSEC3-MISSING",
            zone => DropHashed(zone, "b.ent", repair: true)),
        new("NSEC3 of the apex is missing", "nsec3", "NSEC3-MISSING",
            zone => DropHashed(zone, "example.", repair: true)),
        new("NSEC3 of a wildcard is missing", "nsec3", "NSEC3-MISSING",
            zone => DropHashed(zone, "*.wild", repair: true)),
        new("NSEC3 of an insecure zone cut is missing without opt-out", "nsec3", "NSEC3-OPT-OUT-WRONG",
            zone => DropHashed(zone, "insecure", repair: true)),
        new("NSEC3 of a secure zone cut is missing despite opt-out", "optout", "NSEC3-MISSING",
            zone => DropHashed(zone, "secure", repair: true)),
        new("NSEC3 of a name is missing despite opt-out", "optout", "NSEC3-MISSING",
            zone => DropHashed(zone, "mail", repair: true)),
        new("opt-out flag missing everywhere", "optout", "NSEC3-OPT-OUT-WRONG", zone =>
        {
            foreach (MutableRecord record in zone.Records.Where(record => record.Type == "NSEC3").ToList())
            {
                zone.Sign(record.Set(1, "0").Owner, "NSEC3");
            }
        }),
        new("NSEC3 of no name", "nsec3", "NSEC3-UNWANTED", AddStray),
        new("NSEC3 names itself", "nsec3", "NSEC3-CHAIN-BROKEN",
            zone => zone.EditDenial("mail", nsec3 => nsec3.Set(4, nsec3.Owner.Split('.')[0]))),
        new("NSEC3 names a hash that is not there", "nsec3", "NSEC3-CHAIN-BROKEN",
            zone => zone.EditDenial("mail", nsec3 => nsec3.Set(4, Neighbour(nsec3.Words[4])))),
        new("NSEC3 with other iterations", "nsec3", "NSEC3-PARAMETERS NSEC3-MISSING NSEC3-CHAIN-BROKEN",
            zone => zone.EditDenial("mail", nsec3 => nsec3.Set(2, "1"))),
        new("NSEC3 with another salt", "nsec3", "NSEC3-PARAMETERS NSEC3-MISSING NSEC3-CHAIN-BROKEN",
            zone => zone.EditDenial("mail", nsec3 => nsec3.Set(3, "ab"))),
        new("NSEC3 with unknown flags", "nsec3", "NSEC3-MALFORMED",
            zone => zone.EditDenial("mail", nsec3 => nsec3.Set(1, "2"))),
        new("NSEC3 twice", "nsec3", "NSEC3-MULTIPLE", zone =>
        {
            MutableRecord copy = zone.Denial("mail")!.Copy();
            copy.Words.Add("TXT");
            zone.Records.Add(copy);
            zone.Sign(copy.Owner, "NSEC3");
        }),
        new("TTL of NSEC3 too large", "nsec3", "NSEC-TTL", zone =>
        {
            MutableRecord nsec3 = zone.Denial("mail")!;
            nsec3.Ttl = "86400";
            EachSigned(zone, nsec3.Owner, "NSEC3", sig =>
            {
                sig.Ttl = "86400";
                sig.Set(3, "86400");
            });
        }),
        new("NSEC3 not signed", "nsec3", "RRSET-UNSIGNED",
            zone => zone.Remove(zone.Signatures(zone.Hashed("mail"), "NSEC3"))),
        new("NSEC3PARAM with more iterations than resolvers make", "nsec3",
            "NSEC3-ITERATIONS-LIMIT NSEC3-PARAMETERS",
            zone => SetParameters(zone, "1 0 151 -")),
        new("NSEC3PARAM five times", "nsec3", "NSEC3-MISSING NSEC3-SALT NSEC3PARAM-LIMIT", zone =>
        {
            foreach (string salt in new[] { "aa", "bb", "cc", "dd" })
            {
                zone.Add("example.", "NSEC3PARAM", $"1 0 0 {salt}", zone.Of("example.", "NSEC3PARAM")[0].Ttl);
            }

            zone.Sign("example.", "NSEC3PARAM");
        }),
        new("opt-out flag where a wildcard is", "nsec3", "ZONE-WILDCARD-OPT-OUT", zone =>
        {
            foreach (MutableRecord record in zone.Records.Where(record => record.Type == "NSEC3").ToList())
            {
                zone.Sign(record.Set(1, "1").Owner, "NSEC3");
            }
        }),
        new("NSEC beside NSEC3", "nsec3", "DENIAL-MIXED NSEC3-BITMAP",
            zone => zone.Put("mail", "NSEC", "mixed.case.example. A RRSIG NSEC")),
    ];

    private static void SetParameters(MutableZone zone, string rdata)
    {
        zone.Of("example.", "NSEC3PARAM")[0].SetRData(rdata);
        zone.Sign("example.", "NSEC3PARAM");
    }

    private static void DropHashed(MutableZone zone, string owner, bool repair)
    {
        MutableRecord nsec3 = zone.Denial(owner)!;
        zone.Remove(zone.Records.Where(record => record.Owner == nsec3.Owner).ToList());
        if (repair)
        {
            MutableRecord before = zone.Records.Single(record =>
                record.Type == "NSEC3"
                    && string.Equals(record.Words[4], nsec3.Owner.Split('.')[0],
                        StringComparison.OrdinalIgnoreCase));
            before.Set(4, nsec3.Words[4]);
            zone.Sign(before.Owner, "NSEC3");
        }
    }

    // The hash that follows another one.
    private static string Neighbour(string hash) =>
        hash[..^1] + (hash[^1] is 'v' or 'V' ? 'u' : (char)(hash[^1] == '9' ? 'a' : hash[^1] + 1));

    private static void AddStray(MutableZone zone)
    {
        MutableRecord before = zone.Denial("mail")!;
        string hash = before.Owner.Split('.')[0];
        string stray = hash[..20] + "vvvvvvvvvvvv";
        zone.Add(stray, "NSEC3", $"1 0 0 - {before.Words[4]} TXT RRSIG", before.Ttl);
        zone.Sign(stray, "NSEC3");
        before.Set(4, stray);
        zone.Sign(before.Owner, "NSEC3");
    }
}
