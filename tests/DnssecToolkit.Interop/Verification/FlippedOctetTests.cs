using System.Security.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Time;
using DnssecToolkit.Verification;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Interop.Verification;

/// <summary>Octets of a signed zone file changed all over it: none crashes the verifier, and a zone with another content is at fault.</summary>
public class FlippedOctetTests
{
    private const int Rounds = 300;
    private const int Delegations = 40;
    private const int Seed = 4034; // another one finds other places; a failure can be had again

    [ForeignToolFact("dnssec-signzone", "dnssec-keygen")]
    public void Inspect_FindsEachFlipThatChangesWhatTheSignaturesAreOver()
    {
        using ForeignSigner signer = new();
        byte[] sound = File.ReadAllBytes(signer.Sign(SmallZone, ["ECDSAP256SHA256"]));
        AssertEachFlipIsFound(sound, signer.Directory, path => Inspect(path, null));
    }

    [ForeignToolTheory("dnssec-keygen")]
    [InlineData("RSASHA256", "nsec3")]
    [InlineData("ED25519", "nsec3-opt-out")]
    [InlineData("ECDSAP384SHA384", "nsec")]
    [InlineData("RSASHA256 ECDSAP256SHA256", "nsec3-opt-out")]
    public void Each_flip_in_what_a_registry_has_signed_is_found(string algorithms, string denial)
    {
        using SignedZone zone = Sign(Registry(1), algorithms, denial);
        int rounds = algorithms == "ECDSAP384SHA384" ? Rounds / 3 : Rounds; // which takes its time
        AssertEachFlipIsFound(File.ReadAllBytes(zone.Signed), zone.Files, path => Inspect(path, null),
            IsUnsigned, rounds);
    }

    [ForeignToolTheory("dnssec-keygen")]
    [InlineData("ECDSAP256SHA256", "nsec")]
    [InlineData("ECDSAP256SHA256", "nsec3")]
    [InlineData("RSASHA256", "nsec3-opt-out")]
    [InlineData("ED25519", "nsec3-opt-out")]
    public void Each_flip_in_a_signed_zone_with_ZONEMD_is_found(string algorithms, string denial)
    {
        using SignedZone zone = Sign(Registry(1), algorithms, denial, "--zonemd", "sha384");
        AssertEachFlipIsFound(File.ReadAllBytes(zone.Signed), zone.Files, path => Inspect(path, null));
    }

    [Fact]
    public void Each_flip_is_found_where_the_previous_version_is_known()
    {
        using TemporaryDirectory directory = new();
        byte[] sound = System.Text.Encoding.ASCII.GetBytes(SmallZone);
        string previous = directory.Write("previous", SmallZone);
        AssertEachFlipIsFound(sound, directory, path => Inspect(path, previous));
    }

    [ForeignToolTheory("dnssec-keygen")]
    [InlineData("RSASHA256", "nsec3-opt-out", 1)]
    [InlineData("ECDSAP256SHA256", "nsec", 1)]
    [InlineData("RSASHA256", "nsec3-opt-out", 2)]
    [InlineData("ECDSAP256SHA256", "nsec", 2)]
    [InlineData("ED25519", "nsec3", 2)]
    public void Each_flip_in_a_signed_zone_is_found_where_the_version_before_is_known(string algorithms,
        string denial, int serial)
    {
        using SignedZone zone = Sign(Registry(1), algorithms, denial);
        string previous = zone.Files["previous"];
        File.Copy(zone.Signed, previous);
        if (serial > 1)
        {
            // The serial has moved on, with a change that was meant.
            zone.Write(Registry(serial) + "new TXT \"n\"\n");
            SignAgain(zone, denial);
        }

        AssertEachFlipIsFound(File.ReadAllBytes(zone.Signed), zone.Files, path => Inspect(path, previous));
    }

    [ForeignToolTheory("dnssec-keygen")]
    [InlineData("ECDSAP256SHA256", "nsec")]
    [InlineData("ED25519", "nsec3-opt-out")]
    public void Flips_all_over_what_no_signature_is_over_are_found_where_the_version_before_is_known(
        string algorithms, string denial)
    {
        using SignedZone zone = Sign(Registry(1), algorithms, denial);
        string previous = zone.Files["previous"];
        File.Copy(zone.Signed, previous);
        zone.Write(Registry(2) + "new TXT \"n\"\n");
        SignAgain(zone, denial);
        byte[] sound = File.ReadAllBytes(zone.Signed);
        (int Place, int Bit)[] flips = [.. Enumerable.Range(0, sound.Length)
            .Where(place => place % 3 == 0 && sound[place] != (byte)'\n' && IsRecord(LineAt(sound, place)))
            .Select(place => (place, place / 3 % 8))];
        Assert.True(flips.Length > 500);

        // None of these octets is under a signature, so that none has to be verified.
        AssertEachFlipIsFound(sound, zone.Files, path => Inspect(path, previous, SignatureChecking.None),
            flips);

        static bool IsRecord(string line) =>
            line.Length > 0 && line[0] is not (';' or '$' or ' ') && IsUnsigned(line);
    }

    private static SignedZone Sign(string text, string algorithms, string denial, params string[] options)
    {
        SignedZone zone = SignedZone.WithKeys(text, "example", algorithms.Split(' '));
        SignAgain(zone, denial, options);
        return zone;
    }

    private static void SignAgain(SignedZone zone, string denial, params string[] options) => zone.Sign(
        ["--time", "20261114000000", "--serial", "keep", "--denial", denial, .. options]).MustSucceed();

