namespace DnssecToolkit.Interop.Packaging;

/// <summary>The Debian package in a clean root: packaging/test-deb.sh does it, as an administrator would.</summary>
public class DebianPackageTests
{
    [CleanRootFact]
    public void Package_InstallsSignsUpgradesAndLeavesKeysWhenPurged()
    {
        ForeignRun run = ForeignTool.Run(
            new ForeignCommand("bash", [Repository.PathOf("packaging/test-deb.sh")]) { Timeout = TimeSpan.FromMinutes(20) }).MustSucceed();
        Assert.Contains("every tool starts without .NET on the host", run.Output, StringComparison.Ordinal);
        Assert.Contains("systemd understands the units", run.Output, StringComparison.Ordinal);
        Assert.Contains("its user made a token and a key in it, and signed with that", run.Output, StringComparison.Ordinal);
        Assert.Contains("removed and purged; the keys are still there", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dnssec-toolkit.service")]
    [InlineData("dnssec-toolkit-health.service")]
    public void The_sandbox_lets_the_kernel_be_asked_whether_the_clock_is_kept_right_and_nobody_set_it(string name)
    {
        string[] unit = File.ReadAllLines(Repository.PathOf($"packaging/systemd/{name}"));
        Assert.Contains("SystemCallFilter=@system-service adjtimex", unit); // which @system-service is without
        Assert.DoesNotContain("ProtectClock=yes", unit); // forbids it whatever the filter says
        Assert.Contains("CapabilityBoundingSet=", unit);
    }

    [Fact]
    public void The_service_lets_a_run_take_as_long_as_a_slow_token_needs()
    {
        string[] unit = File.ReadAllLines(Repository.PathOf("packaging/systemd/dnssec-toolkit.service"));
        Assert.Equal(["TimeoutStartSec=infinity"], unit.Where(line => line.StartsWith("Timeout", StringComparison.Ordinal) || line.StartsWith("RuntimeMaxSec", StringComparison.Ordinal)));
    }
}
