using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Tests.Architecture;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;
using DnssecToolkit.Verification;
using DnssecToolkit.ZoneFiles;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Tests.Verification;

/// <summary>Each check's two zones in tests/data/checks: a broken one that has this finding and no other, and
/// a near-miss sound one.</summary>
/// <remarks>ZoneFaultTests has the same faults with right signatures, and many more.</remarks>
public class CheckFixturesTests
{
    private static readonly string Folder = Path.Combine(CoreSources.RepositoryRoot, "tests", "data",
        "checks");

    private static readonly DomainName Apex = DomainName.Parse("example.");

    // What cannot be had alone: these findings come with the one that the folder is about.
    private static readonly Dictionary<string, string[]> Companions = new()
    {
        ["RRSIG-ALGORITHM-UNKNOWN"] = ["DNSKEY-ALGORITHM"],
        ["DNSKEY-ALGORITHM"] = ["RRSIG-ALGORITHM-UNKNOWN"],
        ["DNSKEY-DS-ALGORITHM"] = ["DNSKEY-NOT-TRUSTED"],
        ["DNSKEY-NOT-TRUSTED"] = ["DNSKEY-DS-ALGORITHM"],
        ["DNSKEY-MISSING"] = ["RRSIG-KEY-ABSENT", "RRSIG-ORPHAN", "NSEC-BITMAP"],
        ["DNSKEY-TAG-COLLISION"] = ["DNSKEY-SIZE"],
        ["NSEC3PARAM-LIMIT"] = ["NSEC3-MISSING", "NSEC3-SALT"],
        ["NSEC-MULTIPLE"] = ["NSEC-CHAIN-BROKEN", "NSEC-BITMAP"],
        ["RRSIG-LIMIT"] = ["RRSIG-DUPLICATE"],
        ["RRSIG-EXPIRES-SOON"] = ["ZONE-EXPIRE-OUTLIVES"],
        ["RRSIG-TTL-OUTLIVES"] = ["ZONE-EXPIRE-OUTLIVES", "ZONE-TTL-LONG"],
        ["ZONE-RRSET-SIZE"] = ["ZONE-RRSET-COUNT"],
        ["ZONEMD-DUPLICATE"] = ["ZONEMD-UNKNOWN"],
    };

    // No zone is known that has these: two names of one SHA-1 hash would be a break of SHA-1 within the 255
    // octets of a name, and a signature of which the two ways of verifying say different things would be our
    // own mistake.
    private static readonly string[] InNoZone = ["NSEC3-HASH-COLLISION", "RRSIG-BATCH-DISAGREEMENT"];

    // Signed by BIND, which makes no such zones, and edited then: with its signatures verified, what was
    // edited is invalid too.
    private static readonly string[] EditedAfterSigning =
    [
        "DENIAL-MIXED", "DNSKEY-ALGORITHM", "DNSKEY-EXPONENT", "DNSKEY-MALFORMED", "DNSKEY-NO-SEP", "DNSKEY-NOT-ZONE-KEY",
        "DNSKEY-PROTOCOL", "DNSKEY-REVOKED-NOT-SELF-SIGNED", "DNSKEY-REVOKED-ONLY", "DNSKEY-SIZE",
        "DNSKEY-TAG-COLLISION",
        "NSEC-BITMAP", "NSEC-CHAIN-BROKEN", "NSEC-MALFORMED", "NSEC-MULTIPLE", "NSEC-TTL", "NSEC3-BITMAP",
        "NSEC3-CHAIN-BROKEN",
        "NSEC3-ITERATIONS-LIMIT", "NSEC3-MALFORMED", "NSEC3-MISSING", "NSEC3-MULTIPLE", "NSEC3-OPT-OUT-WRONG",
        "NSEC3-PARAMETERS",
        "NSEC3-UNWANTED", "NSEC3PARAM-LIMIT", "NSEC3PARAM-MALFORMED", "NSEC3PARAM-MISSING",
        "PREVIOUS-KEY-GONE",
        "PREVIOUS-KEY-TOO-NEW", "PREVIOUS-KSK-CHANGED", "RRSIG-ALGORITHM-UNKNOWN", "RRSIG-COLLISION-LIMIT",
        "RRSIG-DUPLICATE",
        "RRSIG-EXPIRED", "RRSIG-EXPIRES-SOON", "RRSIG-INVALID", "RRSIG-KEY-PRESIGN", "RRSIG-KEY-UNFIT",
        "RRSIG-LIMIT",
        "RRSIG-NOT-YET-VALID", "RRSIG-ORIGINAL-TTL", "RRSIG-TIMES-REVERSED",
    ];

    // Where the DNSKEY RRset itself was edited, nobody vouches for it any more.
    private static readonly string[] OfEditing =
        ["RRSIG-INVALID", "DNSKEY-UNSIGNED-BY-KSK", "DNSKEY-REVOKED-NOT-SELF-SIGNED", "PREVIOUS-KSK-CHANGED"];

    private static IEnumerable<string> Folders =>
        Directory.GetDirectories(Folder).Select(path => Path.GetFileName(path)!)
            .Where(name => name != "keys");

    public static TheoryData<string> Codes() => [.. Folders.Order()];

