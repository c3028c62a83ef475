using System.Text.RegularExpressions;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Keyall;

namespace DnssecToolkit.Interop.Bundles;

/// <summary>Knot DNS's keymgr on the other side: it signs our request, we sign its, and each takes over what the other signed.</summary>
public sealed partial class KeymgrTests : IDisposable
{
    private const string Program = "keymgr";
    private const string Zone = "example";

    private readonly TemporaryDirectory _directory = new();

    public KeymgrTests()
    {
        foreach (string directory in (string[])["ours", "knot", "bundles"])
        {
            Directory.CreateDirectory(_directory[directory]);
        }

        _directory.Write("knot.conf", $"""
            server:
                rundir: {_directory["knot"]}
            database:
                storage: {_directory["knot"]}
            policy:
              - id: off
                manual: on
                offline-ksk: on
                algorithm: ECDSAP256SHA256
                dnskey-ttl: 3600
                zone-max-ttl: 3600
                zsk-lifetime: 30d
                propagation-delay: 1h
                rrsig-lifetime: 14d
                rrsig-refresh: 7d
                cds-cdnskey-publish: always
            zone:
              - domain: {Zone}
                dnssec-signing: on
                dnssec-policy: off

            """);
    }

    public void Dispose() => _directory.Dispose();

    [ForeignToolFact(Program)]
    public void Keymgr_takes_over_the_response_that_we_signed_to_its_request()
    {
        Keymgr("pregenerate", "+90d").MustSucceed();
        _directory.Write("ksr", Keymgr("generate-ksr", "+0", "+90d").MustSucceed().Output);
        Ours("key", "generate", "--zone", Zone, "--keys", _directory["ours"], "--type", "ksk", "-P", "now-1d",
            "-A", "now-1d");
        string[] sign =
        [
            "request", "sign", _directory["ksr"], "--keys", _directory["ours"], "--first", "--format", "knot", "--validity", "14d", "--refresh", "7d",
            "--output", _directory["skr"], "--yes",
        ];
        Assert.Contains("KSR-BUNDLE-POP", Run(ExitStatus.Refused, sign), StringComparison.Ordinal);
        Ours([.. sign, "--waive", "KSR-BUNDLE-POP"]);
        Keymgr("validate-skr", _directory["skr"]).MustSucceed();
        Keymgr("import-skr", _directory["skr"]).MustSucceed();
        string shown = Keymgr("show-offline").MustSucceed().Output;
        Assert.True(Headers().Count(shown) > 12, shown);
        Assert.Contains("; KSK, ECDSAP256SHA256", shown, StringComparison.Ordinal);
    }

    [ForeignToolFact(Program)]
    public void We_take_over_the_response_that_keymgr_signed_to_our_request()
    {
        Ours("request", "make", "--zone", Zone, "--keys", _directory["ours"], "--zsk-lifetime", "30d",
            "--until", "+90d", "--format", "knot", "--output", _directory["ksr"]);
        Keymgr("generate", "ksk=yes", "created=-2d", "publish=-2d", "ready=-2d", "active=-2d").MustSucceed();
        _directory.Write("skr", Keymgr("sign-ksr", _directory["ksr"]).MustSucceed().Output);
        string dnskey = Keymgr("dnskey")
            .MustSucceed().Output.Replace(" DNSKEY ", " IN DNSKEY ", StringComparison.Ordinal);
        string tag = Keymgr("list").MustSucceed().Output.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        string[] import =
        [
            "response", "import", _directory["skr"], "--keys", _directory["ours"], "--bundles", _directory["bundles"], "--request", _directory["ksr"],
            "--first",
        ];
        Assert.Contains("SKR-VERIFY", Run(ExitStatus.Refused, import), StringComparison.Ordinal); // its KSK is not known here yet
        _directory.Write(
            $"ours/K{Zone}.+013+{int.Parse(tag, System.Globalization.CultureInfo.InvariantCulture):00000}.key", dnskey);
        Ours(import);
        Assert.Single(Directory.GetFiles(_directory["bundles"], $"skr-{Zone}.-*.skr"));
    }

    private ForeignRun Keymgr(params string[] arguments) =>
        ForeignTool.Run(Program, ["-c", _directory["knot.conf"], Zone, .. arguments]);

    private static string Ours(params string[] arguments) => Run(ExitStatus.Done, arguments);

    // keymgr knows no other present than the clock's.
    private static string Run(ExitStatus expected, params string[] arguments) =>
        ToolRuns.Run(KeyallCommand.Create(), expected, Clock.Now, arguments);

    [GeneratedRegex("^;; Offline records for", RegexOptions.Multiline)]
    private static partial Regex Headers();
}
