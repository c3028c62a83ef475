using System.Net;
using System.Security.Cryptography;
using DnssecToolkit.Canonical;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Interop.Servers;
using DnssecToolkit.Interop.Verification;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Resolving;
using DnssecToolkit.Time;
using DnssecToolkit.ZoneFiles;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Interop.Resolving;

/// <summary>What the checks of servers and parents say about real servers on loopback, sound and broken.</summary>
public sealed class PublicationCheckTests : IDisposable
{
    private static readonly DomainName Apex = DomainName.Parse("example.");
    private static readonly DomainName Root = DomainName.Root;

    private readonly ForeignSigner _signer = new();

    /// <inheritdoc/>
    public void Dispose() => _signer.Dispose();

    [ForeignToolFact("named", "dnssec-signzone", "dnssec-keygen")]
    public void Servers_AreComparedWithTheFile()
    {
        string path = Signed();
        string text = File.ReadAllText(path);
        using NameServer server = NameServer.StartNamed(Apex, path);

        Assert.Empty(CodesOf(ServersOf(text, server)));
        Assert.Equal(["SERVER-SERIAL-OLDER"], CodesOf(ServersOf(WithSerial(text, 2), server)));
        Assert.Equal(["SERVER-SERIAL-NEWER"], CodesOf(ServersOf(WithSerial(text, 4_000_000_000), server)));
        string other = text + LineOf(Garbage(64, algorithm: 13));
        Assert.Equal(["SERVER-DNSKEY-DIFFERENT"], CodesOf(ServersOf(other, server)));
        Assert.Equal(["SERVER-SERIAL-OLDER", "SERVER-DNSKEY-STALE"],
            CodesOf(ServersOf(WithSerial(other, 2), server)));
    }

    [ForeignToolFact("named", "dnssec-signzone", "dnssec-keygen")]
    public void Servers_ThatLeaveOutSignaturesAreFound()
    {
        string text = File.ReadAllText(Signed());
        string bare = string.Join('\n', text.Split('\n')
            .Where(line => !line.Contains("RRSIG", StringComparison.Ordinal))) + "\n";
        using NameServer server = NameServer.StartNamed(Apex, _signer.Directory.Write("bare", bare));
        Finding finding = Assert.Single(ServersOf(text, server));
        Assert.Equal("SERVER-RRSIG-ABSENT", finding.Code.Tag);
        Assert.Contains(
            "sends the SOA and the DNSKEY RRset without signatures", finding.Message,
            StringComparison.Ordinal);
    }

    [ForeignToolFact("named")]
    public void Servers_OfLargeKeySetsAreAskedOverTcp()
    {
        string text = ForeignSigner.EverythingZone
            + string.Concat(Enumerable.Range(0, 8).Select(_ => LineOf(Garbage(256, algorithm: 8))));
        using NameServer server = NameServer.StartNamed(Apex,
            _signer.Directory.Write("large", "$ORIGIN example.\n" + text));
        AuthorityQuery query = new(AddressOf(server), new QueryPolicy());
        Question question = new(Apex, RRType.DNSKEY);
        Assert.Equal(AnswerStatus.Truncated, query.AskOverUdpAsync(question, default).GetAwaiter()
            .GetResult().Status);
        AuthorityAnswer answer = query.AskAsync(question, default).GetAwaiter().GetResult();
        Assert.Equal(8, answer.Message!.Answers(Apex, RRType.DNSKEY).Count());
        Assert.Empty(CodesOf(ServersOf(text, server)));
    }

    [ForeignToolFact("named")]
    public void Servers_ThatAreDeadOrLameAreFound()
    {
        ServerAddress address;
        using (NameServer lame = NameServer.StartNamed(
            DomainName.Parse("other."),
            _signer.Directory.Write("other", "$ORIGIN other.\n" + ForeignSigner.EverythingZone)))
        {
            address = AddressOf(lame);
            Assert.Equal(["SERVER-LAME"], CodesOf(ServersOf(ForeignSigner.EverythingZone, lame)));
        }

        Finding dead = Assert.Single(PublicationCheck.Run(
            ZoneOf(ForeignSigner.EverythingZone), Asking(address), default).Findings);
        Assert.Equal("SERVER-SILENT", dead.Code.Tag);
        Assert.Contains("connection refused", dead.Message, StringComparison.Ordinal);
    }

    [ForeignToolFact("named", "dnssec-signzone", "dnssec-keygen")]
    public void Parents_AreComparedWithTheKeys()
    {
        string text = File.ReadAllText(Signed());
        Zone zone = ZoneOf(text);
        IReadOnlyList<ZoneKey> keys = PublishedKeys.Of(zone).Keys;
        string right = DsOf(keys.Single(key => key.IsSep));
        string unused = DsOf(keys.Single(key => !key.IsSep));
        string wrong = right[..^4] + (right.EndsWith("0000", StringComparison.Ordinal) ? "1111" : "0000");
        string stranger = $"example. 3600 IN DS 1 13 2 {new string('A', 64)}";
        using NameServer sound = Parent("sound", right);
        using NameServer extra = Parent("extra", $"{right}\n{stranger}");
        using NameServer broken = Parent("broken", wrong);
        using NameServer zsk = Parent("zsk", unused);
        using NameServer absent = Parent("absent", "");
        using NameServer child = NameServer.StartNamed(Apex, _signer.Directory["zone.signed"]);

        Assert.Empty(CodesOf(ParentsOf(zone, sound)));
        Assert.Equal(["PARENT-DS-EXTRA"], CodesOf(ParentsOf(zone, extra)));
        Assert.Equal(["PARENT-DS-EXTRA", "PARENT-DS-DIFFERENT"], CodesOf(ParentsOf(zone, sound, extra)));
        Finding unmatched = Assert.Single(ParentsOf(zone, broken));
        Assert.Equal("PARENT-DS-UNMATCHED", unmatched.Code.Tag);
        Assert.Contains("a digest that is not the key's", unmatched.Message, StringComparison.Ordinal);
        Assert.Contains("names a key that does not sign", Assert.Single(ParentsOf(zone, zsk)).Message,
            StringComparison.Ordinal);
        Assert.Equal(["PARENT-DS-MISSING"], CodesOf(ParentsOf(zone, absent)));
        Assert.Equal(["PARENT-LAME"], CodesOf(ParentsOf(zone, child)));
        Assert.Equal(["PARENT-DS-UNMATCHED"],
            CodesOf(ParentsOf(ZoneOf(ForeignSigner.EverythingZone), sound)));
    }

