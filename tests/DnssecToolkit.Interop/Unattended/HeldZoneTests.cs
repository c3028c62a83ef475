using System.Text.Json;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Signing;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>Zones that are held: until when they last is what their signed files say.</summary>
public sealed class HeldZoneTests : IDisposable
{
    private const long Long = 40 * 86_400; // all signatures have ended by then, whatever the policy says

    private readonly Registry _registry = new(["cr", "co.cr"]);

    private string Told => _registry.Files["told"];

    [Fact]
    public void A_zone_that_is_signed_by_hand_expires_with_those_signatures()
    {
        Hold();
        _registry.Now += Long;
        Assert.Equal(ExitStatus.Refused, _registry.Run().Status);
        SignByHand();
        Assert.DoesNotContain("HOLD-EXPIRES", _registry.Signall("status").Output, StringComparison.Ordinal);
        _registry.Run().MustSucceed();
        _registry.Run().MustSucceed();
        Assert.Equal("signall: co.cr. HOLD-EXPIRES\nsignall: co.cr. HOLD-EXPIRES ended\n",
            File.ReadAllText(Told));
        Assert.DoesNotContain("HOLD-EXPIRES", _registry.Signall("health").Output, StringComparison.Ordinal);
        using JsonDocument status = JsonDocument.Parse(_registry.Signall("status", "--json").Output);
        string? expires = status.RootElement.GetProperty("zones").EnumerateArray()
            .Single(zone => zone.GetProperty("zone").GetString() == "co.cr.")
            .GetProperty("firstExpiration").GetString();
        Assert.True(string.CompareOrdinal(expires, _registry.Now.ToString()) > 0, expires);

        _registry.Now += Long; // those end too
        Assert.Contains("[HOLD-EXPIRES] co.cr. is held", _registry.Run().Error, StringComparison.Ordinal);
        _registry.Signall("release", "co.cr").MustSucceed();
        Assert.Contains("[OUTPUT-ALTERED]", _registry.Run().Error, StringComparison.Ordinal); // not ours
        _registry.Run().MustSucceed();
    }

    [Fact]
    public void A_hold_is_told_where_the_state_is_lost_too_and_the_loss_afterwards()
    {
        Hold();
        string state = Path.Combine(_registry.State, "zones", "co.cr", "state.json");
        File.Delete(state);
        _registry.Run().MustSucceed();
        _registry.Now += Long;
        for (int i = 0; i < 2; i++)
        {
            SignallRun run = _registry.Run();
            Assert.Equal(ExitStatus.Refused, run.Status);
            Assert.Contains("[HOLD-EXPIRES] co.cr. is held, and its signatures began to expire at ",
                run.Error, StringComparison.Ordinal);
        }

        Assert.Equal("signall: co.cr. HOLD-EXPIRES\n", File.ReadAllText(Told));
        Assert.Contains("bad: co.cr. [HOLD-EXPIRES]", _registry.Signall("health").Output,
            StringComparison.Ordinal);
        Assert.False(File.Exists(state));
        _registry.Signall("release", "co.cr").MustSucceed();
        Assert.Contains("[STATE-LOST]", _registry.Run().MustSucceed().Error, StringComparison.Ordinal);
        Assert.EndsWith("signall: co.cr. HOLD-EXPIRES ended\n", File.ReadAllText(Told),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_signed_file_that_is_gone_or_no_zone_lasts_as_long_as_what_was_installed()
    {
        Hold();
        _registry.Now += Long;
        File.WriteAllText(_registry.Signed("co.cr"), "garbage (");
        Assert.Contains("[HOLD-EXPIRES]", _registry.Run().Error, StringComparison.Ordinal);
        File.Delete(_registry.Signed("co.cr"));
        Assert.Contains("[HOLD-EXPIRES]", _registry.Run().Error, StringComparison.Ordinal);
    }

    public void Dispose() => _registry.Dispose();

    private void Hold()
    {
        _registry.Configure(
            $"notify: {{ command: [/bin/sh, -c, \"echo \\\"$0\\\" >> {Told}\"], timeout: 20s }}");
        _registry.Run().MustSucceed();
        _registry.Signall("hold", "co.cr", "--because", "a trial").MustSucceed();
    }

    private void SignByHand() => SignallRun.Run(
        () => _registry.Now, "--zone-file", _registry.Files["unsigned/co.cr"], "--origin", "co.cr", "--keys",
        _registry.Files["keys"], "--output", _registry.Signed("co.cr")).MustSucceed();
}
