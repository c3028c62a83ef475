using System.Text.Json;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Interop.Tokens;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>Of two tokens with the same keys one is away: the zones are signed, and programs hear of
/// it.</summary>
[Collection(SoftHsm.Program)]
public sealed class LostTokenTests : IDisposable
{
    private const int Day = 86_400;

    private readonly TokenRegistry _registry;
    private readonly FaultyModule _other = new();

    public LostTokenTests()
    {
        SoftHsm.CopyKeyToOther(DnssecAlgorithm.ECDSAP256SHA256);
        _registry = new TokenRegistry(new FaultyModule(), ["a", "b"]);
        string pin = _registry.Zones.Files["pin"];
        string also = $"pkcs11:token={SoftHsm.OtherLabel}?module-path={_other.Path}";
        _registry.Zones.Configure(
            $"tokens: {{ t: {{ module: {_registry.Module.Path}, pin: \"file:{pin}\", patience: 3s, also: [\"{also}\"] }} }}", "token: t, ");
    }

    public void Dispose()
    {
        _registry.Dispose();
        _other.Dispose();
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler, "jsonschema")]
    public void A_token_that_is_away_is_told_to_programs_until_it_is_back()
    {
        Assert.Equal(("", ""), (LostIn(RunAt(0)), ProblemInStatus()));

        _registry.Module.Set("absent=1000000");
        Assert.Matches("^pkcs11:token=zone%20keys: .*no such token", LostIn(RunAt(10 * Day)));
        string problem = ProblemInStatus();
        Assert.Contains("no such token", problem, StringComparison.Ordinal);
        Assert.Contains("token zone keys: ", _registry.Zones.Signall("status").MustSucceed().Output,
            StringComparison.Ordinal);
        Assert.Matches("token zone keys: .*no such token", Health());

        Assert.Equal("", LostIn(RunAt(0))); // nothing is due: nobody has looked
        Assert.Equal(problem, ProblemInStatus());

        _registry.Module.Set();
        Assert.Equal(("", ""), (LostIn(RunAt(10 * Day)), ProblemInStatus()));
        Assert.DoesNotContain("no such token", Health(), StringComparison.Ordinal);
        string[] events = [.. _registry.Zones.Journal.Split('\n')
            .Where(line => line.Contains("\"token-", StringComparison.Ordinal))];
        Assert.Equal(2, events.Length);
        Assert.Contains("\"event\":\"token-lost\"", events[0], StringComparison.Ordinal);
        Assert.Contains("\"event\":\"token-back\"", events[1], StringComparison.Ordinal);
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_token_that_zones_wait_for_is_told_once()
    {
        _registry.Module.Set("absent=1000000");
        _other.Set("absent=1000000");
        JsonElement report = Parse(_registry.Zones.Signall("run", "--json"));
        Assert.Equal(2, report.GetProperty("lostTokens").GetArrayLength());
        Assert.All(report.GetProperty("zones").EnumerateArray(),
            zone => Assert.Equal("KEY-UNAVAILABLE", zone.GetProperty("problem").GetString()));
        JsonElement token = Assert.Single(Parse(_registry.Zones.Signall("status", "--json"))
            .GetProperty("tokens").EnumerateArray());
        Assert.Equal("t", token.GetProperty("token").GetString());
    }

    private string RunAt(int later)
    {
        _registry.Zones.Now += later;
        string report = _registry.Zones.Signall("run", "--json").MustSucceed().Output;
        AssertFits(report, "signall-run");
        return report;
    }

    private string ProblemInStatus()
    {
        string status = _registry.Zones.Signall("status", "--json").MustSucceed().Output;
        AssertFits(status, "status");
        using JsonDocument document = JsonDocument.Parse(status);
        return string.Concat(document.RootElement.GetProperty("tokens").EnumerateArray()
            .Select(token =>
                $"{token.GetProperty("problem").GetString()}{token.GetProperty("problemSince").GetString()}"));
    }

    private string Health()
    {
        SignallRun run = _registry.Zones.Signall("health");
        return run.Output + run.Error;
    }

    private void AssertFits(string json, string schema) =>
        ForeignTool.Run("jsonschema", "-i", _registry.Zones.Files.Write("tested.json", json),
            Repository.PathOf($"docs/{schema}.schema.json")).MustSucceed();

    private static string LostIn(string report)
    {
        using JsonDocument document = JsonDocument.Parse(report);
        return string.Concat(document.RootElement.GetProperty("lostTokens").EnumerateArray()
            .Select(loss =>
                $"{loss.GetProperty("token").GetString()}: {loss.GetProperty("reason").GetString()}"));
    }

    private static JsonElement Parse(SignallRun run)
    {
        using JsonDocument document = JsonDocument.Parse(run.Output);
        return document.RootElement.Clone();
    }
}