    [Fact]
    public void EveryCheckOfTheVerifierHasItsFolder()
    {
        IEnumerable<string> ofReading = CheckCodes.All.Select(code => code.Tag)
            .Where(tag => tag.StartsWith("ZONE-", StringComparison.Ordinal)
                || tag.StartsWith("ZONEFILE-", StringComparison.Ordinal));
        IEnumerable<string> codes = CheckAdvice.Codes.Select(code => code.Tag).Union(ofReading)
            .Except(InNoZone);
        Assert.Equal(codes.Order(StringComparer.Ordinal), Folders.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Broken_HasThisFindingAndNoOther(string code)
    {
        string[] found = [.. FoundIn(code, code == "RRSIG-INVALID" ? SignatureChecking.All
            : SignatureChecking.None).Distinct().Where(tag => tag == code || !IsSize(tag))];
        Assert.Contains(code, found);
        Assert.Empty(found.Except(Companions.GetValueOrDefault(code, [])).Except([code]));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Broken_HasNothingElseWhereItsSignaturesAreVerified(string code)
    {
        string[] found = [.. FoundIn(code, SignatureChecking.All).Distinct()
            .Where(tag => tag == code || !IsSize(tag))];
        Assert.Contains(code, found);
        string[] others = [.. found.Except(Companions.GetValueOrDefault(code, [])).Except([code])];
        Assert.Equal(EditedAfterSigning.Contains(code), others.Contains("RRSIG-INVALID")
            || code == "RRSIG-INVALID");
        Assert.Empty(others.Except(EditedAfterSigning.Contains(code) ? OfEditing : []));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Sound_DoesNotHaveThisFinding(string code)
    {
        VerificationReport report = Inspect(code, "sound.zone", SignatureChecking.All);
        Assert.True(report.Sound, Describe(report));
        Assert.DoesNotContain(code, report.Groups.Select(group => group.Code.Tag));
    }

    private static IEnumerable<string> FoundIn(string code, SignatureChecking signatures)
    {
        try
        {
            return Inspect(code, "broken.zone", signatures).Groups.Select(group => group.Code.Tag);
        }
        catch (UnreadableInputException unreadable)
        {
            return unreadable.Findings.Select(finding => finding.Code.Tag);
        }
    }

    // How large a signed zone's answers are is always noted.
    private static bool IsSize(string tag) => tag.StartsWith("ANSWER-SIZE-", StringComparison.Ordinal);

    private static string Describe(VerificationReport report) =>
        string.Join('\n', report.Groups.SelectMany(group => group.Examples));

    private static VerificationReport Inspect(string code, string file, SignatureChecking signatures)
    {
        string folder = Path.Combine(Folder, code);
        string previous = Path.Combine(folder, "previous.zone");
        Assert.True(Timestamp.TryParseCompact("20261115000000", out Timestamp moment));
        VerificationPolicy policy = new()
        {
            Moments = [moment],
            Scope = VerificationScope.Everything,
            Signatures = signatures,
            Threads = 1,
            Margin = 86_400,
            MaximumRemovedPercent = 5,
            MaximumChangedPercent = 25,
            TrustAnchors = AnchorsIn(Path.Combine(folder, "anchor.ds")),
            NextTrustAnchors = AnchorsIn(Path.Combine(folder, "next.ds")),
            KeyIndex = KeyIndexIn(Path.Combine(folder, "keyindex.txt")),
            RecordLimits = (0, code == "ZONE-RECORD-COUNT" ? 11 : long.MaxValue),
            Expectation = code switch
            {
                "DNSSEC-ABSENT" => ZoneExpectation.Signed,
                "DNSSEC-UNEXPECTED" => ZoneExpectation.Unsigned,
                _ => ZoneExpectation.Either,
            },
        };
        string records = Path.Combine(folder, Path.ChangeExtension(file, ".records"));
        if (File.Exists(records))
        {
            return ZoneVerifier.Verify(ZoneWith(Path.Combine(folder, file), records), policy,
                new FindingList(), default);
        }

        return ZoneInspection.Inspect(
            new InspectionRequest(Path.Combine(folder, file), policy)
            {
                Origin = code == "ZONEFILE-ORIGIN" ? null : Apex,
                PreviousPath = File.Exists(previous) ? previous : null,
            },
            CancellationToken.None);
    }

    // No reader of files lets these records through: lines of owner, TTL, type and hexadecimal RDATA.
    private static Zone ZoneWith(string path, string records)
    {
        RecordPageBuilder more = new();
        foreach (string[] words in File.ReadLines(records).Select(line => line.Split(' ')))
        {
            byte[] rdata = Convert.FromHexString(words[3]);
            more.Add(DomainName.Parse(words[0]).Wire, Enum.Parse<RRType>(words[2]),
                uint.Parse(words[1], null), rdata);
        }

        FindingList findings = new();
        ZoneFileContent content = ZoneFileReader.Read(path, new ZoneFileOptions { Origin = Apex }, findings);
        Zone zone = new ZoneBuilder(Apex, findings).Add(content.Pages).Add(more.Build()).Build();
        Assert.Empty(findings.Kept);
        return zone;
    }

    private static KeyIndex? KeyIndexIn(string path)
    {
        FindingList findings = new();
        KeyIndex? index = File.Exists(path) ? KeyIndex.Read(File.ReadAllBytes(path), path, findings) : null;
        Assert.Empty(findings.Kept);
        return index;
    }

    private static List<TrustAnchor> AnchorsIn(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        ZoneFileOptions options = new() { Origin = DomainName.Root, DefaultTtl = 0 };
        RecordPage page = ZoneFileReader.Read(path, options, new FindingList()).Pages[0];
        return [new TrustAnchor(DomainName.FromTrustedWire(page.OwnerOf(page.Records[0])), RRType.DS,
            page.RDataOf(page.Records[0]))];
    }
}
