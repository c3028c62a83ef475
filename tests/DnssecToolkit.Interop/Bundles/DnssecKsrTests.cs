using System.Globalization;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Servers;
using DnssecToolkit.Keyall;
using DnssecToolkit.Names;

namespace DnssecToolkit.Interop.Bundles;

/// <summary>BIND 9.20 on the other side: its dnssec-ksr signs our request, we sign its, and its name server serves what we signed.</summary>
/// <remarks>Debian 12 has it in bookworm-backports; tests/run.sh puts it beside the system's own, under names ending in -9.20.</remarks>
public sealed class DnssecKsrTests : IDisposable
{
    private const string Program = "dnssec-ksr-9.20";
    private const string Zone = "example";

    private readonly TemporaryDirectory _directory = new();

    public DnssecKsrTests()
    {
        foreach (string directory in (string[])["ours", "zsk", "ksk", "bundles"])
        {
            Directory.CreateDirectory(_directory[directory]);
        }

        _directory.Write("policy.conf", """
            dnssec-policy "off" {
              offline-ksk yes;
              keys { ksk lifetime unlimited algorithm ecdsap256sha256; zsk lifetime P30D algorithm ecdsap256sha256; };
              dnskey-ttl 3600; max-zone-ttl 3600; publish-safety 1h; retire-safety 1h; zone-propagation-delay 300;
              signatures-validity P14D; signatures-validity-dnskey P14D; signatures-refresh P7D;
            };

            """);
    }

    public void Dispose() => _directory.Dispose();

    [ForeignToolFact(Program)]
    public void We_take_over_the_response_that_dnssec_ksr_signed_to_our_request()
    {
        Ours("request", "make", "--zone", Zone, "--keys", _directory["ours"], "--zsk-lifetime", "30d",
            "--from", "now", "--until", "+90d", "--format", "bind", "--output", _directory["ksr"]);
        Ksr("ksk", "now-2d", "-o", "keygen").MustSucceed();
        _directory.Write("skr", Ksr("ksk", "now", "-f", _directory["ksr"], "sign").MustSucceed().Output);
        string[] import =
        [
            "response", "import", _directory["skr"], "--keys", _directory["ours"], "--bundles", _directory["bundles"], "--request", _directory["ksr"],
            "--first",
        ];
        Assert.Contains("SKR-VERIFY", Run(ExitStatus.Refused, import), StringComparison.Ordinal); // its KSK is not known here yet
        foreach (string file in Directory.GetFiles(_directory["ksk"], "*.key")
            .Where(file => File.ReadAllText(file).Contains(" 257 3 ", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(_directory["ours"], Path.GetFileName(file)));
        }

        Assert.Contains("responses last until", Ours([.. import, "--verbose"]), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_directory["bundles"], $"skr-{Zone}.-*.skr"));
    }

    [ForeignToolFact(Program, "named-9.20", "rndc-9.20", "delv")]
    public void BINDs_name_server_serves_the_response_that_we_signed_to_its_request()
    {
        Ksr("zsk", "now", "keygen").MustSucceed();
        _directory.Write("ksr", Ksr("zsk", "now", "request").MustSucceed().Output);
        Ours("key", "generate", "--zone", Zone, "--keys", _directory["ksk"], "--type", "ksk", "-P", "now-1d",
            "-A", "now-1d");
        string[] sign =
        [
            "request", "sign", _directory["ksr"], "--keys", _directory["ksk"], "--first", "--format", "bind", "--validity", "14d", "--refresh", "7d",
            "--until", "+10d", "--output", _directory["skr"], "--yes",
        ];
        Assert.Contains("KSR-BUNDLE-POP", Run(ExitStatus.Refused, sign), StringComparison.Ordinal);
        Ours([.. sign, "--waive", "KSR-BUNDLE-POP"]);
        _directory.Write("zone",
            "$TTL 300\n@ SOA ns hostmaster 1 7200 3600 1209600 300\n@ NS ns\nns A 192.0.2.1\n");
        using NameServer server = NameServer.StartSigningNamed(DomainName.Parse(Zone), _directory["zone"],
            _directory["policy.conf"], _directory["zsk"]);
        server.Control("skr", "-import", _directory["skr"], Zone).MustSucceed();
        string key = File.ReadAllLines(Directory.GetFiles(_directory["ksk"], "*.key").Single())
            .Single(line => !line.StartsWith(';'));
        string anchor = _directory.Write("anchor",
            $"trust-anchors {{ \"{Zone}.\" static-key 257 3 13 \"{key.Split(" 257 3 13 ")[1]}\"; }};\n");
        string said = "";
        for (int attempt = 0; attempt < 240
            && !said.Contains("fully validated", StringComparison.Ordinal); attempt++)
        {
            Thread.Sleep(250);
            said = ForeignTool.Run("delv", "@127.0.0.1", "-p",
                server.Port.ToString(CultureInfo.InvariantCulture), "-a", anchor, $"+root={Zone}.", $"ns.{Zone}.", "A").Everything;
        }

        Assert.True(said.Contains("fully validated", StringComparison.Ordinal), $"{said}\n{server.Log}");
    }

    private ForeignRun Ksr(string directory, string start, params string[] command) => ForeignTool.Run(
        Program, ["-i", start, "-e", "+90d", "-k", "off", "-l", _directory["policy.conf"], "-K",
            _directory[directory], .. command, Zone]);

    private static string Ours(params string[] arguments) => Run(ExitStatus.Done, arguments);

    // dnssec-ksr and named know no other present than the clock's.
    private static string Run(ExitStatus expected, params string[] arguments) =>
        ToolRuns.Run(KeyallCommand.Create(), expected, Clock.Now, arguments);
}
