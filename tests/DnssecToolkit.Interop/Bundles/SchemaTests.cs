using DnssecToolkit.CommandLine;

namespace DnssecToolkit.Interop.Bundles;

/// <summary>What keyall writes as XML is what ICANN's schema describes, as xmllint sees it.</summary>
public class SchemaTests
{
    [ForeignToolTheory("xmllint")]
    [InlineData("ECDSAP256SHA256")]
    [InlineData("RSASHA256")]
    public void Requests_and_responses_are_valid_by_ICANNs_schema(string algorithm)
    {
        using TemporaryDirectory directory = new();
        Directory.CreateDirectory(directory["online"]);
        Directory.CreateDirectory(directory["offline"]);
        ToolRuns.Keyall(ExitStatus.Done, "key", "generate", "--zone", "example", "--keys",
            directory["offline"], "--type", "ksk", "-a", algorithm);
        ToolRuns.Keyall(
            ExitStatus.Done, "request", "make", "--zone", "example", "--keys", directory["online"],
            "--zsk-lifetime", "30d", "-a", algorithm,
            "--output", directory["ksr.xml"]);
        ToolRuns.Keyall(
            ExitStatus.Done, "request", "sign", directory["ksr.xml"], "--keys", directory["offline"],
            "--first", "--yes", "--output", directory["skr.xml"]);
        foreach (string file in (string[])["ksr.xml", "skr.xml"])
        {
            Validate(directory[file]).MustSucceed();
            File.WriteAllText(directory[file], File.ReadAllText(directory[file])
                .Replace("<Protocol>3<", "<Protocol>4<", StringComparison.Ordinal));
            Validate(directory[file]).MustFail();
        }
    }

    private static ForeignRun Validate(string file) =>
        ForeignTool.Run("xmllint", "--noout", "--relaxng", Repository.PathOf("tests/data/bundles/ksr.rng"),
            file);
}
