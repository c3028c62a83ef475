using System.Buffers;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;
using DnssecToolkit.ZoneFiles;
using Microsoft.Win32.SafeHandles;

namespace DnssecToolkit.Benchmarks.Zones;

/// <summary><c>benchmarks rewrite</c>: reads a zone and its signed version, writes the latter's records, and
/// does nothing else: the least that signing again can cost.</summary>
internal static class RewriteCommand
{
    private static readonly Argument<string> ZoneFile = new("ZONE") { Description = "The unsigned zone" };

    private static readonly Argument<string> SignedFile =
        new("SIGNED") { Description = "The zone as it was signed" };

    private static readonly Option<string> Output = new("--output")
    {
        Description = "Where the signed zone's records go",
        Required = true,
    };

    internal static Command Create() =>
        new Command("rewrite",
            "Read a zone and its signed version on all cores, write the latter's records, flush")
            { ZoneFile, SignedFile, Output }
            .Does(Measure)
            .WithExample("benchmarks rewrite zz.zone zz.signed --output zz.copy", "one line: seconds");

    private static ExitStatus Measure(ToolRun run)
    {
        Stopwatch watch = Stopwatch.StartNew();
        ZoneFileOptions options = ZoneFileOptions.Default with { Threads = Environment.ProcessorCount };
        FindingList findings = new();
        ZoneFileReader.Read(run.Options.GetRequiredValue(ZoneFile), options, findings, run.Cancellation);
        ZoneFileContent signed =
            ZoneFileReader.Read(run.Options.GetRequiredValue(SignedFile), options, findings,
                run.Cancellation);
        using SafeFileHandle file =
            File.OpenHandle(run.Options.GetRequiredValue(Output), FileMode.Create, FileAccess.Write);
        Write([.. signed.Pages], file);
        RandomAccess.FlushToDisk(file);
        run.Console.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{watch.Elapsed.TotalSeconds:F3} s"));
        return ExitStatus.Done;
    }

    /// <summary>Writes pages side by side; where a page's text begins does not matter to a time.</summary>
    private static void Write(RecordPage[] pages, SafeFileHandle file)
    {
        long end = 0;
        Parallel.ForEach(pages, page =>
        {
            byte[] text = ArrayPool<byte>.Shared.Rent(1 << 20);
            int used = 0;
            foreach (ref readonly Record record in page.Records.AsSpan(0, page.Count))
            {
                ReadOnlySpan<byte> owner = page.OwnerOf(record);
                ReadOnlySpan<byte> rdata = page.RDataOf(record);
                int most = RecordText.MaximumLength(owner.Length, rdata.Length);
                if (text.Length - used < most)
                {
                    RandomAccess.Write(file, text.AsSpan(0, used), Interlocked.Add(ref end, used) - used);
                    used = 0;
                }

                used += RecordText.Write(owner, record.Ttl, record.Type, rdata, text.AsSpan(used));
            }

            RandomAccess.Write(file, text.AsSpan(0, used), Interlocked.Add(ref end, used) - used);
            ArrayPool<byte>.Shared.Return(text);
        });
    }
}
