using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Benchmarks.Zones;

/// <summary><c>benchmarks read</c>: how fast a zone file becomes records.</summary>
internal static class ReadCommand
{
    private const double Million = 1_000_000;

    private static readonly Argument<string> ZoneFile = new("FILE") { Description = "The zone file" };

    private static readonly Option<int> Threads = new("--threads")
    {
        Description = "How many threads read",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<int> Rounds = new("--rounds")
    {
        Description = "How many times; the first one shows a cold process",
        DefaultValueFactory = _ => 5,
    };

    internal static Command Create() =>
        new Command("read", "Read a zone file several times and print megabytes a second") { ZoneFile,
            Threads, Rounds }
            .Does(Measure)
            .WithExample("benchmarks read zz.zone --threads 1",
                "one line a round: records, seconds, MB/s, memory in use");

    private static ExitStatus Measure(ToolRun run)
    {
        string path = run.Options.GetRequiredValue(ZoneFile);
        ZoneFileOptions options = ZoneFileOptions.Default with { Threads = run.Options.GetValue(Threads) };
        double megabytes = new FileInfo(path).Length / Million;
        for (int round = 1; round <= run.Options.GetValue(Rounds); round++)
        {
            FindingList findings = new();
            Stopwatch watch = Stopwatch.StartNew();
            ZoneFileContent content = ZoneFileReader.Read(path, options, findings, run.Cancellation);
            double seconds = watch.Elapsed.TotalSeconds;
            run.Console.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{content.RecordCount} records, {seconds:F3} s, {megabytes / seconds:F0} MB/s, now {Environment.WorkingSet / Million:F0} MB"));
        }

        return ExitStatus.Done;
    }
}
