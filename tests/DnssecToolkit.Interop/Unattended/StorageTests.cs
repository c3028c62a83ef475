using DnssecToolkit.CommandLine;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Operations.Unattended;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>Disks that are full or read-only, and files that signall's user may not use: told clearly, and
/// nothing is lost.</summary>
public class StorageTests
{
    [TmpfsFact("mount", "umount", "dnssec-verify")]
    public void A_disk_that_became_read_only_is_told_and_nothing_is_lost() => OnSmallDisk((registry, disk) =>
    {
        string told = registry.Files["told"];
        string before = File.ReadAllText(registry.Signed("example"));
        ForeignTool.Run("mount", "-o", "remount,ro", disk).MustSucceed();
        for (int i = 0; i < 2; i++)
        {
            SignallRun run = registry.Run();
            Assert.Equal(ExitStatus.UnwritableOutput, run.Status);
            Assert.Contains("Read-only file system", run.Error, StringComparison.Ordinal);
        }

        Assert.Equal(before, File.ReadAllText(registry.Signed("example")));
        Assert.StartsWith("signall: OUTPUT-UNWRITABLE", File.ReadAllText(told), StringComparison.Ordinal);
        ForeignTool.Run("mount", "-o", "remount,rw", disk).MustSucceed();
    });

    [TmpfsFact("mount", "umount", "dnssec-verify")]
    public void A_full_disk_under_the_state_directory_is_told_and_nothing_is_lost() =>
        OnSmallDisk((registry, disk) =>
    {
        string before = File.ReadAllText(registry.Signed("example"));
        string filling = Path.Combine(disk, "filling");
        Assert.Throws<IOException>(() => File.WriteAllBytes(filling, new byte[4 << 20]));
        for (int i = 0; i < 3; i++)
        {
            SignallRun run = registry.Run();
            Assert.Equal(ExitStatus.UnwritableOutput, run.Status);
            Assert.Contains("No space left on device", run.Error, StringComparison.Ordinal);
            Assert.Equal(before, File.ReadAllText(registry.Signed("example")));
            Assert.Equal("signall: OUTPUT-UNWRITABLE, nothing is signed\n",
                File.ReadAllText(registry.Files["told"])); // once
        }

        Assert.Contains("runs sign nothing: [OUTPUT-UNWRITABLE]", registry.Signall("status").Output,
            StringComparison.Ordinal);
        File.Delete(filling);
        registry.Run().MustSucceed();
        registry.Run().MustSucceed();
        Assert.EndsWith("signed\nsignall: OUTPUT-UNWRITABLE ended\n",
            File.ReadAllText(registry.Files["told"]), StringComparison.Ordinal);

        // Room is kept for the next time.
        Assert.Throws<IOException>(() => File.WriteAllBytes(filling, new byte[4 << 20]));
        Assert.Equal(ExitStatus.UnwritableOutput, registry.Run().Status);
        Assert.Equal(ExitStatus.UnwritableOutput, registry.Run().Status);
        Assert.EndsWith("ended\nsignall: OUTPUT-UNWRITABLE, nothing is signed\n",
            File.ReadAllText(registry.Files["told"]), StringComparison.Ordinal);
        File.Delete(filling);
    });

    [TmpfsFact("mount", "umount", "dnssec-verify")]
    public void What_people_were_told_of_a_zone_is_remembered_on_a_full_disk() =>
        OnSmallDisk((registry, disk) =>
    {
        string filling = Path.Combine(disk, "filling");
        Assert.Throws<IOException>(() => File.WriteAllBytes(filling, new byte[4 << 20]));
        StateDirectory state = StateDirectory.At(Path.Combine(disk, "state"));
        SignerConfiguration configuration = ConfigurationReader.ReadFile(registry.Files["dnssec.yaml"],
            new FindingList())!;
        ZoneConfiguration zone = configuration.Zones[0];
        ZoneResult failed = new(zone.Name, ZoneOutcome.Failed, "")
        {
            State = new ZoneState { Problem = "OUTPUT-UNWRITABLE" },
        };
        Assert.Null(ToldProblem.Remember(configuration, [failed]));
        Assert.Equal("OUTPUT-UNWRITABLE", ToldProblem.Of(state, zone));
        Assert.Null(ToldProblem.Remember(configuration, [failed with { State = new ZoneState() }]));
        Assert.Null(ToldProblem.Of(state, zone));
        File.Delete(filling);
    });

