using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Signing;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>Faults of data in a directory of zones, and of the configuration: whom they stop, and who is told.</summary>
public sealed class DirectoryFaultTests
{
    [Fact]
    public void A_file_whose_name_is_no_zones_stops_no_other_zone_and_is_told_once()
    {
        using Registry registry = new(["example"]);
        string told = Notify(registry);
        string stray = registry.Files.Write("unsigned/x..y", "");
        for (int i = 0; i < 2; i++)
        {
            SignallRun run = registry.Run();
            Assert.Equal(ExitStatus.UnreadableInput, run.Status);
            Assert.Contains($"{stray}: [DIRECTORY-STRAY] x..y is no zone's name", run.Error, StringComparison.Ordinal);
        }

        Assert.True(File.Exists(registry.Signed("example")));
        Assert.Equal("signall: DIRECTORY-STRAY, 1 file\n", File.ReadAllText(told));
        File.Delete(stray);
        registry.Run().MustSucceed();
    }

    [Fact]
    public void An_empty_directory_is_no_fault()
    {
        using Registry registry = new([]);
        Assert.DoesNotContain("CONFIG-KEY", registry.Run().MustSucceed().Error, StringComparison.Ordinal);
        registry.Configure(zoneFields: "polcy: default, ");
        SignallRun wrong = registry.Run();
        Assert.Equal(ExitStatus.Usage, wrong.Status);
        Assert.Contains("[CONFIG-KEY] there is no key polcy here", wrong.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("no key keys here", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_of_the_configuration_that_stops_a_run_is_told_once_and_its_end_too()
    {
        using Registry registry = new(["example"]);
        string told = Notify(registry);
        registry.Run().MustSucceed();
        string sections = $"notify: {{ command: [/bin/sh, -c, \"echo \\\"$0\\\" >> {told}; cat >> {told}.text\"] }}";
        registry.Configure(sections, "polcy: default, ");
        Assert.Equal(ExitStatus.Usage, registry.Run("--dry-run").Status);
        Assert.False(File.Exists(told));
        Assert.Equal(ExitStatus.Usage, registry.Run().Status);
        Assert.Equal(ExitStatus.Usage, registry.Run().Status);
        Assert.Equal("signall: CONFIGURATION, nothing is signed\n", File.ReadAllText(told));
        Assert.Contains("[CONFIG-KEY] there is no key polcy here", File.ReadAllText(told + ".text"), StringComparison.Ordinal);
        Notify(registry);
        registry.Run().MustSucceed();
        Assert.EndsWith("signall: CONFIGURATION ended\n", File.ReadAllText(told), StringComparison.Ordinal);
    }

    private static string Notify(Registry registry)
    {
        string told = registry.Files["told"];
        registry.Configure($"notify: {{ command: [/bin/sh, -c, \"echo \\\"$0\\\" >> {told}\"] }}");
        return told;
    }
}
