using DnssecToolkit.Keyall;
using DnssecToolkit.Keybackup;

namespace DnssecToolkit.Tests.CommandLine;

/// <summary>A zone's keys brought back from a medium in a ceremony, with a transcript that nobody can change
/// unseen.</summary>
public sealed class KeybackupCeremonyTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dnssec-toolkit-");

    public KeybackupCeremonyTests()
    {
        Directory.CreateDirectory(At("keys"), UnixFileMode.UserRead | UnixFileMode.UserWrite
            | UnixFileMode.UserExecute);
        File.WriteAllText(At("pass"), "correct horse battery staple\n");
        File.SetUnixFileMode(At("pass"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal(0,
            ToolTrial.Run(KeyallCommand.Create(), "key", "generate", "--zone", "cr.", "--keys",
                At("keys")).Status);
        Assert.Equal(0, ToolTrial.Run(
            KeybackupCommand.Create(), "create", "-K", At("keys"), "--output", At("set"), "--passphrase",
            "file:" + At("pass"), "--cost", "10").Status);
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
        Assert.Contains("accepts the signed zone against the DS at the parent", transcript,
            StringComparison.Ordinal);
        Assert.Contains("end ", transcript, StringComparison.Ordinal);
        Assert.True(Directory.Exists(At("restored/keys")));
        ToolTrial sound = ToolTrial.Run(KeyallCommand.Create(), "ceremony", "check", At("transcript"));
        Assert.True(sound.Status == 0, sound.Error);
        File.WriteAllText(At("transcript"),
            transcript.Replace("signed a challenge", "signed a Challenge", StringComparison.Ordinal));
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_step_that_nobody_was_asked_for_is_taken_down_and_counted_as_such(bool isScript)
    {
        ToolTrial held = isScript
            ? Restore("--yes") : Restore(new StringReader(string.Concat(Enumerable.Repeat("Yes\n", 8))));
        Assert.True(held.Status == 0, held.Error);
        Assert.Equal(isScript ? 8
            : 0, File.ReadAllText(At("transcript")).Split(": not asked, as --yes was given\n").Length - 1);
        Assert.Contains($", {(isScript ? 8 : 0)} of them steps that nobody was asked for\n",
            ToolTrial.Run(KeyallCommand.Create(), "ceremony", "check", At("transcript")).Output,
            StringComparison.Ordinal);
        Assert.Contains($"\"notAsked\": {(isScript ? 8 : 0)}",
            ToolTrial.Run(KeyallCommand.Create(), "ceremony", "check", At("transcript"), "--json").Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_transcript_that_is_changed_during_the_ceremony_ends_it_and_stays_as_it_is()
    {
        string changed = "";
        using ConsentAfter answers = new(() =>
        {
            changed = File.ReadAllText(At("transcript"))
                .Replace("keybackup", "keyBackup", StringComparison.Ordinal)
                .Replace("tool ", "tooL ", StringComparison.Ordinal);
            File.WriteAllText(At("transcript"), changed);
        });
        ToolTrial held = Restore(answers);
        Assert.Equal(5, held.Status);
        Assert.Contains("somebody changed it meanwhile", held.Error, StringComparison.Ordinal);
        Assert.Equal(changed, File.ReadAllText(At("transcript")));
        Assert.False(Directory.Exists(At("restored")));
    }

    [Fact]
    public void A_failure_of_any_kind_is_an_entry_without_what_it_said()
    {
        using ConsentAfter answers = new(() =>
            throw new InvalidOperationException("what does not belong here"));
        Assert.Equal(70, Restore(answers).Status);
        string[] entries = File.ReadAllLines(At("transcript"));
        Assert.EndsWith(" the run failed: InvalidOperationException", entries[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("belong", entries[^1], StringComparison.Ordinal);
    }

    private ToolTrial Restore(TextReader answers) =>
        ToolTrial.Run("keybackup", KeybackupCommand.Create(), () => ToolTrial.Now,
        ["ceremony", "restore", At("set"), "--output", At("restored"), "--passphrase", "file:"
            + At("pass"), "--transcript", At("transcript")], answers, terminal: true);

    private ToolTrial Restore(params string[] options) => ToolTrial.Run(KeybackupCommand.Create(),
        ["ceremony", "restore", At("set"), "--output", At("restored"), "--passphrase", "file:"
            + At("pass"), "--transcript", At("transcript"), .. options]);

    private string At(string name) => Path.Combine(_directory.FullName, name);
}
