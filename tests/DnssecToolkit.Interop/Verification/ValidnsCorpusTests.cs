using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Time;
using DnssecToolkit.Verification;

namespace DnssecToolkit.Interop.Verification;

/// <summary>Every file of validns' own tests: our faults are these, and where the verdict differs, the reason
/// stands beside.</summary>
/// <remarks>The moments and verdicts are those of its t/test.pl, with all policies on. Files that it never
/// reads by themselves have no verdict.</remarks>
public class ValidnsCorpusTests
{
    private const string Folder = "verifier/validns";
    private const string NoZone = "";

    // Names in these are relative; the suite, or BIND when it signed them, was told the zone.
    private static readonly Dictionary<string, string> Origins = new()
    {
        ["zones/mx-ns-alias"] = "example.jp.",
        ["zones/rp-policy"] = "example.jp.",
        ["zones/simple-1035"] = "isi.edu.",
        ["zones/1035-with-include"] = "isi.edu.",
        ["issues/nsec-chain/example.com"] = "example.com.",
    };

    [CorpusFact(Folder)]
    public void Each_file_has_the_faults_that_the_suite_names_or_the_reason_why_not()
    {
        string root = Corpus.PathOf(Folder);
        string[] files = [.. Directory.GetFiles(root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(root, path)).Order(StringComparer.Ordinal)];
        IEnumerable<string> gone = ValidnsCorpus.Zones.Select(zone => zone.File).Except(files);
        List<string> surprises = [.. gone.Select(file => $"{file} is gone")];
        foreach (string file in files)
        {
            ValidnsZone? zone = ValidnsCorpus.Zones.FirstOrDefault(zone => zone.File == file);
            string found = FaultsIn(Path.Combine(root, file), zone);
            if (found != (zone?.Faults ?? NoZone) || (zone is null && !ValidnsCorpus.IsNoZone(file)))
            {
                surprises.Add($"{file}: {found}");
            }
        }

        Assert.Equal([], surprises);
    }

    [Fact]
    public void Each_other_verdict_than_the_suites_has_its_reason() => Assert.All(
        ValidnsCorpus.Zones,
        zone => Assert.Equal(
            zone.Reason.Length > 0, zone.IsSound is bool sound && sound != (zone.Faults.Length == 0)));

    private static string FaultsIn(string path, ValidnsZone? zone)
    {
        Assert.True(Timestamp.TryParseCompact(zone?.Moment ?? "20170803193723", out Timestamp moment));
        VerificationPolicy policy = new()
        {
            Moments = [moment],
            Scope = VerificationScope.Everything,
            Threads = 1,
        };
        string? origin = zone is null ? null
            : Path.GetFileName(path) == "example.sec" ? "example.sec." : Origins.GetValueOrDefault(zone.File);
        DomainName? apex = origin is null ? null : DomainName.Parse(origin);
        InspectionRequest request = new(path, policy) { Origin = apex };
        try
        {
            VerificationReport report = ZoneInspection.Inspect(request, CancellationToken.None);
            string tags = string.Join(' ', report.Groups.Where(group => group.Severity == Severity.Fault)
                .Select(group => group.Code.Tag).Distinct().Order(StringComparer.Ordinal));
            return zone is null ? $"a zone: {tags}" : tags;
        }
        catch (UnreadableInputException)
        {
            return zone is null ? NoZone : "no zone";
        }
    }
}
