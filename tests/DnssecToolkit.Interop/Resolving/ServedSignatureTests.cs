using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Servers;
using DnssecToolkit.Interop.Verification;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Interop.Resolving;

/// <summary>What verifyzone says of the signatures that a real <c>named</c> sends: wrong, late, early, and of
/// other keys.</summary>
public sealed class ServedSignatureTests : IDisposable
{
    private static readonly DomainName Apex = DomainName.Parse("example.");

    private const int SignatureField = 12; // owner, TTL, class, RRSIG, and eight fields before the signature

    private readonly ForeignSigner _signer = new();

    /// <inheritdoc/>
    public void Dispose() => _signer.Dispose();

    [ForeignToolTheory("named", "dnssec-signzone", "dnssec-keygen")]
    [InlineData("ECDSAP256SHA256")]
    [InlineData("RSASHA256")]
    [InlineData("ED25519")]
    public void Right_signatures_are_no_finding_and_one_other_bit_in_one_of_them_is(string algorithm)
    {
        string path = _signer.Sign(ForeignSigner.EverythingZone, [algorithm]);
        Assert.Equal("", FoundAt(path, path));
        foreach (string type in new[] { "SOA", "DNSKEY" })
        {
            string edited = Edited(path, type, SignatureField, FlippedSignature);
            Assert.Equal("SERVER-RRSIG-INVALID", FoundAt(path, edited));
        }
    }

    [ForeignToolFact("named", "dnssec-signzone", "dnssec-keygen")]
    public void A_signature_that_counts_other_labels_is_found()
    {
        string path = _signer.Sign(ForeignSigner.EverythingZone, ["ECDSAP256SHA256"]);
        Assert.Equal("SERVER-RRSIG-INVALID", FoundAt(path, Edited(path, "SOA", 6, _ => "2")));
    }

    [ForeignToolFact("named", "dnssec-signzone", "dnssec-keygen")]
    public void A_server_with_an_old_version_is_found_by_the_end_of_its_signatures()
    {
        string old = _signer.Sign(ForeignSigner.EverythingZone, ["ECDSAP256SHA256"]);
        string served = _signer.Directory.Write("served", File.ReadAllText(old));
        string newer = ForeignSigner.EverythingZone.Replace(" 1 7200", " 2 7200", StringComparison.Ordinal);
        string path = _signer.SignAgain(newer, "-s", "20261110000000", "-e", "20270201000000");
        Assert.Equal("SERVER-SERIAL-OLDER", FoundAt(path, served));
        string soon = FoundAt(path, served, "--time", "20261130120000");
        Assert.Equal("SERVER-RRSIG-EXPIRES-SOON SERVER-SERIAL-OLDER", soon);
        string late = FoundAt(path, served, "--time", "20261202000000");
        Assert.Equal("SERVER-RRSIG-TIME SERVER-SERIAL-OLDER", late);
        string early = FoundAt(served, path, "--time", "20261109000000");
        Assert.Equal("SERVER-RRSIG-TIME SERVER-SERIAL-NEWER", early);
    }

    [ForeignToolFact("named", "dnssec-signzone", "dnssec-keygen")]
    public void A_server_that_is_signed_by_keys_that_the_file_does_not_have_is_found()
    {
        string path = _signer.Sign(ForeignSigner.EverythingZone, ["ECDSAP256SHA256"]);
        using ForeignSigner other = new();
        string served = other.Sign(ForeignSigner.EverythingZone, ["ECDSAP256SHA256"]);
        Assert.Equal("SERVER-DNSKEY-DIFFERENT SERVER-RRSIG-KEY-ABSENT", FoundAt(path, served));

        // The keys that sign the zone are enough for the SOA, and not for the keys themselves.
        string ofZsk = _signer.Directory.Write("of-zsk", WithoutKsk(File.ReadAllLines(path)));
        Assert.Equal("SERVER-RRSIG-KEY-ABSENT", FoundAt(path, ofZsk));
    }

    private static string WithoutKsk(string[] lines)
    {
        string[][] records =
            [.. lines.Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))];
        string[] ksk = records.Single(fields => fields is [_, _, _, "DNSKEY", "257", ..]);
        byte[] publicKey = Convert.FromBase64String(string.Concat(ksk[7..]));
        byte[] rdata = [1, 1, 3, byte.Parse(ksk[6], null), .. publicKey];
        string tag = $"{KeyTag.Of(rdata).Value}";
        bool IsByKsk(string[] fields) => fields is [_, _, _, "RRSIG", "DNSKEY", ..] && fields[10] == tag;
        return string.Join('\n', lines.Where((_, i) => !IsByKsk(records[i]))) + "\n";
    }

    // The codes of what is found of the server, sorted.
    private static string FoundAt(string path, string served, params string[] options)
    {
        using NameServer server = NameServer.StartNamed(Apex, served);
        VerifyzoneRun run = VerifyzoneRun.Run(
            [path, "-o", "example", "--json", "--check-servers", "--server", $"127.0.0.1#{server.Port}",
                .. options]);
        Assert.True(run.Status is ExitStatus.Done or ExitStatus.Refused, run.Error);
        using System.Text.Json.JsonDocument report = System.Text.Json.JsonDocument.Parse(run.Output);
        return string.Join(' ', report.RootElement.GetProperty("causes").EnumerateArray()
            .Select(cause => cause.GetProperty("code").GetString()!)
            .Where(code => code.StartsWith("SERVER-", StringComparison.Ordinal)).Order());
    }

    // The zone with another word in the signature of the apex's RRset of a type; fields as of dnssec-signzone
    // -O full.
    private string Edited(string path, string type, int field, Func<string, string> edit)
    {
        string[] lines = File.ReadAllLines(path);
        for (int i = 0; i < lines.Length; i++)
        {
            string[] fields = lines[i].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 12 && fields[0] == "example." && fields[3] == "RRSIG" && fields[4] == type)
            {
                string[] joined = [.. fields[..SignatureField], string.Concat(fields[SignatureField..])];
                joined[field] = edit(joined[field]);
                lines[i] = string.Join(' ', joined);
            }
        }

        return _signer.Directory.Write($"edited-{type}-{field}", string.Join('\n', lines) + "\n");
    }

    private static string FlippedSignature(string base64)
    {
        byte[] octets = Convert.FromBase64String(base64);
        octets[octets.Length / 2] ^= 1;
        return Convert.ToBase64String(octets);
    }
}