    [ForeignToolFact("named", "dnssec-signzone", "dnssec-keygen")]
    public void Verifyzone_JoinsTheFindingsToItsReport()
    {
        string path = Signed();
        using NameServer server = NameServer.StartNamed(Apex, path);
        string newer = _signer.Directory.Write("newer", WithSerial(File.ReadAllText(path), 2));
        string address = $"127.0.0.1#{server.Port}";
        VerifyzoneRun run = Verifyzone(newer, "--check-servers", "--server", address, "--check-parent",
            address);
        Assert.Contains("warning [SERVER-SERIAL-OLDER] once", run.Output, StringComparison.Ordinal);
        Assert.Contains("fault [PARENT-LAME] once", run.Output, StringComparison.Ordinal);
        Assert.EndsWith($"\nasked {address}: serial 1\n", run.Output, StringComparison.Ordinal);
        using NameServer parent = Parent("asked", "");
        string parentAddress = $"127.0.0.1#{parent.Port}";
        VerifyzoneRun ofParent = Verifyzone(path, "--check-parent", parentAddress);
        Assert.EndsWith($"\nasked {parentAddress}: 0 DS\n", ofParent.Output, StringComparison.Ordinal);
        Assert.Equal(ExitStatus.Refused, run.Status);
        Assert.Equal(ExitStatus.Usage, Verifyzone(path, "--server", address).Status);
        Assert.Equal(ExitStatus.Usage, Verifyzone(path, "--check-parent", "parent.example").Status);
        Assert.DoesNotContain("SERVER-", Verifyzone(path).Output, StringComparison.Ordinal);
    }

    private static VerifyzoneRun Verifyzone(params string[] arguments) =>
        VerifyzoneRun.Run(["-o", "example", .. arguments]);

    private string Signed() => _signer.Sign(ForeignSigner.EverythingZone, ["ECDSAP256SHA256"], "-x");

    // The root is the parent here: example. is delegated from it.
    private NameServer Parent(string name, string ds) => NameServer.StartNamed(
        Root,
        _signer.Directory.Write($"parent-{name}", $"""
            . 3600 IN SOA ns.root. hostmaster.root. 1 7200 3600 1209600 600
            . 3600 IN NS ns.root.
            ns.root. 3600 IN A 192.0.2.53
            example. 3600 IN NS ns1.example.
            ns1.example. 3600 IN A 192.0.2.1
            {ds}
            """ + "\n"));

    private static IReadOnlyList<Finding> ServersOf(string text, NameServer server) => PublicationCheck.Run(
        ZoneOf(text), Asking(AddressOf(server)), default).Findings;

    private static PublicationRequest Asking(params ServerAddress[] servers) =>
        new() { Moment = new Timestamp(1_794_700_800), ChecksServers = true, Servers = servers };

    private static IReadOnlyList<Finding> ParentsOf(Zone zone, params NameServer[] servers) =>
        PublicationCheck.Run(
            zone, Asking() with { ChecksServers = false, Parents = [.. servers.Select(AddressOf)] },
            default).Findings;

    private static string[] CodesOf(IReadOnlyList<Finding> findings) =>
        [.. findings.Select(finding => finding.Code.Tag)];

    private static ServerAddress AddressOf(NameServer server) =>
        new(new IPEndPoint(IPAddress.Loopback, server.Port));

    private static string WithSerial(string text, uint serial) =>
        text.Replace("hostmaster.example. 1 ", $"hostmaster.example. {serial} ", StringComparison.Ordinal);

    private static string DsOf(ZoneKey key)
    {
        byte[] ds = key.ToDsRData(DsDigestType.SHA256);
        return $"example. 3600 IN DS {key.Tag} {(int)key.Algorithm} 2 {Convert.ToHexString(ds.AsSpan(4))}";
    }

    // A key of the right size that nobody has: servers do not look into it. RSA's begins with the exponent 65537.
    private static byte[] Garbage(int size, byte algorithm) =>
        [1, 0, 3, algorithm, .. algorithm == 8 ? (byte[])[3, 1, 0, 1, 0x80]
            : [], .. RandomNumberGenerator.GetBytes(size - (algorithm == 8 ? 1 : 0))];

    private static string LineOf(byte[] dnskey) =>
        $"example. 3600 IN DNSKEY 256 3 {dnskey[3]} {Convert.ToBase64String(dnskey.AsSpan(4))}\n";

    private static Zone ZoneOf(string text)
    {
        FindingList faults = new();
        ZoneFileContent content = ZoneFileReader.ReadText(
            System.Text.Encoding.Latin1.GetBytes(text), "db",
            new ZoneFileOptions { Origin = Apex, DefaultTtl = 3600 }, faults);
        Assert.Empty(faults.Kept);
        return new ZoneBuilder(Apex, faults).Add(content.Pages).Build();
    }
}
