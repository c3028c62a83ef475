using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Signing;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>Files that are still being written, and files that others include.</summary>
public sealed class PickUpTests : IDisposable
{
    private readonly Registry _registry = new(["example"]);

    /// <inheritdoc/>
    public void Dispose() => _registry.Dispose();

    [Fact]
    public async Task A_half_written_file_is_waited_for()
    {
        _registry.Run().MustSucceed();
        Settle("4s");
        string path = _registry.Files["unsigned/example"];
        string whole = Registry.TextOf(2, 21);
        File.WriteAllText(path, whole[..(whole.Length / 2)]);
        Task writer = InAThread(() =>
        {
            for (int i = whole.Length / 2; i < whole.Length; i += 40)
            {
                Thread.Sleep(120);
                File.AppendAllText(path, whole[i..Math.Min(i + 40, whole.Length)]);
            }
        });
        _registry.Now = Clock.Now;
        _registry.Run().MustSucceed();
        await writer;
        Assert.Contains("\nn20.example. ", File.ReadAllText(_registry.Signed("example")),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_half_written_file_that_another_includes_is_waited_for(bool isKnown)
    {
        string hosts = _registry.Files.Write("unsigned/.included", "inside A 192.0.2.5\n");
        _registry.WriteZone("example", Registry.TextOf(1, 20) + (isKnown ? $"$INCLUDE {hosts}\n" : ""));
        _registry.Run().MustSucceed();
        Settle("4s");
        _registry.WriteZone("example", Registry.TextOf(2, 20) + $"$INCLUDE {hosts}\n");
        File.WriteAllText(hosts, "inside A 192.0.2.5\n");
        File.SetLastWriteTimeUtc(_registry.Files["unsigned/example"], DateTime.UnixEpoch); // it has been left alone; what it includes has not
        Task writer = InAThread(() =>
        {
            for (int i = 0; i < 20; i++)
            {
                Thread.Sleep(120);
                File.AppendAllText(hosts, $"late{i} A 192.0.2.6\n");
            }
        });
        _registry.Now = Clock.Now;
        _registry.Run().MustSucceed();
        await writer;
        Assert.Contains("\nlate19.example. ", File.ReadAllText(_registry.Signed("example")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_never_comes_to_rest_is_refused_and_the_last_content_stays()
    {
        _registry.Run().MustSucceed();
        string before = File.ReadAllText(_registry.Signed("example"));
        Settle("3s");
        File.AppendAllText(_registry.Files["unsigned/example"], "first A 192.0.2.9\n");
        using CancellationTokenSource end = new();
        Task writer = InAThread(() =>
        {
            for (int i = 0; !end.IsCancellationRequested; i++)
            {
                File.AppendAllText(_registry.Files["unsigned/example"], $"more{i} A 192.0.2.9\n");
                Thread.Sleep(50);
            }
        });
        _registry.Now = Clock.Now;
        SignallRun run = _registry.Run();
        await end.CancelAsync();
        await writer;
        Assert.Equal(ExitStatus.Refused, run.Status);
        Assert.Contains("[INPUT-UNSETTLED]", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(_registry.Signed("example")));
    }

    [Fact]
    public void A_change_of_an_included_file_alone_is_picked_up()
    {
        string hosts = _registry.Files.Write("unsigned/.included", "inside A 192.0.2.5\n");
        _registry.WriteZone("example", Registry.TextOf(1, 20) + $"$INCLUDE {hosts}\n");
        _registry.Run().MustSucceed();
        Assert.Contains("\ninside.example. ", File.ReadAllText(_registry.Signed("example")),
            StringComparison.Ordinal);
        Assert.Contains("1 fresh", _registry.Run().MustSucceed().Error, StringComparison.Ordinal);
        _registry.Files.Write("unsigned/.included", "inside A 192.0.2.5\ndeeper A 192.0.2.6\n");
        _registry.Run().MustSucceed();
        Assert.Contains("\ndeeper.example. ", File.ReadAllText(_registry.Signed("example")),
            StringComparison.Ordinal);
        File.Delete(hosts);
        SignallRun gone = _registry.Run();
        Assert.Equal(ExitStatus.UnreadableInput, gone.Status);
        Assert.Contains("\ndeeper.example. ", File.ReadAllText(_registry.Signed("example")),
            StringComparison.Ordinal);
    }

    // Of its own, so that it waits for no other test's.
    private static Task InAThread(Action does) =>
        Task.Factory.StartNew(does, CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

    private void Settle(string time) => _registry.Files.Write(
        "dnssec.yaml", File.ReadAllText(_registry.Files["dnssec.yaml"])
            .Replace("settle: 0", $"settle: {time}", StringComparison.Ordinal));
}
