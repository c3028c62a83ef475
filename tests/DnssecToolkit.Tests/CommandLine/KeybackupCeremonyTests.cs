using DnssecToolkit.Keyall;
using DnssecToolkit.Keybackup;

namespace DnssecToolkit.Tests.CommandLine;

/// <summary>A zone's keys brought back from a medium in a ceremony, with a transcript that nobody can change unseen.</summary>
public sealed class KeybackupCeremonyTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dnssec-toolkit-");

    public KeybackupCeremonyTests()
    {
        Directory.CreateDirectory(At("keys"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(At("pass"), "correct horse battery staple\n");
        File.SetUnixFileMode(At("pass"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal(0, ToolTrial.Run(KeyallCommand.Create(), "key", "generate", "--zone", "cr.", "--keys", At("keys")).Status);
        Assert.Equal(0, ToolTrial.Run(
            KeybackupCommand.Create(), "create", "-K", At("keys"), "--output", At("set"), "--passphrase", "file:" + At("pass"), "--cost", "10").Status);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void The_transcript_has_the_set_the_keys_that_signed_and_every_step()
    {
        ToolTrial held = Restore("--yes");
        Assert.True(held.Status == 0, held.Error);
        string transcript = File.ReadAllText(At("transcript"));
        Assert.Contains("signed a challenge", transcript, StringComparison.Ordinal);
        Assert.Contains(" DS ", transcript, StringComparison.Ordinal);
        Assert.Contains("2 files restored, each with its digest", transcript, StringComparison.Ordinal);
        Assert.Contains("accepts the signed zone against the DS at the parent", transcript, StringComparison.Ordinal);
        Assert.Contains("end ", transcript, StringComparison.Ordinal);
        Assert.True(Directory.Exists(At("restored/keys")));
        ToolTrial sound = ToolTrial.Run(KeyallCommand.Create(), "ceremony", "check", At("transcript"));
        Assert.True(sound.Status == 0, sound.Error);
        File.WriteAllText(At("transcript"), transcript.Replace("signed a challenge", "signed a Challenge", StringComparison.Ordinal));
        Assert.Equal(1, ToolTrial.Run(KeyallCommand.Create(), "ceremony", "check", At("transcript")).Status);
    }

    [Fact]
    public void Nobody_there_to_answer_restores_nothing()
    {
        ToolTrial alone = Restore();
        Assert.Equal(2, alone.Status);
        Assert.False(Directory.Exists(At("restored")));
        Assert.Contains("exception", File.ReadAllText(At("transcript")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_transcript_is_never_written_over()
    {
        File.WriteAllText(At("transcript"), "another");
        Assert.Equal(5, Restore("--yes").Status);
        Assert.Equal("another", File.ReadAllText(At("transcript")));
    }

    private ToolTrial Restore(params string[] options) => ToolTrial.Run(KeybackupCommand.Create(),
        ["ceremony", "restore", At("set"), "--output", At("restored"), "--passphrase", "file:" + At("pass"), "--transcript", At("transcript"), .. options]);

    private string At(string name) => Path.Combine(_directory.FullName, name);
}
