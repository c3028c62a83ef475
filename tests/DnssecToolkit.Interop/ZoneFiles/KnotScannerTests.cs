using System.Globalization;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Interop.ZoneFiles;

/// <summary>Holds our reader against the records that Knot DNS expects of its own scanner.</summary>
public class KnotScannerTests
{
    private const string Folder = "zonefiles/knot-zscanner/data";

    // Knot does otherwise on purpose, and we as BIND.
    private static readonly Dictionary<string, string> Differences = new()
    {
        ["01_owner"] = "any character may stand in a name; Knot wants most of them escaped",
        ["03_rrttl"] = "a TTL over 2147483647 is 0 (RFC 2181 §8)",
        ["05-0_TTL"] = "a TTL over 2147483647 is 0 (RFC 2181 §8)",
        ["06-0_INCLUDE"] = "$TTL in an included file stays in force behind it",
        ["06-1_INCLUDE"] = "any character may stand in a name",
        ["06-2_INCLUDE"] = "any character may stand in a name",
        ["12_TXT"] = "quoted strings end on their line and have 255 octets at most",
        ["14_NS"] = "any character may stand in a name",
        ["18_MX"] = "any character may stand in a name",
        ["26_SRV"] = "any character may stand in a name",
        ["28_TYPE"] = "type 0 never stands in a zone",
        ["29_CERT"] = "algorithm names have no hyphens",
        ["30_KEY"] = "a KEY whose flags say that there is no key has none",
        ["34_SSHFP"] = "an SSHFP may lack its fingerprint",
        ["35_IPSECKEY"] = "a key must follow the gateway",
        ["36_RRSIG"] = "any character may stand in a name",
        ["37_NSEC"] = "an NSEC names one type at least",
        ["39_NSEC3"] = "the next hashed owner name is base32hex of whole octets that BIND takes",
        ["42_LOC"] = "angles and sizes as BIND rounds them",
        ["51_URI"] = "a URI's target stands in quotes",
        ["52_CAA"] = "a CAA has a value",
        ["56_ZONEMD"] = "digests have the length of their algorithm, or 12 octets at least",
        ["57_SVCB"] = "parameters as BIND reads them",
        ["58_HTTPS"] = "parameters as BIND reads them",
        ["62_ALIAS"] = "a type that BIND does not know",
        ["63_DELEG"] = "a type that BIND does not know",
    };

    public static TheoryData<string> Files =>
        [.. Corpus.Root is null || !Directory.Exists(Corpus.PathOf(Folder)) ? ["absent"]
            : Directory.GetFiles(Corpus.PathOf(Folder), "*.in")
            .Select(file => Path.GetFileNameWithoutExtension(file))
                .Order(StringComparer.Ordinal).ToArray()];

    [CorpusTheory(Folder)]
    [MemberData(nameof(Files))]
    public void Read_GivesTheRecordsThatKnotExpects(string name)
    {
        // As sets: Knot ends at some faults, we go on, and these files say the same record many times.
        HashSet<string> expected = [.. Expected(File.ReadAllText(Corpus.PathOf($"{Folder}/{name}.out")))];
        HashSet<string> read = [.. Read(Corpus.PathOf($"{Folder}/{name}.in"))];
        if (Differences.TryGetValue(name, out string? reason))
        {
            Assert.False(expected.SetEquals(read), $"no longer so: {reason}");
            return;
        }

        Assert.Equal(expected.Order(StringComparer.Ordinal), read.Order(StringComparer.Ordinal));
    }

    private static string[] Expected(string output) =>
    [
        .. output.Split("------\n").Select(block => block.Split('\n').Where(line => line.Contains('='))
                .ToDictionary(line => line.Split('=')[0], line => line.Split('=', 2)[1]))
            .Where(fields => fields.ContainsKey("OWNER"))
            .Select(fields =>
                $"{fields["OWNER"]} {Hex(fields["RRTTL"])} {Hex(fields["RTYPE"])} {fields["RDATA"]}".ToUpperInvariant()),
    ];

    private static uint Hex(string digits) =>
        uint.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static string[] Read(string path)
    {
        ZoneFileOptions options = new() { Origin = DomainName.Root, DefaultTtl = 0, Threads = 1 };
        ZoneFileContent content = ZoneFileReader.Read(path, options, new FindingList());
        return [.. content.Pages.SelectMany(LinesOf)];
    }

    private static IEnumerable<string> LinesOf(RecordPage page)
    {
        for (int i = 0; i < page.Count; i++)
        {
            DnssecToolkit.Records.Record record = page.Records[i];
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{Convert.ToHexString(page.OwnerOf(record))} "
                + $"{record.Ttl} {(ushort)record.Type} {Convert.ToHexString(page.RDataOf(record))}");
        }
    }
}
