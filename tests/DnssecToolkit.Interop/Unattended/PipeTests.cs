using System.Diagnostics;
using DnssecToolkit.CommandLine;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>Pipes in the place of files that a run reads: it waits for none of them.</summary>
public sealed class PipeTests : IDisposable
{
    private readonly Registry _registry = new(["example"]);

    [Fact]
    public void A_pipe_in_the_place_of_the_keyindex_is_refused()
    {
        _registry.Run().MustSucceed();
        MakePipe(_registry.Files["keyindex"]);
        _registry.Configure(zoneFields: $"keyindex: {_registry.Files["keyindex"]}, ");
        _registry.WriteZone("example", Registry.TextOf(2, 21));
        (int status, string said) = RunToItsEnd();
        Assert.Equal((int)ExitStatus.UnreadableInput, status);
        Assert.Contains($"{_registry.Files["keyindex"]}: is no regular file", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Pipes_in_the_place_of_what_is_remembered_count_as_its_loss()
    {
        _registry.Run().MustSucceed();
        foreach (string name in (string[])["state.json", "served.json", "told.json"])
        {
            string path = Path.Combine(_registry.State, "zones", "example", name);
            File.Delete(path);
            MakePipe(path);
        }

        _registry.WriteZone("example", Registry.TextOf(2, 21));
        (int status, string said) = RunToItsEnd();
        Assert.True(status == 0, said);
        Assert.Contains("[STATE-LOST]", said, StringComparison.Ordinal);
        Assert.Contains("\nn20.example. ", File.ReadAllText(_registry.Signed("example")),
            StringComparison.Ordinal);
        Assert.Contains("1 fresh", _registry.Run().MustSucceed().Error, StringComparison.Ordinal);
    }

    public void Dispose() => _registry.Dispose();

    private static void MakePipe(string path) => ForeignTool.Run("mkfifo", path).MustSucceed();

    private (int Status, string Said) RunToItsEnd()
    {
        using Process run = _registry.StartProcess("run", "--verbose");
        if (!run.WaitForExit(TimeSpan.FromSeconds(90)))
        {
            run.Kill();
            Assert.Fail("the run waits for a pipe");
        }

        return (run.ExitCode, run.StandardError.ReadToEnd());
    }
}
