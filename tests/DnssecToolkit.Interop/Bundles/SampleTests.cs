namespace DnssecToolkit.Interop.Bundles;

/// <summary>The sample that the guide names does what the guide says.</summary>
public class SampleTests
{
    [ForeignToolFact("bash", "ldns-verify-zone")]
    public void The_offline_KSK_sample_ends_with_a_zone_that_others_verify()
    {
        using TemporaryDirectory directory = new();
        ForeignRun run = ForeignTool.Run(new ForeignCommand("bash", [Repository.PathOf("samples/offline-ksk/run.sh"), directory.FullName])
        {
            Environment = new Dictionary<string, string>
            {
                ["KEYALL"] = Path.Combine(AppContext.BaseDirectory, "keyall"),
                ["SIGNALL"] = Path.Combine(AppContext.BaseDirectory, "signall"),
            },
        }).MustSucceed();
        Assert.Contains("Zone is verified and complete", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(directory["example.signed"]));
    }
}
