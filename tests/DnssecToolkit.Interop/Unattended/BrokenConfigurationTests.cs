using System.Text.Json;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Signing;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>A configuration that does not read well: what the status says of the zones, of which none is
/// signed any more.</summary>
public sealed class BrokenConfigurationTests : IDisposable
{
    private readonly Registry _registry = new(["example", "other"]);

    private string Sections => $"status: {{ page: {Page}, json: {Json}, metrics: {Metrics} }}";

    private string Page => _registry.Files["status.html"];

    private string Json => _registry.Files["status.json"];

    private string Metrics => _registry.Files["status.prom"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_fault_leaves_the_zones_in_every_form_of_the_status(bool isYaml)
    {
        _registry.Configure(Sections);
        string stray = _registry.Files.Write("unsigned/x..y", "");
        Assert.Equal(ExitStatus.UnreadableInput, _registry.Run().Status);
        string[] before = ExpirationsIn(File.ReadAllText(Metrics));
        Assert.Equal(2, before.Length);
        if (isYaml)
        {
            _registry.Configure(Sections, "polcy: default, ");
        }
        else
        {
            string cut = $"state: {_registry.State}\nzones: [\n  - {{ zone: example\n";
            _registry.Files.Write("dnssec.yaml", cut);
        }

        Assert.Equal(ExitStatus.Usage, _registry.Run().Status);
        string metrics = File.ReadAllText(Metrics);
        Assert.Equal(before, ExpirationsIn(metrics));
        Assert.Contains("\ndnssec_toolkit_run_problem 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("\ndnssec_toolkit_strays 1\n", metrics, StringComparison.Ordinal);
        using JsonDocument status = JsonDocument.Parse(File.ReadAllText(Json));
        Assert.Equal("bad", status.RootElement.GetProperty("level").GetString());
        Assert.Equal(["example.", "other."], status.RootElement.GetProperty("zones").EnumerateArray()
            .Select(zone => zone.GetProperty("zone").GetString()).Order());
        Assert.Equal(stray, status.RootElement.GetProperty("strays")[0].GetProperty("path").GetString());
        string page = File.ReadAllText(Page);
        Assert.Contains("runs sign nothing: [CONFIGURATION]", page, StringComparison.Ordinal);
        Assert.Contains(">other.<", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_monitor_hears_that_nothing_is_signed(bool isThere)
    {
        _registry.Run().MustSucceed();
        if (isThere)
        {
            _registry.Configure(zoneFields: "polcy: default, ");
        }
        else
        {
            File.Delete(_registry.Files["dnssec.yaml"]);
        }

        SignallRun health = _registry.Signall("health", "--nagios");
        Assert.StartsWith("DNSSEC CRITICAL: runs sign nothing: ", health.Output, StringComparison.Ordinal);
        Assert.Equal(2, (int)health.Status);
    }

    [Fact]
    public void What_a_monitor_asks_for_wrongly_is_unknown()
    {
        _registry.Run().MustSucceed();
        SignallRun health = _registry.Signall("health", "--nagios", "--max-age", "soon");
        Assert.Equal((3, true), ((int)health.Status, health.Output.StartsWith("DNSSEC UNKNOWN: ",
            StringComparison.Ordinal)));
    }

    public void Dispose() => _registry.Dispose();

    private static string[] ExpirationsIn(string metrics) => [.. metrics.Split('\n').Where(line =>
        line.StartsWith("dnssec_toolkit_first_expiration_timestamp_seconds{", StringComparison.Ordinal))];
}
