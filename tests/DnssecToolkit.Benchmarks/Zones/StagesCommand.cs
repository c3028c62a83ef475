using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using DnssecToolkit.Canonical;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Denial;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Zones;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Benchmarks.Zones;

/// <summary><c>benchmarks stages</c>: times what a run does to a zone before it signs, stage by
/// stage.</summary>
internal static class StagesCommand
{
    private static readonly Argument<string> File = new("FILE") { Description = "The zone file" };

    private static readonly Option<int> Threads = new("--threads")
    {
        Description = "How many threads work",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    private static readonly Option<int> Rounds = new("--rounds")
    {
        Description = "How many times; the first ones also compile",
        DefaultValueFactory = _ => 5,
    };

    internal static Command Create() =>
        new Command("stages",
            "Time reading, sorting, chaining and hashing of a zone: CPU and wall milliseconds") { File,
            Threads, Rounds }
            .Does(run =>
            {
                for (int round = 0; round < run.Options.GetValue(Rounds); round++)
                {
                    run.Console.Output.WriteLine(TimeStages(run.Options.GetValue(File)!,
                        run.Options.GetValue(Threads)));
                }

                return ExitStatus.Done;
            }).WithExample("benchmarks stages zz.zone --threads 2", "one line a round");

    private static string TimeStages(string file, int threads)
    {
        FindingList findings = new();
        List<string> times = [];
        ZoneFileContent content = Time("read",
            () => ZoneFileReader.Read(file, new ZoneFileOptions { Threads = threads }, findings));
        Zone zone = Time("build", () => Build(content, findings, threads));
        Nsec3Chain chain = Time("nsec3", () =>
            Nsec3Chain.Build(zone, Nsec3Parameters.Default, Nsec3OptOut.None, findings, threads));
        Time("hash one by one", () => HashOneByOne(zone));
        Time("hash eight at once", () => HashTogether(zone));
        return $"{zone.NodeCount} names, {zone.RecordCount} records, {chain.Count} NSEC3: {string.Join(", ", times)}";

        T Time<T>(string stage, Func<T> work)
        {
            using Process process = Process.GetCurrentProcess();
            TimeSpan before = process.TotalProcessorTime;
            Stopwatch watch = Stopwatch.StartNew();
            T result = work();
            watch.Stop();
            process.Refresh();
            double cpu = (process.TotalProcessorTime - before).TotalMilliseconds;
            times.Add(string.Create(CultureInfo.InvariantCulture,
                $"{stage} {cpu:0}/{watch.Elapsed.TotalMilliseconds:0}"));
            return result;
        }
    }

    private static Zone Build(ZoneFileContent content, FindingList findings, int threads)
    {
        return new ZoneBuilder(content.Origin!.Value, findings, threads).Add(content.Pages).Build();
    }

    private static byte HashOneByOne(Zone zone)
    {
        byte[] hash = new byte[Nsec3Hash.Length];
        byte all = 0;
        for (int node = 0; node < zone.NodeCount; node++)
        {
            Nsec3Hash.Compute(zone.NameOf(node), [], 0, hash);
            all ^= hash[0];
        }

        return all;
    }

    private static byte HashTogether(Zone zone)
    {
        byte all = 0;
        Nsec3HashBatch batch = new([], 0, (_, hash) => all ^= hash[0]);
        for (int node = 0; node < zone.NodeCount; node++)
        {
            batch.Add(node, zone.NameOf(node));
        }

        batch.Finish();
        return all;
    }
}
