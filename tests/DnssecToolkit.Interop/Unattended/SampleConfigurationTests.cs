using System.Text.RegularExpressions;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Bundles;
using DnssecToolkit.Interop.Tokens;
using DnssecToolkit.Keyall;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Signall;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>Each sample of a configuration does what it says, with its paths moved into a directory of the test's own.</summary>
[Collection(SoftHsm.Program)]
public sealed class SampleConfigurationTests : IDisposable
{
    private static readonly string[] EightZones = ["cr", "fi.cr", "go.cr", "ac.cr", "or.cr", "sa.cr", "co.cr",
        "ed.cr"];
    private static readonly string[] SevenZones = ["root", "arpa", "uri.arpa", "urn.arpa", "iris.arpa",
        "ip6.arpa", "int"];

    private readonly TemporaryDirectory _files = new();

    private string Keys => Place("/var/lib/dnssec-toolkit/keys");

    [ForeignToolFact("dnssec-verify")]
    public void One_zone()
    {
        string configuration = Install("one-zone.yaml", "/etc/bind/db.{zone}", ["example"]);
        MakeKeys("example");
        Run(configuration);
        MustBeSound("example", "/var/cache/bind/db.example.signed");
    }

    [ForeignToolFact("dnssec-verify", SoftHsm.Program)]
    public void Eight_zones_of_a_registry_with_their_keys_in_a_token()
    {
        string configuration = Install("eight-zones.yaml", "/var/lib/registry/db.{zone}", EightZones);
        string pin = _files.Write("etc/dnssec-toolkit/pin", SoftHsm.Pin);
        File.SetUnixFileMode(pin, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string token =
            $"pkcs11:token={Uri.EscapeDataString(SoftHsm.Instance is not null ? SoftHsm.Label : "")}";
        foreach (string zone in EightZones)
        {
            foreach (string type in (string[])["ksk", "zsk"])
            {
                Keyall("key", "generate", "--zone", zone, "--keys", Keys, "--type", type, "--token", token,
                    "--module", SoftHsm.Module, "--in-process", "--pin", $"file:{pin}", "--publish", "now-1d",
                    "--activate", "now-1d");
            }
        }

        Run(configuration);
        Assert.All(EightZones, zone => MustBeSound(zone, $"/var/cache/bind/db.{zone}.signed"));
        ToolRuns.Run(SignallCommand.Create(), ExitStatus.Done, Clock.Now, "health", "--config", configuration,
            "--try-keys", "--in-process");
        Assert.True(File.Exists(Place("/var/www/html/dnssec/index.html")));
        Assert.Contains(" sa.cr. ", File.ReadAllText(Place("/var/lib/prometheus/node-exporter/dnssec.prom"))
            .Replace("\"", " ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [ForeignToolFact("dnssec-verify")]
    public void Seven_zones_of_IANAs_testbed_by_one_keyindex()
    {
        string configuration = Install("seven-zones.yaml", "/var/lib/zones/{zone}.zone", SevenZones);
        WriteRootKeys();
        foreach (string zone in SevenZones.Skip(1))
        {
            Keyall("run", "--zone", zone, "--keyindex", Place("/var/lib/dnssec-toolkit/keyindex"), "--keys",
                Keys, "--yes",
                "--time", $"{Clock.Now.ToCompactString()[..6]}01000000", "--for-real");
        }

        Run(configuration);
        Assert.All(SevenZones,
            zone => MustBeSound(zone == "root" ? "." : zone, $"/var/lib/nsd/{zone}.zone.signed"));
    }

    [ForeignToolFact("dnssec-verify")]
    public void An_offline_KSK()
    {
        string configuration = Install("offline-ksk.yaml", "/var/lib/registry/db.{zone}", ["example"]);
        (string offline, string bundles) = (_files["offline"], Place("/var/lib/dnssec-toolkit/bundles"));
        Directory.CreateDirectory(offline);
        Directory.CreateDirectory(bundles);
        Keyall("key", "generate", "--zone", "example", "--keys", offline, "--type", "ksk", "--publish",
            "now-1d", "--activate", "now-1d");
        foreach (string file in Directory.GetFiles(offline, "*.key"))
        {
            File.Copy(file, Path.Combine(Keys, Path.GetFileName(file)));
        }

        Keyall("request", "make", "--zone", "example", "--keys", Keys, "--zsk-lifetime", "30d", "--until",
            "+90d", "--output", _files["ksr"]);
        Keyall("request", "sign", _files["ksr"], "--keys", offline, "--first", "--yes", "--output",
            _files["skr"]);
        Keyall("response", "import", _files["skr"], "--keys", Keys, "--bundles", bundles, "--request",
            _files["ksr"], "--first");
        Run(configuration);
        MustBeSound("example", "/var/lib/knot/db.example.signed");
        Assert.DoesNotContain(Directory.GetFiles(Keys, "*.private"),
            file => File.ReadAllText(Path.ChangeExtension(file, ".key"))
            .Contains(" 257 ", StringComparison.Ordinal));
    }

    /// <summary>The first by the sample at once, the next when signall reminds of it.</summary>
    [Fact]
    public void The_requests_of_an_offline_KSK_are_what_the_sample_has_agreed_on()
    {
        string configuration = Install("offline-ksk.yaml", "/var/lib/registry/db.{zone}", ["example"]);
        (string offline, string bundles) = (_files["offline"], Place("/var/lib/dnssec-toolkit/bundles"));
        Directory.CreateDirectory(offline);
        Directory.CreateDirectory(bundles);
        string[] zone = ["--zone", "example", "--config", configuration];
        Timestamp moment = ToolRuns.Present;
        At(["run", .. zone, "--keyindex", _files["offline.index"], "--keys", offline, "--rows", "ksk", "--yes",
            "--until", "+P2Y"]);
        foreach (string file in Directory.GetFiles(offline, "*.key"))
        {
            File.Copy(file, Path.Combine(Keys, Path.GetFileName(file)));
        }

        Hold("1", "--first");
        int slots = SlotsShorterThan(9);
        moment = ResponseDirectory.Read(bundles, DomainName.Parse("example.")).CoveredUntil(moment)
            - (42 * 86_400);
        Hold("2", "--previous", _files["skr-1"]);
        Assert.True(slots + SlotsShorterThan(9) > 0); // the rhythm of keys cuts slots, which the sample has to let pass
        ResponseDirectory imported = ResponseDirectory.Read(bundles, DomainName.Parse("example."));
        Assert.Equal(2, imported.Responses.Length);
        Assert.True(imported.CoveredUntil(moment) > moment + (130 * 86_400L));

        void Hold(string number, params string[] past)
        {
            At(["request", "make", .. zone, "--keys", Keys, "--keyindex", _files["online.index"],
                "--bundles", bundles, "--serial", number, "--output", _files[$"ksr-{number}"]]);
            At(["request", "sign", _files[$"ksr-{number}"], "--config", configuration, "--keys", offline,
                "--keyindex", _files["offline.index"], "--yes", "--output", _files[$"skr-{number}"], .. past]);
            At(["response", "import", _files[$"skr-{number}"], "--keys", Keys, "--keyindex",
                _files["online.index"], "--bundles", bundles, "--request", _files[$"ksr-{number}"],
                .. past[0] == "--first" ? past : []]);
        }

        void At(string[] arguments) =>
            ToolRuns.At(moment, KeyallCommand.Create(), [.. arguments, "--for-real"]);

        int SlotsShorterThan(int days)
        {
            Timestamp[] begins = [.. ResponseDirectory.Read(bundles, DomainName.Parse("example.")).Responses
                .SelectMany(entry => entry.Response.Bundles).Select(bundle => bundle.Inception)];
            return begins.Zip(begins.Skip(1)).Count(pair => pair.Second - pair.First < days * 86_400L);
        }
    }

    public void Dispose() => _files.Dispose();

    private string Place(string path) => _files[path[1..]];

    // Programs and modules stay where Debian has them; nobody serves, reads or watches here.
    private string Install(string sample, string zoneFile, string[] zones)
    {
        string text = File.ReadAllText(Repository.PathOf($"samples/configuration/{sample}"));
        foreach (string path in (string[])["/var/lib/", "/var/cache/", "/var/www/", "/etc/bind/",
            "/etc/dnssec-toolkit/"])
        {
            text = text.Replace(path, Place(path), StringComparison.Ordinal);
        }

        text = Regex.Replace(text, @"reload: \[.*\]", "reload: [/bin/true]");
        text = Regex.Replace(text, @"(?m)^    ask: .*\n", "");
        text = text.Replace(", parent: root", "", StringComparison.Ordinal);
        text = Regex.Replace(text, @"(?m)^notify:\n(  .*\n)*", "");
        foreach (string zone in zones)
        {
            _files.Write(zoneFile.Replace("{zone}", zone, StringComparison.Ordinal)[1..], $"""
                $TTL 3600
                $ORIGIN {(zone == "root" ? "." : zone + ".")}
                @ SOA ns1 hostmaster 2026112100 7200 3600 1209600 3600
                @ NS ns1
                @ NS ns2
                ns1 A 192.0.2.1
                ns2 A 192.0.2.2

                """);
        }

        foreach (string directory in (string[])["/var/lib/dnssec-toolkit/keys", "/var/lib/dnssec-toolkit/ds",
            "/var/cache/bind", "/var/lib/nsd", "/var/lib/knot", "/var/www/html/dnssec", "/var/lib/prometheus/node-exporter"])
        {
            Directory.CreateDirectory(Place(directory));
        }

        return _files.Write("dnssec.yaml",
            text.Replace("state:", "settle: 0\nstate:", StringComparison.Ordinal));
    }

    // The root's keys are trust anchors, which no parent rolls: its rows are written as IANA writes them.
    private void WriteRootKeys()
    {
        string year = Clock.Now.ToCompactString()[..4];
        string Row(string type)
        {
            string made = Keyall("key", "generate", "--zone", ".", "--keys", Keys, "--type",
                type.ToLowerInvariant());
            string tag = Regex.Match(made, @"\+013\+(\d{5})").Groups[1].Value;
            int last = int.Parse(year, System.Globalization.CultureInfo.InvariantCulture) + 2;
            return $"root {type} 013 {tag} {year}0101000000 {year}0101000000 {last}1231235959 {last}1231235959\n";
        }

        _files.Write("var/lib/dnssec-toolkit/keyindex",
            $"dn type alg tag publish start end remove\n{Row("KSK")}{Row("ZSK")}");
    }

    private void MakeKeys(string zone)
    {
        foreach (string type in (string[])["ksk", "zsk"])
        {
            Keyall("key", "generate", "--zone", zone, "--keys", Keys, "--type", type, "--publish", "now-1d",
                "--activate", "now-1d");
        }
    }

    private static string Keyall(params string[] arguments) =>
        ToolRuns.Run(KeyallCommand.Create(), ExitStatus.Done, Clock.Now, arguments);

    private static void Run(string configuration) =>
        ToolRuns.Run(SignallCommand.Create(), ExitStatus.Done, Clock.Now, "run", "--config", configuration,
            "--in-process");

    private void MustBeSound(string zone, string output) =>
        ForeignTool.Run("dnssec-verify", "-q", "-o", zone, Place(output)).MustSucceed();
}
