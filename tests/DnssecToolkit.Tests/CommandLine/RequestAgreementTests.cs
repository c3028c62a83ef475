using DnssecToolkit.Keyall;

namespace DnssecToolkit.Tests.CommandLine;

/// <summary>What the configuration of the host of offline KSKs has agreed for requests.</summary>
public sealed class RequestAgreementTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("keyall-agreement");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void A_request_is_held_against_the_configuration_and_an_option_goes_over_it()
    {
        Directory.CreateDirectory(At("keys"));
        Assert.Equal(0,
            Run("run", "--zone", "cr.", "--keyindex", At("keyindex"), "--keys", At("keys"), "--yes").Status);
        ToolTrial made = Run("request", "make", "--zone", "cr.", "--keys", At("keys"), "--keyindex",
            At("keyindex"), "--until", "+60d", "--output", At("ksr.xml"));
        Assert.True(made.Status == 0, made.Error);
        string[] check = ["request", "check", At("ksr.xml"), "--keys", At("keys"), "--first"];
        Assert.Equal(0, Run([.. check, "--zone", "cr."]).Status);

        Configure("");
        ToolTrial sound = Run([.. check, "--config", At("dnssec.yaml")]);
        Assert.True(sound.Status == 0, sound.Everything);

        Configure("requests: { bundles: 3, horizon: 20d, waive: { KSR-POLICY-SIG-HORIZON: of a test } }");
        ToolTrial refused = Run([.. check, "--config", At("dnssec.yaml")]);
        Assert.Equal(1, refused.Status);
        Assert.Contains("[KSR-BUNDLE-COUNT]", refused.Everything, StringComparison.Ordinal);
        Assert.DoesNotContain("[KSR-POLICY-SIG-HORIZON]", refused.Everything, StringComparison.Ordinal);
        sound = Run([.. check, "--config", At("dnssec.yaml"), "--limit", "bundles=any"]);
        Assert.True(sound.Status == 0, sound.Everything);

        Configure("requests: { horizon: 20d }");
        Assert.Contains("[KSR-POLICY-SIG-HORIZON]", Run([.. check, "--config", At("dnssec.yaml")]).Everything,
            StringComparison.Ordinal);

        // The zone's own goes before.
        Configure("requests: { horizon: 20d }", ", requests: { horizon: 200d }");
        Assert.Equal(0, Run([.. check, "--config", At("dnssec.yaml")]).Status);

        Configure("requests: { profile: root }"); // another zone's quarter, RSA
        refused = Run([.. check, "--config", At("dnssec.yaml")]);
        Assert.Contains("[KSR-DOMAIN]", refused.Everything, StringComparison.Ordinal);
        Assert.Equal(0, Run([.. check, "--config", At("dnssec.yaml"), "--profile", "zone"]).Status);
    }

    private void Configure(string requests, string ofZone = "") => File.WriteAllText(At("dnssec.yaml"), $$"""
        state: {{At("state")}}
        policies: { p: { {{requests}} } }
        zones:
          - { zone: cr., file: {{At("db")}}, keys: {{At("keys")}}, output: {{At("signed")}}, policy: p{{ofZone}} }
        """);

    private string At(string name) => Path.Combine(_directory.FullName, name);

    private static ToolTrial Run(params string[] arguments) =>
        ToolTrial.Run(KeyallCommand.Create(), arguments);
}
