using DnssecToolkit.Interop.Servers;

namespace DnssecToolkit.Interop.Signing;

/// <summary>What resolvers would make of our zones: served by BIND and by Knot, asked and validated by
/// delv.</summary>
public class ServedZoneTests
{
    private static readonly string[] Denials = ["nsec", "nsec3", "nsec3-opt-out"];

    private static readonly (string Name, string Type, string Verdict)[] Questions =
    [
        ("example.", "SOA", "; fully validated"),
        ("mail.example.", "A", "; fully validated"),
        ("mixed.case.example.", "A", "; fully validated"),
        ("alias.example.", "A", "; fully validated"),
        ("any.wild.example.", "TXT", "; fully validated"), // wildcard
        ("a.b.wild.example.", "TXT", "; fully validated"),
        ("any.wild.example.", "A", "; negative response, fully validated"), // wildcard NODATA
        ("mail.example.", "AAAA", "; negative response, fully validated"), // NODATA
        ("b.ent.example.", "A", "; negative response, fully validated"), // an empty non-terminal
        ("no.such.example.", "A", "; negative response, fully validated"), // NXDOMAIN
        ("secure.example.", "DS", "; fully validated"),
        ("dname.example.", "DNAME", "; fully validated"),
    ];

    public static TheoryData<string, string, string> Cases()
    {
        TheoryData<string, string, string> cases = [];
        foreach (string server in (string[])["named", "knotd"])
        {
            foreach (string denial in Denials)
            {
                cases.Add(server, denial, "ECDSAP256SHA256");
            }

            foreach (string algorithm in (string[])["RSASHA256", "RSASHA512", "ECDSAP384SHA384", "ED25519",
                "ED448"])
            {
                cases.Add(server, "nsec3", algorithm);
            }
        }

        return cases;
    }

    [ForeignToolTheory("named", "knotd", "delv", "dnssec-keygen")]
    [MemberData(nameof(Cases))]
    public void Delv_ValidatesEveryKindOfAnswer(string program, string denial, string algorithm)
    {
        using SignedZone zone = SignedZone.WithKeys(SignedZone.Everything, "example", algorithm);
        // delv has only the clock of the machine.
        zone.Sign("--denial", denial, "--inception", "20260101000000", "--expiration", "20360101000000",
            "--zonemd", "sha384").MustSucceed();
        using NameServer server = program == "named"
            ? NameServer.StartNamed(zone.Name, zone.Signed) : NameServer.StartKnotd(zone.Name, zone.Signed);
        string anchors = zone.WriteAnchors();
        foreach ((string name, string type, string verdict) in Questions)
        {
            Assert.Matches(denial == "nsec3-opt-out" && RestsOnCovering(name)
                ? OptOutVerdict : verdict, Ask(server, anchors, name, type));
        }

        // Without a DS nothing below is signed, and under opt-out not even that is proven beyond doubt (RFC
        // 5155 §6).
        Assert.Matches(
            denial == "nsec3-opt-out" ? OptOutVerdict : "; negative response, fully validated",
            Ask(server, anchors, "insecure.example.", "DS"));
    }

    // RFC 5155 §9.2: what an opt-out NSEC3 covers may be an insecure delegation, so a resolver may not call
    // the answer authentic.
    private const string OptOutVerdict = "; (negative response, )?(fully validated|unsigned answer)";

    private static bool RestsOnCovering(string name) =>
        name.EndsWith(".wild.example.", StringComparison.Ordinal) || name == "no.such.example.";

    private static string Ask(NameServer server, string anchors, string name, string type)
    {
        string[] question = ["@127.0.0.1", "-p", $"{server.Port}", "-a", anchors, "+root=example", name,
            type];
        ForeignRun run = ForeignTool.Run("delv", question);
        return $"{run.Command}\n{run.Everything}\n{server.Log}";
    }
}
