namespace DnssecToolkit.Interop.Signing;

/// <summary>The same zone, keys and times give the same records, octet for octet, as
/// dnssec-signzone's.</summary>
public class DifferentialTests
{
    private static readonly string ZoneDirectory = Repository.PathOf("tests/DnssecToolkit.Tests/data/zones");

    private static readonly (string File, string Origin)[] Zones =
        [.. File.ReadLines(Path.Combine(ZoneDirectory, "ORIGINS")).Select(line => line.Split(' '))
            .Select(words => (words[0], words[1]))];

    public static TheoryData<string, string, string, string> Cases()
    {
        TheoryData<string, string, string, string> cases = [];
        foreach ((string file, string origin) in Zones)
        {
            foreach ((string denial, string algorithm) in
                ((string, string)[])[("nsec", "ED25519"), ("nsec3", "ED25519"), ("nsec3-opt-out", "ED25519"),
                    ("nsec", "RSASHA256")])
            {
                if (!PeerDiffers(file, denial))
                {
                    cases.Add(file, origin, denial, algorithm);
                }
            }
        }

        return cases;
    }

    [ForeignToolTheory("dnssec-keygen", "dnssec-signzone", "named-compilezone")]
    [MemberData(nameof(Cases))]
    public void Signall_GivesTheRecordsOfDnssecSignzone(string zone, string origin, string denial,
        string algorithm)
    {
        using TemporaryDirectory directory = new();
        SignedByBoth signed = SignedByBoth.Sign(directory, Path.Combine(ZoneDirectory, zone), origin,
            algorithm, denial);
        Assert.Equal(signed.RecordsOf(signed.Theirs), signed.RecordsOf(signed.Ours));
    }

    /// <summary>Where dnssec-signzone 9.18 does something else on purpose or cannot do it; what we do there
    /// is right by the RFC.</summary>
    private static bool PeerDiffers(string file, string denial) => (file, denial) switch
    {
        // It caps the TTL of an RRSIG to the signature's lifetime; RFC 4034 §3 wants the TTL of the RRset
        // covered.
        ("ttl-units.zone", _) => true,

        // It hashes *.NAME for each name beforehand and ends with "name too long" where that has over 255
        // octets.
        ("longest-name.zone", "nsec3" or "nsec3-opt-out") => true,
        _ => false,
    };

    [Fact]
    public void Zones_AreFortyAtLeast() => Assert.True(Zones.Length >= 40);
}
