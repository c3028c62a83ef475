using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Interop.Tokens;
using DnssecToolkit.Operations;
using DnssecToolkit.Operations.Unattended;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>Zones that share a token, and the budget of a run.</summary>
[Collection(SoftHsm.Program)]
public sealed partial class SharedTokenTests : IDisposable
{
    private const int Hour = 3_600;
    private const int Day = 86_400;
    private const string Key = "pkcs11:token=zone%20keys;object=";

    private TokenRegistry? _registry;

    public void Dispose() => _registry?.Dispose();

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void The_rate_of_a_token_is_not_multiplied_by_its_keys()
    {
        Registry zones = Make("", ["a"]);
        foreach (string key in (string[])["k1", "k2", "k3"])
        {
            Note(Key + key, 7.9);
        }

        Assert.Equal(7.9, ShownRate());
        Assert.Contains("signatures_per_second{token=\"t\"} 7.9\n",
            zones.Signall("status", "--metrics").MustSucceed().Output, StringComparison.Ordinal);
        Note(Key + "k2", 6.5); // the last that signed
        Assert.Equal(6.5, ShownRate());
    }

    /// <summary>Each zone alone would be kept fresh.</summary>
    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void Zones_that_need_more_together_than_their_token_makes_are_told_of()
    {
        Registry zones = Make("policies: { p: { validity: 2h, refresh: 1h, jitter: 0 } }\n", ["a", "b"]);
        zones.Run().MustSucceed();
        SignerConfiguration configuration =
            ConfigurationReader.ReadFile(zones.Files["dnssec.yaml"], new FindingList())!;
        SignatureNeed need = Assert.Single(SignatureNeed.Read(
            ZoneState.Read(StateDirectory.At(zones.State), configuration.Zones[0]).Needs));
        Assert.Equal(Key + "ECDSAP256SHA256;id=%0D", need.Place!.ToString());

        Assert.DoesNotContain("SIGNING-RATE-LOW", RunWithRate(2.5, 2), StringComparison.Ordinal);
        string said = RunWithRate(1.5, 3);
        Assert.Contains("the 2 zones with keys in the token zone keys need ", said, StringComparison.Ordinal);
        Assert.Matches(@"together, 1[34]\d(\.\d+)? % of what it makes", said);
        Assert.Single(SaysRateLow().Matches(said));

        // Fewer signatures than show a rate: what was noted stands.
        string RunWithRate(double times, int serial)
        {
            foreach (string zone in zones.Zones)
            {
                zones.WriteZone(zone, Registry.TextOf(serial, 20) + $"new A 192.0.2.{serial}\n");
            }

            Note(need.Place.ToString(), need.PerSecond * times);
            return zones.Run().MustSucceed().Error;
        }
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void The_signatures_of_a_run_are_shared_by_its_zones_and_none_is_always_late()
    {
        Registry zones = Make(
            "parallel: 1\npolicies: { p: { budget-signatures: 30 } }\n", ["a", "b", "c"]);
        zones.Run().MustSucceed();
        HashSet<string> first = [];
        for (int run = 0; run < 3; run++)
        {
            zones.Now += run == 0 ? 10 * Day : Hour;
            int before = zones.Journal.Length;
            zones.Run("--force").MustSucceed();
            (string Zone, int Made)[] made = [.. Signed().Matches(zones.Journal[before..])
                .Select(match => (match.Groups[1].Value,
                    int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)))];
            Assert.Equal(3, made.Length);
            Assert.InRange(made.Sum(zone => zone.Made), 30, 45); // and what cannot wait at the apex of two
            first.Add(made.MaxBy(zone => zone.Made).Zone);
        }

        Assert.Equal(3, first.Count);
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_slow_token_of_the_KSK_leaves_keys_in_files_alone()
    {
        Registry zones = Make("policies: { p: { budget: 10s } }\n", ["a"], hasSoftwareZsk: true);
        zones.Run().MustSucceed();
        zones.Now += 10 * Day;
        Note(Key + "ECDSAP256SHA256;id=%0D", 0.01);
        Assert.DoesNotContain("left to later runs", zones.Run().MustSucceed().Error,
            StringComparison.Ordinal);
    }

    private Registry Make(string sections, string[] names, bool hasSoftwareZsk = false)
    {
        _registry = new TokenRegistry(new FaultyModule(), names, hasSoftwareZsk);
        string pin = _registry.Zones.Files["pin"];
        _registry.Zones.Configure(
            $"{sections}tokens: {{ t: {{ module: {_registry.Module.Path}, pin: \"file:{pin}\" }} }}",
            sections.Contains("policies", StringComparison.Ordinal) ? "token: t, policy: p, "
                : "token: t, ");
        return _registry.Zones;
    }

    private void Note(string key, double rate) => TokenRates.Note(_registry!.Zones.State,
        new Dictionary<string, TokenRate> { [key] = new TokenRate(0, rate) });

    private double ShownRate()
    {
        using JsonDocument status =
            JsonDocument.Parse(_registry!.Zones.Signall("status", "--json").MustSucceed().Output);
        return Assert.Single(status.RootElement.GetProperty("tokens").EnumerateArray())
            .GetProperty("signaturesPerSecond").GetDouble();
    }

    [GeneratedRegex(@"""event"":""signed"",""zone"":""(\w+)\."".*?""made"":""?(\d+)")]
    private static partial Regex Signed();

    [GeneratedRegex("SIGNING-RATE-LOW")]
    private static partial Regex SaysRateLow();
}
