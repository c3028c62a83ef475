using System.Diagnostics;
using System.Globalization;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Tests.Architecture;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Tests.ZoneFiles;

/// <summary>Mutated zones: nothing throws, and one thread and several agree.</summary>
/// <remarks>DNSSEC_TOOLKIT_FUZZ_SECONDS makes it run longer; DNSSEC_TOOLKIT_FUZZ_SEED repeats a
/// run.</remarks>
public class FuzzTests
{
    private const int OrdinaryRounds = 400;

    private static readonly string[] Pieces =
    [
        "(", ")", "\"", "\\", ";", "\n", "\r\n", " ", "\t", "\0", "@", "$ORIGIN ", "$TTL ", "$GENERATE 1-9 a$ A 1.2.3.$", "\\#", "..",
        "TYPE65535", "CLASS3", "4294967296", "\\999", "*", "=", ",", "$", "-", "99999999999999999999",
        "\u00ff", "1w", "::", "\\\n",
    ];

    [Fact]
    public void MutatedZones_NeitherThrowNorDependOnThreads()
    {
        int seed = Setting("DNSSEC_TOOLKIT_FUZZ_SEED") ?? 20_261_121;
        int? seconds = Setting("DNSSEC_TOOLKIT_FUZZ_SECONDS");
        Stopwatch watch = Stopwatch.StartNew();
        byte[][] zones = [.. Directory.GetFiles(ZonesDirectory, "*.zone").Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes)];
        for (int round = 0; seconds is null
            ? round < OrdinaryRounds : watch.Elapsed.TotalSeconds < seconds; round++)
        {
            TextMutator mutator = new(unchecked(seed + round));
            byte[] text = mutator.Mutate(zones[mutator.Next(zones.Length)], Pieces);
            try
            {
                Check(text, mutator.Next(200) + 1);
            }
            catch (Exception exception)
            {
                Assert.Fail($"seed {seed + round}: {exception}\n{Convert.ToBase64String(text)}");
            }
        }
    }

    public static TheoryData<string> Regressions =>
        [.. Directory.GetFiles(RegressionsDirectory).Select(file => Path.GetFileName(file))
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Regressions))]
    public void Regressions_StayMended(string file) =>
        Check(File.ReadAllBytes(Path.Combine(RegressionsDirectory, file)), 50);

    private static string ZonesDirectory =>
        Path.Combine(CoreSources.RepositoryRoot, "tests", "DnssecToolkit.Tests", "data", "zones");

    private static string RegressionsDirectory =>
        Path.Combine(CoreSources.RepositoryRoot, "tests", "DnssecToolkit.Tests", "regressions", "zonefiles");

    private static void Check(byte[] text, int segment)
    {
        ZoneFileOptions options = ZoneText.Example with
        {
            Includes = IncludePolicy.Refused,
            GenerateLimit = 10_000
        };
        string one = Read(text, options);
        string many = Read(text, options with { Threads = 3, SegmentOctets = segment });
        Assert.Equal(one, many);
    }

    private static string Read(byte[] text, ZoneFileOptions options)
    {
        FindingList findings = new(100_000);
        ZoneFileContent content = ZoneFileReader.ReadText(text, "db", options, findings);
        return string.Join('\n', ZoneText.Describe(content)
            .Concat(findings.Kept.Select(finding => finding.ToString())));
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value)
            ? value : null;
}
