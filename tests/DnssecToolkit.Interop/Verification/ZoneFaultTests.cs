using DnssecToolkit.Diagnostics;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Time;
using DnssecToolkit.Verification;

namespace DnssecToolkit.Interop.Verification;

/// <summary>Sound zones made wrong in one way each: the verifier finds that, and nothing else.</summary>
public class ZoneFaultTests
{
    [ForeignToolTheory("dnssec-signzone", "dnssec-keygen")]
    [InlineData("ECDSAP256SHA256")]
    [InlineData("RSASHA256")]
    [InlineData("ED25519")]
    [InlineData("RSASHA256 ECDSAP256SHA256")]
    public void Inspect_FindsEachFaultAndNoOther(string algorithms)
    {
        using ForeignSigner signer = new();
        string previous = "";
        List<string> surprises = [];
        Dictionary<string, string> kinds = new() { ["nsec"] = "", ["nsec3"] = "-3 -", ["optout"] = "-3 - -A" };
        foreach ((string denial, string options) in kinds)
        {
            string[] words = options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string path = previous.Length == 0
                ? signer.Sign(ForeignSigner.EverythingZone, algorithms.Split(' '), words)
                : signer.SignAgain(ForeignSigner.EverythingZone, words);
            previous = path;
            surprises.AddRange(SurprisesIn($"{denial} {algorithms}", denial, File.ReadAllLines(path), signer.Directory, signer.Directory.FullName));
        }

        Assert.True(surprises.Count == 0, string.Join('\n', surprises));
    }

    [ForeignToolTheory("dnssec-keygen")]
    [InlineData("ECDSAP256SHA256")]
    [InlineData("ED25519")]
    [InlineData("RSASHA256 ECDSAP256SHA256")]
    public void Each_fault_of_what_signall_has_signed_is_found_and_no_other(string algorithms)
    {
        using SignedZone zone = SignedZone.WithKeys(ForeignSigner.EverythingZone, "example", algorithms.Split(' '));
        List<string> surprises = [];
        foreach (string denial in new[] { "nsec", "nsec3", "nsec3-opt-out" })
        {
            File.Delete(zone.Signed);
            zone.Sign(
                "--time", "20261115000000", "--inception", "20261101000000", "--expiration", "20261201000000", "--serial", "keep",
                "--denial", denial).MustSucceed();
            string kind = denial == "nsec3-opt-out" ? "optout" : denial;
            surprises.AddRange(SurprisesIn($"{denial} {algorithms}", kind, File.ReadAllLines(zone.Signed), zone.Files, zone.KeyDirectory));
        }

        Assert.True(surprises.Count == 0, string.Join('\n', surprises));
    }

    private static IEnumerable<string> SurprisesIn(
        string what, string denial, string[] lines, TemporaryDirectory directory, string keyDirectory)
    {
        KeyDirectory Keys() => KeyDirectory.Read(keyDirectory, DomainName.Parse("example."), new FindingList());
        using KeyDirectory soundKeys = Keys();
        VerificationReport sound = Inspect(directory, new MutableZone(lines, soundKeys));
        Assert.Equal([], sound.Groups.Where(group => group.Severity > Severity.Note).SelectMany(group => group.Examples));
        foreach (ZoneFault fault in ZoneFaults.All.Where(fault => fault.Denial == "any" || fault.Denial == denial))
        {
            using KeyDirectory keys = Keys();
            MutableZone zone = new(lines, keys);
            fault.Edit(zone);
            VerificationReport report = Inspect(directory, zone);
            string found = string.Join(' ', Tags(report).Except(Tags(sound)));
            string expected = string.Join(' ', fault.Codes.Split(' ').Order(StringComparer.Ordinal));
            if (found != expected)
            {
                yield return $"{what}: {fault.Name}: expected {expected}\n    found {found}: "
                    + string.Join("\n        ", report.Groups.Select(group => group.Examples[0]));
            }
        }
    }

    [ForeignToolFact("dnssec-signzone", "dnssec-keygen")]
    public void EachFaultIsWrittenForOtherVerifiers()
    {
        // bench/verifiers.sh sets this to compare what others find in the same files.
        string? directory = Environment.GetEnvironmentVariable("DNSSEC_TOOLKIT_MUTANTS");
        using ForeignSigner signer = new();
        using TemporaryDirectory own = new();
        directory ??= own.FullName;
        bool first = true;
        HashSet<string> written = [];
        foreach ((string denial, string options) in new[] { ("nsec", ""), ("nsec3", "-3 -"), ("optout", "-3 - -A") })
        {
            string[] words = options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string path = first
                ? signer.Sign(ForeignSigner.EverythingZone, ["RSASHA256"], words) // validns cannot read today's ECDSA keys
                : signer.SignAgain(ForeignSigner.EverythingZone, words);
            first = false;
            string[] lines = File.ReadAllLines(path);
            File.WriteAllText(Path.Combine(directory, $"sound {denial}.zone"), string.Join('\n', lines) + "\n");
            foreach (ZoneFault fault in ZoneFaults.All.Where(fault => fault.Denial == "any" || fault.Denial == denial))
            {
                if (written.Add(fault.Name))
                {
                    using KeyDirectory keys = Keys(signer);
                    MutableZone zone = new(lines, keys);
                    fault.Edit(zone);
                    File.WriteAllText(Path.Combine(directory, $"{fault.Name}.zone"), zone.ToString());
                }
            }
        }

        Assert.Equal(ZoneFaults.All.Count, written.Count);
    }

    [Fact]
    public void ThereAreManyFaults()
    {
        Assert.True(ZoneFaults.All.Count >= 80);
        Assert.Equal(ZoneFaults.All.Count, ZoneFaults.All.Select(fault => fault.Name).Distinct().Count());
    }

    private static IEnumerable<string> Tags(VerificationReport report) =>
        report.Groups.Select(group => group.Code.Tag).Distinct() // how large answers are is always noted
            .Where(tag => !tag.StartsWith("ANSWER-SIZE-", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static KeyDirectory Keys(ForeignSigner signer) =>
        KeyDirectory.Read(signer.Directory.FullName, DomainName.Parse("example."), new FindingList());

    private static VerificationReport Inspect(TemporaryDirectory directory, MutableZone zone)
    {
        Assert.True(Timestamp.TryParseCompact("20261115000000", out Timestamp moment));
        VerificationPolicy policy = new() { Moments = [moment], Scope = VerificationScope.Everything, Threads = 1 };
        return ZoneInspection.Inspect(
            new InspectionRequest(directory.Write("mutant", zone.ToString()), policy) { Origin = DomainName.Parse("example.") },
            CancellationToken.None);
    }
}
