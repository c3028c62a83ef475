using System.Text.RegularExpressions;

namespace DnssecToolkit.Interop.Packaging;

/// <summary>The Debian package in a clean root: packaging/test-deb.sh does it, as an administrator
/// would.</summary>
public class DebianPackageTests
{
    private const string Teller = "dnssec-toolkit-failed@.service";

    [CleanRootFact]
    public void Package_InstallsSignsUpgradesAndLeavesKeysWhenPurged()
    {
        ForeignRun run = ForeignTool.Run(
            new ForeignCommand("bash",
                [Repository.PathOf("packaging/test-deb.sh")])
            { Timeout = TimeSpan.FromMinutes(20) })
                .MustSucceed();
        Assert.Contains("every tool starts without .NET on the host", run.Output, StringComparison.Ordinal);
        Assert.Contains("systemd understands the units", run.Output, StringComparison.Ordinal);
        Assert.Contains("its user made a token and a key in it, and signed with that", run.Output,
            StringComparison.Ordinal);
        Assert.Contains("removed and purged; the keys are still there", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dnssec-toolkit.service")]
    [InlineData("dnssec-toolkit-health.service")]
    public void The_sandbox_lets_the_kernel_be_asked_whether_the_clock_is_kept_right_and_nobody_set_it(
        string name)
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
        Assert.Equal(["TimeoutStartSec=infinity"],
            unit.Where(line => line.StartsWith("Timeout", StringComparison.Ordinal)
                || line.StartsWith("RuntimeMaxSec", StringComparison.Ordinal)));
    }

    [ForeignToolFact("systemd-analyze")]
    public void Systemd_understands_the_units_and_each_tells_when_it_failed()
    {
        using TemporaryDirectory units = new();
        foreach (string path in Directory.GetFiles(Repository.PathOf("packaging/systemd")))
        {
            string name = Path.GetFileName(path);
            string text = File.ReadAllText(path);
            Assert.Equal(name != Teller,
                text.Contains("\nOnFailure=dnssec-toolkit-failed@%n.service\n", StringComparison.Ordinal));
            Assert.DoesNotContain("Condition", text.Replace("No condition", "", StringComparison.Ordinal), StringComparison.Ordinal); // a unit that is passed over has not failed
            units.Write(name,
                Regex.Replace(text, "(?m)^(ExecStart)=.*$|^(User|Documentation)=.*\n", match =>
                    match.Groups[1].Success ? "ExecStart=/bin/true" : ""));
        }

        Assert.True(File.Exists(units[Teller]));
        ForeignRun run = ForeignTool.Run("systemd-analyze",
            ["--man=no", "verify", .. Directory.GetFiles(units.FullName)]);
        Assert.DoesNotContain(units.FullName, run.Output + run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("dnssec-toolkit", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_tells_of_units_is_not_kept_from_the_mail_queue_by_its_sandbox()
    {
        string[] unit = File.ReadAllLines(Repository.PathOf($"packaging/systemd/{Teller}"));
        Assert.DoesNotContain(unit, line => line.StartsWith("NoNewPrivileges", StringComparison.Ordinal)
            || line.StartsWith("SystemCallFilter", StringComparison.Ordinal)
            || line.StartsWith("Restrict", StringComparison.Ordinal)
            || line.StartsWith("ProtectKernel", StringComparison.Ordinal) || line == "ProtectSystem=strict");
        Assert.Contains("ExecStart=/usr/lib/dnssec-toolkit/unit-failed %i", unit);
    }

    [Fact]
    public void A_unit_that_failed_is_mailed_once_and_again_when_it_fails_in_another_way()
    {
        using TemporaryDirectory files = new();
        string mails = files["mails"];
        string sendmail = files.Write("bin/sendmail", $"#!/bin/sh\ncat >> {mails}\n");
        File.SetUnixFileMode(sendmail, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        string Fail(string status, string to = "root")
        {
            Dictionary<string, string> environment = new()
            {
                ["PATH"] = $"{files["bin"]}:/usr/bin:/bin",
                ["MAIL_TO"] = to,
                ["RUNTIME_DIRECTORY"] = files.FullName,
                ["MONITOR_SERVICE_RESULT"] = "exit-code",
                ["MONITOR_EXIT_STATUS"] = status,
            };
            return ForeignTool.Run(new ForeignCommand("sh", [Repository.PathOf("packaging/scripts/unit-failed"), "dnssec-toolkit.service"])
            {
                Environment = environment,
            }).MustSucceed().Output;
        }

        Fail("2", to: "");
        Assert.False(File.Exists(mails));
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal("<3>dnssec-toolkit.service failed: exit-code, status 2\n", Fail("2"));
        }

        Fail("70");
        string[] subjects = [.. File.ReadAllLines(mails)
            .Where(line => line.StartsWith("Subject: ", StringComparison.Ordinal))];
        Assert.Equal(
            ["Subject: dnssec-toolkit.service failed: exit-code, status 2",
                "Subject: dnssec-toolkit.service failed: exit-code, status 70"],
            subjects);
        Assert.StartsWith("To: root\n", File.ReadAllText(mails), StringComparison.Ordinal);
        Assert.Contains("the configuration cannot be read, so nothing is signed", File.ReadAllText(mails),
            StringComparison.Ordinal);
    }
}
