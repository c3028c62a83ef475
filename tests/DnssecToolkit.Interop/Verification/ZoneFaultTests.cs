using DnssecToolkit.Diagnostics;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
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
        Dictionary<string, string> kinds = new()
        {
            ["nsec"] = "",
            ["nsec3"] = "-3 -",
            ["optout"] = "-3 - -A"
        };
        foreach ((string denial, string options) in kinds)
        {
            string[] words = options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string path = previous.Length == 0
                ? signer.Sign(ForeignSigner.EverythingZone, algorithms.Split(' '), words)
                : signer.SignAgain(ForeignSigner.EverythingZone, words);
            previous = path;
            surprises.AddRange(SurprisesIn($"{denial} {algorithms}", denial, File.ReadAllLines(path),
                signer.Directory, signer.Directory.FullName));
        }

        Assert.True(surprises.Count == 0, string.Join('\n', surprises));
    }

    [ForeignToolTheory("dnssec-keygen")]
    [InlineData("ECDSAP256SHA256")]
    [InlineData("ED25519")]
    [InlineData("RSASHA256 ECDSAP256SHA256")]
    public void Each_fault_of_what_signall_has_signed_is_found_and_no_other(string algorithms)
    {
        using SignedZone zone = SignedZone.WithKeys(ForeignSigner.EverythingZone, "example",
            algorithms.Split(' '));
        List<string> surprises = [];
        foreach (string denial in new[] { "nsec", "nsec3", "nsec3-opt-out" })
        {
            File.Delete(zone.Signed);
            zone.Sign(
                "--time", "20261115000000", "--inception", "20261101000000", "--expiration", "20261201000000",
                "--serial", "keep",
                "--denial", denial).MustSucceed();
            string kind = denial == "nsec3-opt-out" ? "optout" : denial;
            surprises.AddRange(SurprisesIn($"{denial} {algorithms}", kind, File.ReadAllLines(zone.Signed),
                zone.Files, zone.KeyDirectory));
        }

        Assert.True(surprises.Count == 0, string.Join('\n', surprises));
    }

    private static IEnumerable<string> SurprisesIn(
        string what, string denial, string[] lines, TemporaryDirectory directory, string keyDirectory)
    {
        ZoneJudge judge = new(lines, directory,
            () => KeyDirectory.Read(keyDirectory, DomainName.Parse("example."), new FindingList()));
        Assert.Equal([], judge.OfSound(null).Where(group => group.Severity > Severity.Note)
            .SelectMany(group => group.Examples));
        foreach (ZoneFault fault in ZoneFaults.All.Where(fault => fault.Denial == "any"
            || fault.Denial == denial))
        {
            IReadOnlyList<FindingGroup> groups = judge.Of(fault);
            string found = string.Join(' ', ZoneJudge.Tags(groups)
                .Except(ZoneJudge.Tags(judge.OfSound(null))));
            string expected = string.Join(' ', fault.Codes.Split(' ').Order(StringComparer.Ordinal));
            if (found != expected)
            {
                yield return $"{what}: {fault.Name}: expected {expected}\n    found {found}: "
                    + string.Join("\n        ", groups.Select(group => group.Examples[0]));
            }

            // What is asked for is fulfilled by the zone without the fault.
            IEnumerable<string> near = fault.IsInFile || fault.Edit == ZoneFault.Nothing
                ? [] : ZoneJudge.Tags(judge.OfSound(fault)).Intersect(fault.Codes.Split(' '));
            foreach (string tag in near)
            {
                yield return $"{what}: {fault.Name}: the sound zone has {tag} as well";
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
            File.WriteAllText(Path.Combine(directory, $"sound {denial}.zone"), string.Join('\n', lines)
                + "\n");
            foreach (ZoneFault fault in ZoneFaults.All.Where(
                fault => fault.IsInFile && (fault.Denial == "any" || fault.Denial == denial)))
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

        Assert.Equal(ZoneFaults.All.Count(fault => fault.IsInFile), written.Count);
    }

    [Fact]
    public void ThereAreManyFaults()
    {
        Assert.True(ZoneFaults.All.Count >= 80);
        Assert.Equal(ZoneFaults.All.Count, ZoneFaults.All.Select(fault => fault.Name).Distinct().Count());
    }

    [Fact]
    public void Each_check_of_zones_has_a_fault_that_it_finds_or_a_reason_why_not()
    {
        IEnumerable<string> checks = CheckCodes.All.Select(code => code.Tag).Where(tag =>
            tag.StartsWith("ZONE-", StringComparison.Ordinal)
                || tag.StartsWith("ZONEFILE-", StringComparison.Ordinal));
        string[] all = [.. checks.Union(CheckAdvice.Codes.Select(code => code.Tag))
            .Order(StringComparer.Ordinal)];
        string[] found = [.. ZoneFaults.All.SelectMany(fault => fault.Codes.Split(' ')).Distinct()];
        Assert.Equal([], found.Except(all));
        Assert.Equal([], all.Except(found).Except(ZoneFaults.WithoutFault.Keys));
        Assert.Equal([], ZoneFaults.WithoutFault.Keys.Intersect(found));
        Assert.Equal([], ZoneFaults.WithoutFault.Keys.Except(all));
        Assert.All(ZoneFaults.WithoutFault.Values, reason => Assert.NotEmpty(reason));
    }

    private static KeyDirectory Keys(ForeignSigner signer) =>
        KeyDirectory.Read(signer.Directory.FullName, DomainName.Parse("example."), new FindingList());
}
