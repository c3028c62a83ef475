using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Signing;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>Zones that were found in a directory, and whose file is there no more.</summary>
public sealed class GoneZoneTests : IDisposable
{
    private const int Day = 86_400;
    private readonly Registry _registry = new(["example", "co.example"]);

    /// <inheritdoc/>
    public void Dispose() => _registry.Dispose();

    [Fact]
    public void A_zone_whose_file_is_gone_goes_on_being_signed_and_people_are_told_once()
    {
        string told = _registry.Files["told"];
        _registry.Configure($"notify: {{ command: [/bin/sh, -c, \"echo \\\"$0\\\" >> {told}\"] }}");
        _registry.Run().MustSucceed();
        uint serial = _registry.SerialOf("co.example");
        TakeAway();
        for (int i = 0; i < 2; i++)
        {
            SignallRun run = _registry.Run();
            Assert.Equal(ExitStatus.UnreadableInput, run.Status);
            Assert.Contains("co.example.: its file " + FileOfChild
                + " is gone from its directory", run.Error, StringComparison.Ordinal);
            Assert.Contains("signall forget co.example. --because", run.Error, StringComparison.Ordinal);
        }

        Assert.Equal("signall: co.example. INPUT-UNREADABLE\n", File.ReadAllText(told));
        Assert.Contains("co.example.", _registry.Signall("health").Output, StringComparison.Ordinal);
        Assert.Equal(serial, _registry.SerialOf("co.example"));
        _registry.Now += 13 * Day;
        Assert.Contains("the new input was refused, so the content accepted", _registry.Run().Error,
            StringComparison.Ordinal);
        Assert.True(_registry.SerialOf("co.example") > serial);
        Assert.Contains("\nn19.co.example. ", File.ReadAllText(_registry.Signed("co.example")),
            StringComparison.Ordinal);

        _registry.WriteZone("co.example", Registry.TextOf(2, 21));
        _registry.Run().MustSucceed();
        Assert.EndsWith("signall: co.example. INPUT-UNREADABLE ended\n", File.ReadAllText(told),
            StringComparison.Ordinal);
        Assert.Contains("\nn20.co.example. ", File.ReadAllText(_registry.Signed("co.example")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_zone_is_given_up_by_the_operators_word_and_only_when_its_file_is_gone()
    {
        _registry.Run().MustSucceed();
        SignallRun refused = Forget();
        Assert.Equal(ExitStatus.Usage, refused.Status);
        Assert.Contains("the next run would sign it all the same", refused.Error, StringComparison.Ordinal);
        TakeAway();
        Assert.Equal(ExitStatus.UnreadableInput, _registry.Run().Status);
        Forget().MustSucceed();
        Assert.Contains("1 zones: 1 fresh", _registry.Run().MustSucceed().Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_registry.Signed("co.example")));
        Assert.True(File.Exists(Path.Combine(_registry.State, "forgotten", "co.example", "accepted.zone")));
        Assert.Contains("\"event\":\"forgotten\",\"zone\":\"co.example.\"", _registry.Journal,
            StringComparison.Ordinal);
        Assert.Equal(ExitStatus.Usage, Forget().Status);
    }

    [Fact]
    public void A_zone_whose_file_was_moved_to_another_directory_is_no_other_zone()
    {
        _registry.Run().MustSucceed();
        string other = _registry.Files["unsigned/second"];
        Directory.CreateDirectory(other);
        File.Move(FileOfChild, Path.Combine(other, "co.example"));
        File.AppendAllText(
            _registry.Files["dnssec.yaml"],
            $"\n  - {{ directory: {other}, keys: {_registry.Files["keys"]}, output: \"{_registry.Files["signed"]}/{{zone}}\" }}\n");
        Assert.Contains("2 zones", _registry.Run().MustSucceed().Error, StringComparison.Ordinal);
    }

    private string FileOfChild => _registry.Files["unsigned/co.example"];

    private void TakeAway() => File.Move(FileOfChild, _registry.Files["co.example"]);

    private SignallRun Forget() => _registry.Signall("forget", "co.example", "--because", "it is closed");
}
