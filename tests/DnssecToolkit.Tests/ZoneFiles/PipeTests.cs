using System.Diagnostics;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Tests.ZoneFiles;

/// <summary>Zone text that comes through a named pipe.</summary>
public sealed class PipeTests : IDisposable
{
    private static readonly ZoneFileOptions Options = new() { Origin = DomainName.Parse("example.com") };

    private readonly string _directory = Directory.CreateTempSubdirectory("pipe-").FullName;
    private readonly string _pipe;

    public PipeTests()
    {
        _pipe = Path.Combine(_directory, "zone");
        using Process process = Process.Start("mkfifo", _pipe);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task APipe_IsReadToItsEnd()
    {
        const int hosts = 20_000; // more text than a pipe holds
        // In a thread of its own, because opening waits for the reader.
        Task writing = Task.Run(
            () => File.WriteAllLines(_pipe, Enumerable.Range(0, hosts)
                .Select(host => $"host{host} 3600 IN A 192.0.2.1")));
        FindingList findings = new();
        ZoneFileContent content = ZoneFileReader.Read(_pipe, Options, findings);
        await writing;
        Assert.Empty(findings.Kept);
        Assert.Equal(hosts, content.RecordCount);
    }

    [Fact]
    public void APipeWithoutAWriter_DoesNotHoldARunThatIsToldToStop()
    {
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(200));
        Assert.ThrowsAny<OperationCanceledException>(() => ZoneFileReader.Read(_pipe, Options,
            new FindingList(), stop.Token));
    }

    [Fact]
    public void ASilentWriter_DoesNotHoldARunThatIsToldToStop()
    {
        using FileStream writer = new(_pipe, FileMode.Open, FileAccess.ReadWrite);
        writer.Write("@ 3600 IN A 192.0.2.1\n"u8);
        writer.Flush();
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(200));
        Assert.ThrowsAny<OperationCanceledException>(() => ZoneFileReader.Read(_pipe, Options,
            new FindingList(), stop.Token));
    }
}
