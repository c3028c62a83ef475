namespace DnssecToolkit.Interop.Signing;

/// <summary>What signall makes of each odd zone, NSEC and NSEC3, is accepted by the checkers of BIND, ldns
/// and Knot, and by validns.</summary>
public class AcceptanceTests
{
    private static readonly string ZoneDirectory = Repository.PathOf("tests/DnssecToolkit.Tests/data/zones");

    // The checkers know only the machine's clock.
    private static readonly string[] Times = ["--inception", "20260101000000", "--expiration",
        "20360101000000"];

    // validns 0.8 is of 2012: it reads the types of its day, and no ECDSA key with OpenSSL 3.
    private static readonly string[] ReadByValidns =
    [
        "blank-owners.zone", "cname.zone", "comments.zone", "crlf.zone", "deep.zone", "delegations.zone", "empty-non-terminals.zone",
        "label-63.zone", "letter-case.zone", "no-final-line-feed.zone", "parentheses.zone", "plain.zone",
        "reverse.zone",
        "single-name.zone", "sub-delegations.zone", "tabs-and-spaces.zone", "wildcard.zone",
    ];

    public static TheoryData<string, string> Zones() => ZonesWhere(_ => true);

    public static TheoryData<string, string> ZonesForValidns() => ZonesWhere(ReadByValidns.Contains);

    [ForeignToolTheory("dnssec-keygen", "dnssec-verify", "ldns-verify-zone", "kzonecheck")]
    [MemberData(nameof(Zones))]
    public void Peers_AcceptTheSignedZone(string file, string origin)
    {
        using SignedZone zone = SignedZone.WithKeys("", origin, "ECDSAP256SHA256");
        foreach (string denial in (string[])["nsec", "nsec3", "nsec3-opt-out"])
        {
            SignallRun.Run([
                "--zone-file", Path.Combine(ZoneDirectory,
                    file), "--origin", origin, "--keys", zone.KeyDirectory, "--output", zone.Signed,
                "--denial", denial, "--zonemd", "sha384", "--zonemd", "sha512", .. Times]).MustSucceed();
            string[] complaints =
            [
                .. Complaint("dnssec-verify", file, "-q", "-o", origin, zone.Signed),
                .. Complaint("ldns-verify-zone", file, "-V", "1", "-Z", zone.Signed),
                .. Complaint("kzonecheck", file, "-o", origin, zone.Signed),
            ];
            Assert.True(complaints.Length == 0, $"{denial}: {string.Join('\n', complaints)}");
        }
    }

    [ForeignToolTheory("dnssec-keygen", "validns")]
    [MemberData(nameof(ZonesForValidns))]
    public void Validns_AcceptsTheSignedZone(string file, string origin)
    {
        using SignedZone zone = SignedZone.WithKeys("", origin, "RSASHA256");
        foreach (string denial in (string[])["nsec", "nsec3"])
        {
            SignallRun.Run([
                "--zone-file", Path.Combine(ZoneDirectory,
                    file), "--origin", origin, "--keys", zone.KeyDirectory, "--output", zone.Signed,
                "--denial", denial, .. Times]).MustSucceed();
            Assert.Empty(Complaint("validns", file, "-z", origin, zone.Signed));
        }
    }

    private static TheoryData<string, string> ZonesWhere(Func<string, bool> isWanted)
    {
        TheoryData<string, string> zones = [];
        foreach (string[] words in File.ReadLines(Path.Combine(ZoneDirectory, "ORIGINS"))
            .Select(line => line.Split(' ')))
        {
            if (isWanted(words[0]))
            {
                zones.Add(words[0], words[1]);
            }
        }

        return zones;
    }

    private static IEnumerable<string> Complaint(string peer, string zone, params string[] arguments)
    {
        if (PeerFault.IsKnown(peer, zone))
        {
            return [];
        }

        ForeignRun run = ForeignTool.Run(peer, arguments);
        return run.Succeeded ? [] : [$"{run.Command}\n{run.Everything}"];
    }
}
