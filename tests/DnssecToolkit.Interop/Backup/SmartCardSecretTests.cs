namespace DnssecToolkit.Interop.Backup;

/// <summary>How OpenSC's program gets passwords: not by its command line, only in what its own user may read, and without a core file to leave them in.</summary>
public sealed class SmartCardSecretTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [ForeignToolFact("sh", "stat")]
    public void A_password_goes_to_the_cards_program_by_its_environment_alone()
    {
        Directory.CreateDirectory(_directory["bin"]);
        string program = _directory.Write("bin/sc-hsm-tool", $$"""
            #!/bin/sh
            tr '\0' ' ' < /proc/$$/cmdline > {{_directory["arguments"]}}
            stat -c %a /proc/$$/environ > {{_directory["mode"]}}
            ulimit -c > {{_directory["core"]}}
            printf %s "$KEYBACKUP_PASSWORD" > {{_directory["seen"]}}
            """);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite
            | UnixFileMode.UserExecute);
        ForeignRun made = KeybackupRun.Run("keybackup",
            new Dictionary<string, string> { ["PATH"] = _directory["bin"] + ":/usr/bin:/bin" },
            "card", "share", "--output", _directory["share"], "--password",
            KeybackupRun.Secret(_directory, "pass", KeybackupRun.Passphrase), "-v").MustSucceed();
        Assert.Equal(KeybackupRun.Passphrase, File.ReadAllText(_directory["seen"]));
        string arguments = File.ReadAllText(_directory["arguments"]);
        Assert.Contains("--password env:KEYBACKUP_PASSWORD", arguments, StringComparison.Ordinal);
        Assert.DoesNotContain(KeybackupRun.Passphrase, arguments + made.Output
            + made.Error, StringComparison.Ordinal);
        Assert.Equal("400", File.ReadAllText(_directory["mode"]).Trim());
        Assert.Equal("0", File.ReadAllText(_directory["core"]).Trim());
    }
}
