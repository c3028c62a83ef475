using DnssecToolkit.Diagnostics;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Interop.Signing;

/// <summary>The same zone, keys and times give the same records, octet for octet, as dnssec-signzone's.</summary>
public class DifferentialTests
{
    private static readonly string ZoneDirectory = Repository.PathOf("tests/DnssecToolkit.Tests/data/zones");

    public static TheoryData<string, string, string> Cases()
    {
        TheoryData<string, string, string> cases = [];
        foreach (string file in Directory.EnumerateFiles(ZoneDirectory, "*.zone").Order(StringComparer.Ordinal))
        {
            foreach (string denial in (string[])["nsec", "nsec3", "nsec3-opt-out"])
            {
                cases.Add(Path.GetFileName(file), denial, "ED25519");
            }

            cases.Add(Path.GetFileName(file), "nsec", "RSASHA256");
        }

        return cases;
    }

    [ForeignToolTheory("dnssec-keygen", "dnssec-signzone", "named-compilezone")]
    [MemberData(nameof(Cases))]
    public void Signall_GivesTheRecordsOfDnssecSignzone(string zone, string denial, string algorithm)
    {
        string file = Path.Combine(ZoneDirectory, zone);
        using TemporaryDirectory directory = new();
        SignedByBoth signed = SignedByBoth.Sign(directory, file, OriginOf(file), algorithm, denial);
        Assert.Equal(signed.RecordsOf(signed.Theirs), signed.RecordsOf(signed.Ours));
    }

    [Fact]
    public void Cases_HaveFortyOddZonesAtLeast() =>
        Assert.True(Directory.GetFiles(ZoneDirectory, "*.zone").Length >= 40);

    private static string OriginOf(string file)
    {
        ZoneFileContent content = ZoneFileReader.Read(file, ZoneFileOptions.Default, new FindingList());
        return content.Origin?.ToString() ?? throw new InvalidOperationException($"{file} has no SOA");
    }
}
