namespace DnssecToolkit.Interop.Backup;

/// <summary>The restore drill that the guide tells operators to do each year runs as written.</summary>
public sealed class DrillTests
{
    [ForeignToolFact("bash", "dnssec-verify")]
    public void Drill_signs_with_what_came_back()
    {
        using TemporaryDirectory directory = new();
#if DEBUG
        const string configuration = "Debug";
#else
        const string configuration = "Release";
#endif
        ForeignRun run = ForeignTool.Run(new ForeignCommand("bash", [Repository.PathOf("samples/backup/drill.sh"), directory.FullName])
        {
            Environment = new Dictionary<string, string> { ["CONFIGURATION"] = configuration },
            Timeout = TimeSpan.FromMinutes(5),
        }).MustSucceed();
        Assert.Equal(SkipReason.ForPrograms(Tokens.SoftHsm.Program) is null
            ? 2 : 1, run.Output.Split("dnssec-verify: the zone is good").Length - 1);
        Assert.Contains("from the medium to a verified zone: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("signed a challenge", File.ReadAllText(directory["transcript.txt"]),
            StringComparison.Ordinal);
        Assert.DoesNotContain("medium-b",
            run.Output[run.Output.IndexOf("Losing", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }
}