    [ForeignToolTheory("setpriv", "dnssec-verify")]
    [InlineData("unsigned/example", false, ExitStatus.UnreadableInput, "unsigned/example")]
    [InlineData("keys", true, ExitStatus.KeyUnavailable, "keys")]
    [InlineData("signed", true, ExitStatus.UnwritableOutput, "signed/example")]
    [InlineData("state", true, ExitStatus.UnwritableOutput, "state")]
    [InlineData("state/zones/example", true, ExitStatus.UnwritableOutput, "state/zones/example")]
    public void What_the_user_may_not_use_is_named_and_nothing_is_lost(string path, bool isDirectory,
        ExitStatus expected, string named)
    {
        using Registry registry = new(["example", "other"]);
        registry.Run().MustSucceed();
        string before = File.ReadAllText(registry.Signed("example"));
        registry.WriteZone("example", Registry.TextOf(2, 21));
        UnixFileMode mode = File.GetUnixFileMode(registry.Files[path]);
        const UnixFileMode look = UnixFileMode.UserRead | UnixFileMode.UserExecute;
        File.SetUnixFileMode(registry.Files[path], isDirectory && expected == ExitStatus.UnwritableOutput
            ? look : UnixFileMode.None);
        ForeignRun run = RunAsUser(registry);
        File.SetUnixFileMode(registry.Files[path], mode);
        Assert.True(run.ExitCode == (int)expected, run.Everything);
        Assert.Contains(registry.Files[named], run.Error, StringComparison.Ordinal);
        Assert.Contains("denied", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(registry.Signed("example")));
        registry.Run().MustSucceed();
        Assert.Contains("n20.example.", File.ReadAllText(registry.Signed("example")),
            StringComparison.Ordinal);
        registry.MustBeSound("example");
    }

    // Root without what lets it pass over permissions.
    private static ForeignRun RunAsUser(Registry registry)
    {
        string[] command = [SignallProcess.Executable, "run", "--config", registry.Files["dnssec.yaml"]];
        const string without = "-dac_override,-dac_read_search";
        return Environment.IsPrivilegedProcess
            ? ForeignTool.Run("setpriv", [$"--bounding-set={without}", $"--inh-caps={without}", .. command])
            : ForeignTool.Run("setpriv", command);
    }

    // The state directory on a disk of 2 MiB; a change to sign; trouble, and its end.
    private static void OnSmallDisk(Action<Registry, string> trouble)
    {
        using Registry registry = new(["example"]);
        string disk = registry.Files["disk"];
        Directory.CreateDirectory(disk);
        ForeignTool.Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk).MustSucceed();
        try
        {
            registry.Configure(
                sections: $"notify: {{ command: [/bin/sh, -c, \"cat > /dev/null; echo \\\"$0\\\" >> {registry.Files["told"]}\"] }}");
            registry.Files.Write("dnssec.yaml", File.ReadAllText(registry.Files["dnssec.yaml"])
                .Replace($"state: {registry.State}", $"state: {disk}/state", StringComparison.Ordinal));
            registry.Run().MustSucceed();
            registry.WriteZone("example", Registry.TextOf(2, 21));
            trouble(registry, disk);
            registry.Run().MustSucceed();
            Assert.Contains("n20.example.", File.ReadAllText(registry.Signed("example")),
                StringComparison.Ordinal);
            registry.MustBeSound("example");
        }
        finally
        {
            ForeignTool.Run("umount", disk).MustSucceed();
        }
    }
}