    // NS at zone cuts, and glue: what no signature is over. A change of these is one that somebody may have meant.
    private static bool IsUnsigned(string line)
    {
        MutableRecord record = MutableRecord.Parse(line);
        return (record.Type == "NS" && record.Owner != MutableZone.Apex)
            || (record.Type == "A" && record.Owner.StartsWith("ns.d", StringComparison.Ordinal));
    }

    private static void AssertEachFlipIsFound(
        byte[] sound,
        TemporaryDirectory directory,
        Func<string, VerificationReport> inspect,
        Func<string, bool>? mayBeMissed = null,
        int rounds = Rounds) =>
        AssertEachFlipIsFound(sound, directory, inspect, RandomFlips(sound.Length).Take(rounds), mayBeMissed);

    private static IEnumerable<(int Place, int Bit)> RandomFlips(int length)
    {
        for (int round = 0; ; round++)
        {
            ulong number = BitConverter.ToUInt64(SHA256.HashData(BitConverter.GetBytes(Seed + round)));
            yield return ((int)(number % (ulong)length), (int)(number >> 61));
        }
    }

    private static void AssertEachFlipIsFound(
        byte[] sound,
        TemporaryDirectory directory,
        Func<string, VerificationReport> inspect,
        IEnumerable<(int Place, int Bit)> flips,
        Func<string, bool>? mayBeMissed = null)
    {
        string path = directory["flipped"];
        File.WriteAllBytes(path, sound);
        Assert.Empty(inspect(path).Groups);
        List<string> missed = [];
        foreach ((int place, int bit) in flips)
        {
            byte[] flipped = [.. sound];
            flipped[place] ^= (byte)(1 << bit);
            File.WriteAllBytes(path, flipped);
            if (FindsNothing(inspect, path) && !IsHarmless(sound, flipped)
                && mayBeMissed?.Invoke(LineAt(sound, place)) != true)
            {
                missed.Add($"octet {place}: {(char)sound[place]} became {(char)flipped[place]} in {LineAt(flipped, place)}");
            }
        }

        Assert.Equal([], missed);
    }

    // What a registry has: most of it delegations, few of them secure, and glue.
    private static string Registry(int serial) =>
        SmallZone.Replace(" 1 7200", $" {serial} 7200", StringComparison.Ordinal)
            .Replace("*.wild", "tame", StringComparison.Ordinal) // with opt-out, a wildcard is noted
        + string.Concat(Enumerable.Range(0, Delegations).Select(i =>
            $"d{i} NS ns.d{i}\nd{i} NS ns.example.net.\nns.d{i} A 10.0.0.{i}\n"
            + (i % 4 > 0 ? ""
                : $"d{i} DS {i} 13 2 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n")));

    private const string SmallZone = """
        $TTL 3600
        @ SOA ns1 hostmaster 1 7200 3600 1209600 600
        @ NS ns1
        @ NS ns2
        ns1 A 192.0.2.1
        ns2 AAAA 2001:db8::2
        *.wild TXT "w"
        a.b.ent A 192.0.2.9

        """;

    // White space, comments, letter case and leading zeros mean nothing: the same records are read.
    private static bool IsHarmless(byte[] sound, byte[] flipped) =>
        RecordsOf(sound).SequenceEqual(RecordsOf(flipped));

    private static List<string> RecordsOf(byte[] text)
    {
        ZoneFileOptions options = new() { Origin = DomainName.Parse("example."), Threads = 1 };
        List<string> records = [];
        foreach (RecordPage page in ZoneFileReader.ReadText(text, "db", options, new FindingList()).Pages)
        {
            foreach (DnssecToolkit.Records.Record record in page.Records.AsSpan(0, page.Count))
            {
                byte[] line =
                    new byte[RecordText.MaximumLength(page.OwnerOf(record).Length, record.RDataLength)];
                int length = RecordText.Write(page.OwnerOf(record), record.Ttl, record.Type,
                    page.RDataOf(record), line);
                records.Add(System.Text.Encoding.ASCII.GetString(line, 0, length).ToLowerInvariant());
            }
        }

        return records;
    }

    private static string LineAt(byte[] text, int place)
    {
        string all = System.Text.Encoding.Latin1.GetString(text);
        int start = place == 0 ? 0 : all.LastIndexOf('\n', place - 1) + 1;
        int end = all.IndexOf('\n', start);
        return all[start..(end < 0 ? all.Length : end)];
    }

    private static bool FindsNothing(Func<string, VerificationReport> inspect, string path)
    {
        try
        {
            // A warning is enough where a record left the zone whose loss breaks nothing: the DNSKEY's signature by the ZSK.
            return inspect(path).Groups.Count == 0;
        }
        catch (UnreadableInputException)
        {
            return false;
        }
    }

    private static VerificationReport Inspect(string path, string? previous) =>
        Inspect(path, previous, SignatureChecking.All);

    private static VerificationReport Inspect(string path, string? previous, SignatureChecking signatures)
    {
        Assert.True(Timestamp.TryParseCompact("20261115000000", out Timestamp moment));
        VerificationPolicy policy = new() { Moments = [moment], Signatures = signatures, Threads = 1 };
        return ZoneInspection.Inspect(
            new InspectionRequest(path, policy)
            {
                Origin = DomainName.Parse("example."),
                PreviousPath = previous
            }, CancellationToken.None);
    }
}
