using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Time;
using DnssecToolkit.Verification;

namespace DnssecToolkit.Interop.Verification;

/// <summary>Zones that others published with their verdicts: ours is the same, or the reason stands
/// here.</summary>
public class VerdictCorpusTests
{
    private const string Folder = "verifier/knot-semantic";

    // Zones that the suite takes as sound.
    private static readonly string[] Sound =
    [
        "cdnskey.cds", "cdnskey.delete.both", "dname_apex_nsec3.signed", "glue_in_deleg.valid", "glue_no_foreign.valid",
        "glue_wildcard.valid", "no_error_delegation_bitmap.signed", "no_error_nsec3_optout.signed",
        "nsec3_optout_ent.all",
        "nsec3_optout_ent.valid", "soa.duplicate",
    ];

    private static readonly Dictionary<string, string> Disagreements = new()
    {
        ["cdnskey.cds"] =
            "keys of algorithms 8 and 13, signatures of 13 alone (RFC 4035 §2.2); the suite looks at CDS only",
        ["cdnskey.delete.both"] =
            "keys of algorithms 8 and 13, signatures of 13 alone (RFC 4035 §2.2); the suite looks at CDS only",
        ["dname_apex_nsec3.signed"] =
            "the DNAME leads below its own owner, round and round; the suite looks at NSEC3 only",
        ["glue_in_deleg.valid"] =
            "ns2.d serves the apex, lies below the zone cut d and has no address: nobody can reach it",
        ["glue_wildcard.valid"] =
            "a wildcard below a zone cut is occluded, and no resolver gets it as glue (RFC 4592 §4.1)",
        ["dnskey_keytags.many"] =
            "keys that share a tag are a warning as long as no signature of that tag is there",
        ["dnskey_keytags.more"] =
            "keys that share a tag are a warning as long as no signature of that tag is there",
    };

    [CorpusFact(Folder)]
    public void Inspect_AgreesWithTheSuiteOrSaysWhyNot()
    {
        List<string> surprises = [];
        foreach (string path in Directory.GetFiles(Corpus.PathOf(Folder)).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(path);
            bool sound;
            try
            {
                sound = Inspect(path, "example.com.", "20300101000000").Sound;
            }
            catch (UnreadableInputException)
            {
                sound = false;
            }

            bool agrees = sound == Sound.Contains(name);
            if (agrees == Disagreements.ContainsKey(name))
            {
                surprises.Add($"{name}: we say {(sound ? "sound" : "not sound")}");
            }
        }

        Assert.Equal([], surprises);
    }

    [CorpusFact("root/root-2017073001.zone")]
    public void Inspect_FindsNoFaultInTheRootOfItsDay() =>
        Assert.True(Inspect(Corpus.PathOf("root/root-2017073001.zone"), ".", "20170730180000").Sound);

    [ForeignToolTheory("ldns-verify-zone")]
    [InlineData("miek.nl")]
    [InlineData("dnssex.nl")]
    public void Inspect_FindsNoFaultInAZoneThatItsOwnerServed(string zone)
    {
        string path = Repository.PathOf($"tests/data/zones/published/{zone}.zone");
        ForeignTool.Run("ldns-verify-zone", "-t", "20160401000000", path).MustSucceed();
        VerificationReport report = Inspect(path, zone, "20160401000000");
        Assert.True(report.Sound, string.Join('\n', report.Groups));
    }

    private static VerificationReport Inspect(string path, string? origin, string moment)
    {
        Assert.True(Timestamp.TryParseCompact(moment, out Timestamp time));
        VerificationPolicy policy = new()
        {
            Moments = [time],
            Scope = VerificationScope.Everything,
            Threads = 1
        };
        return ZoneInspection.Inspect(
            new InspectionRequest(path, policy) { Origin = origin is null ? null : DomainName.Parse(origin) },
            CancellationToken.None);
    }
}
