using System.Buffers.Binary;
using System.Text.RegularExpressions;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Bundles;
using DnssecToolkit.Signall;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>The status page in a real browser, and the metrics in Prometheus' own tool.</summary>
public sealed class StatusPageTests : IDisposable
{
    private const string Update = "DNSSEC_TOOLKIT_UPDATE_SCREENSHOT";
    private const string Picture = "docs/images/status-page.png";
    private const string Begin = "20270101000000";
    private const int Phone = 390;

    private readonly TemporaryDirectory _files = new();

    [ForeignToolFact("chromium")]
    public void A_browser_shows_the_page_on_a_desk_a_phone_and_paper()
    {
        MakePage();
        Assert.True(WidthOf(Phone) <= Phone, "the page is wider than a phone");
        Assert.True(WidthOf(1_200) <= 1_200, "the page is wider than its window");

        string picture = _files["page.png"];
        Chromium($"--screenshot={picture}", "--window-size=1100,1500", "--hide-scrollbars",
            Address("page.html"));
        byte[] png = File.ReadAllBytes(picture);
        Assert.Equal((1_100, 1_500),
            (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)),
                BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
        if (Environment.GetEnvironmentVariable(Update) is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Repository.PathOf(Picture))!);
            File.Copy(picture, Repository.PathOf(Picture), overwrite: true);
        }

        Chromium($"--print-to-pdf={_files["page.pdf"]}", "--no-pdf-header-footer", Address("page.html"));
        Assert.StartsWith("%PDF-", File.ReadAllText(_files["page.pdf"]), StringComparison.Ordinal);
        Assert.True(new FileInfo(_files["page.pdf"]).Length > 10_000);
    }

    [ForeignToolFact("chromium")]
    public void What_the_browser_has_read_is_all_that_an_operator_wants_to_know()
    {
        MakePage();
        string dom = Chromium("--dump-dom", Address("page.html"));
        string[] wanted =
        [
            "as of 2027-01-20", "last run 2027-01-20", "1 of 2 zones", "example.", "first one expires", "Next events", "Keys", "<svg", "Tokens", "not measured yet",
            "Copies of keys", "never", "Last runs", "2 zones: ", "hostmaster is away",
        ];
        Assert.All(wanted, text => Assert.Contains(text, dom, StringComparison.Ordinal));
        Assert.DoesNotContain("<script", dom, StringComparison.OrdinalIgnoreCase);
    }

    [ForeignToolFact("promtool")]
    public void Prometheus_understands_the_metrics_and_the_alert_rules()
    {
        MakePage();
        string metrics = File.ReadAllText(_files["dnssec.prom"]);
        ForeignRun check =
            ForeignTool.Run(new ForeignCommand("promtool", ["check", "metrics"]) { Input = metrics });
        Assert.True(check.Succeeded, $"{check.Everything}\n{metrics}");
        ForeignTool.Run("promtool", "check", "rules",
            Repository.PathOf("samples/monitoring/dnssec-alerts.yaml")).MustSucceed();
        Assert.All(Regex.Matches(metrics, "(?m)^# TYPE (\\S+) gauge$").Select(match => match.Groups[1].Value),
            name => Assert.StartsWith("dnssec_toolkit_", name, StringComparison.Ordinal));
    }

    [ForeignToolFact("jsonschema")]
    public void The_status_for_programs_keeps_to_its_schema()
    {
        MakePage();
        ForeignTool.Run("jsonschema", "-i", _files["status.json"],
            Repository.PathOf("docs/status.schema.json")).MustSucceed();
    }

    public void Dispose() => _files.Dispose();

    // Two zones with a keyindex and three weeks of runs, one of them held, a token that has not signed yet, a register without copies.
    private void MakePage()
    {
        foreach (string directory in (string[])["keys", "signed"])
        {
            Directory.CreateDirectory(_files[directory]);
        }

        foreach (string zone in (string[])["example", "co.example"])
        {
            _files.Write(zone,
                "$TTL 300\n@ SOA ns1 hostmaster 1 7200 3600 1209600 300\n@ NS ns1\n@ NS ns2\nns1 A 192.0.2.1\nns2 A 192.0.2.2\n");
        }

        _files.Write("register", "zone type alg made proven set ds place\n");
        string configuration = _files.Write("dnssec.yaml", $$"""
            state: {{_files["state"]}}
            clock: { ahead: 60d }
            settle: 0
            tokens: { hsm: { module: /usr/lib/softhsm/libsofthsm2.so } }
            gates: { default: { backup-register: {{_files["register"]}} } }
            status: { page: {{_files["page.html"]}}, json: {{_files["status.json"]}}, metrics: {{_files["dnssec.prom"]}} }
            zones:
              - { zone: example, file: {{_files["example"]}}, keys: {{_files["keys"]}}, keyindex: {{_files["keyindex"]}}, token: hsm, output: {{_files["signed/example"]}} }
              - { zone: co.example, file: {{_files["co.example"]}}, keys: {{_files["keys"]}}, keyindex: {{_files["keyindex"]}}, output: {{_files["signed/co.example"]}} }
            """);
        foreach (string zone in (string[])["example", "co.example"])
        {
            ToolRuns.Keyall(ExitStatus.Done, "run", "--zone", zone, "--keyindex", _files["keyindex"],
                "--keys", _files["keys"], "--yes", "--for-real", "--time", Begin);
        }

        foreach (string moment in (string[])[Begin, "20270108000000", "20270115000000"])
        {
            ToolRuns.Run(SignallCommand.Create(), ExitStatus.Done, "run", "--config", configuration, "--time",
                moment, "--for-real");
        }

        ToolRuns.Run(SignallCommand.Create(), ExitStatus.Done, "hold", "co.example", "--config",
            configuration, "--because", "hostmaster is away", "--time", "20270116000000");
        ToolRuns.Run(SignallCommand.Create(), ExitStatus.Done, "run", "--config", configuration, "--time",
            "20270120000000", "--for-real");
    }

    private string Address(string file) => $"file://{_files[file]}";

    // A frame of the width of the window says how much room the page takes in it.
    private int WidthOf(int width)
    {
        _files.Write("frame.html", $$"""
            <!DOCTYPE html><html><body><iframe src="page.html" style="width: {{width}}px; height: 3000px; border: 0"></iframe>
            <script>onload = () => document.body.setAttribute("data-width", document.querySelector("iframe").contentDocument.documentElement.scrollWidth)</script></body></html>
            """);
        Match found = Regex.Match(Chromium("--dump-dom", "--allow-file-access-from-files",
            Address("frame.html")), "data-width=\"(\\d+)\"");
        Assert.True(found.Success);
        return int.Parse(found.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
    }

    private string Chromium(params string[] arguments) => ForeignTool.Run(
        "chromium", ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--no-first-run", $"--user-data-dir={_files["profile"]}", .. arguments]).MustSucceed().Output;
}
