using System.Globalization;

namespace DnssecToolkit.Interop.Backup;

/// <summary>Sets sent to a second site by rsync, sftp and a command of one's own: whole, cut off midway, damaged on the way.</summary>
public sealed class SendTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public SendTests()
    {
        string passphrase = KeybackupRun.Secret(_directory, "pass", KeybackupRun.Passphrase);
        Directory.CreateDirectory(_directory["keys"]);
        KeybackupRun.RunTool("keyall", "key", "generate", "--zone", "example.", "--keys", _directory["keys"])
            .MustSucceed();
        File.WriteAllBytes(_directory["journal"], new byte[400_000]);
        KeybackupRun.Run(
            "create", "-K", _directory["keys"], "--journal", _directory["journal"], "--output",
            _directory["set"], "--passphrase", passphrase, "--cost", "12").MustSucceed();
        Directory.CreateDirectory(_directory["far"]);
    }

    public void Dispose() => _directory.Dispose();

    [ForeignToolFact("rsync")]
    public void Rsync_sends_a_set_and_the_register_has_its_place()
    {
        Send("--register", _directory["copies"]).MustSucceed();
        AssertArrived();
        Assert.Contains(_directory["far/set"], File.ReadAllText(_directory["copies"]),
            StringComparison.Ordinal);
        KeybackupRun.Run("status", "--register", _directory["copies"], "-K", _directory["keys"])
            .MustSucceed();
    }

    [ForeignToolFact("rsync", "sh")]
    public void Rsync_goes_on_where_it_was_cut_off()
    {
        string program = Script("flaky-rsync", $$"""
            #!/bin/sh
            case "$*" in *ignore-existing*) ;; *) exec rsync "$@" ;; esac
            if [ ! -e {{_directory["cut"]}} ]; then
                touch {{_directory["cut"]}}
                mkdir {{_directory["far/.keybackup"]}}
                head -c 300000 {{_directory["set"]}} > {{_directory["far/.keybackup/set"]}}
                echo "connection lost" >&2
                exit 12
            fi
            exec rsync --stats "$@" > {{_directory["stats"]}}
            """);
        ForeignRun sent = Send("--program", program, "--pause", "0").MustSucceed();
        Assert.Contains("attempt 1 of 5", sent.Error, StringComparison.Ordinal);
        AssertArrived();
        string literal = File.ReadLines(_directory["stats"])
            .First(line => line.StartsWith("Literal data:", StringComparison.Ordinal));
        int octets = int.Parse(string.Concat(literal.Where(char.IsAsciiDigit)), CultureInfo.InvariantCulture);
        Assert.InRange(octets, 1, 300_000);
        Assert.Equal([_directory["far/set"]], Directory.GetFileSystemEntries(_directory["far"]));
    }

    [ForeignToolFact("rsync", "sh")]
    public void Rsync_goes_on_with_the_beginning_of_the_set_that_is_in_its_place()
    {
        File.WriteAllBytes(_directory["far/set"], File.ReadAllBytes(_directory["set"])[..300_000]);
        Send().MustSucceed();
        AssertArrived();
    }

    [ForeignToolFact("rsync", "sh")]
    public void Rsync_writes_over_nothing_where_the_line_is_down_when_it_looks()
    {
        string program = Script("flaky-rsync", $$"""
            #!/bin/sh
            if [ ! -e {{_directory["cut"]}} ]; then
                touch {{_directory["cut"]}}
                echo "connection unexpectedly closed" >&2
                exit 255
            fi
            exec rsync "$@"
            """);
        AssertAnotherStays(() => Send("--program", program, "--pause", "0"));
    }

    [SftpFact]
    public void Sftp_writes_over_nothing_where_the_line_is_down_when_it_looks()
    {
        string program = Script("flaky-sftp", $$"""
            #!/bin/sh
            if [ ! -e {{_directory["cut"]}} ]; then
                touch {{_directory["cut"]}}
                exit 255
            fi
            exec sftp "$@"
            """);
        AssertAnotherStays(() => KeybackupRun.Run(
            "send", _directory["set"], "--transport", "sftp", "--program",
            $"{program} -q -D {SftpFactAttribute.Server}", "--to", ":" + _directory["far/set"],
            "--pause", "0"));
    }

    [SftpFact]
    public void Sftp_sends_a_new_set_and_goes_on_with_what_was_cut_off()
    {
        string[] send = ["send", _directory["set"], "--transport", "sftp", "--program",
            $"sftp -q -D {SftpFactAttribute.Server}", "--pause", "0"];
        KeybackupRun.Run([.. send, "--to", ":" + _directory["far/set"]]).MustSucceed();
        AssertArrived();
        byte[] set = File.ReadAllBytes(_directory["set"]);
        string digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(set));
        File.WriteAllBytes(_directory[$"far/again.{digest[..16]}.part"], set[..200_000]);
        KeybackupRun.Run([.. send, "--to", ":" + _directory["far/again"]]).MustSucceed();
        Assert.Equal(set, File.ReadAllBytes(_directory["far/again"]));
        Assert.Equal(2, Directory.GetFiles(_directory["far"]).Length);
    }

    [ForeignToolFact("sh")]
    public void A_command_of_ones_own_writes_over_nothing_where_the_line_is_down_when_it_looks()
    {
        string get = Script("get", $$"""
            #!/bin/sh
            if [ ! -e {{_directory["cut"]}} ]; then
                touch {{_directory["cut"]}}
                exit 255
            fi
            exec cp "$1" "$2"
            """);
        AssertAnotherStays(() => Send("--transport", "command", "--put", "/bin/cp {file} {to}", "--get", get
            + " {to} {file}", "--pause", "0", "--absent", "1"));
    }

    [ForeignToolFact("sh")]
    public void A_command_of_ones_own_is_not_run_while_nobody_knows_what_is_there()
    {
        ForeignRun refused = Send("--transport", "command", "--put", "/bin/cp {file} {to}", "--get",
            "/bin/cp {to} {file}", "--pause", "0", "--attempts", "2");
        Assert.Equal(5, refused.ExitCode);
        Assert.Contains("--absent 1", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_directory["far/set"]));
    }

    [SftpFact]
    public void Sftp_sends_a_set_and_goes_on_with_a_part()
    {
        byte[] set = File.ReadAllBytes(_directory["set"]);
        File.WriteAllBytes(_directory["far/set"], set[..200_000]);
        KeybackupRun.Run(
            "send", _directory["set"], "--transport", "sftp", "--program",
            $"sftp -q -D {SftpFactAttribute.Server}", "--to", ":" + _directory["far/set"]).MustSucceed();
        AssertArrived();
        ForeignRun again = KeybackupRun.Run(
            "send", _directory["set"], "--transport", "sftp", "--program",
            $"sftp -q -D {SftpFactAttribute.Server}", "--to", ":" + _directory["far/set"], "--json")
            .MustSucceed();
        Assert.Contains("\"attempts\": 0", again.Output, StringComparison.Ordinal);
    }

    [ForeignToolFact("sh")]
    public void A_command_that_fails_midway_is_run_again_and_at_last_given_up()
    {
        string put = Script("put", """
            #!/bin/sh
            # appends 150000 octets at a time, and fails unless all is there
            have=$(stat -c %s "$2" 2>/dev/null || echo 0)
            tail -c +$((have + 1)) "$1" | head -c 150000 >> "$2"
            cmp -s "$1" "$2"
            """);
        ForeignRun given = Own(put, "--attempts", "2");
        Assert.Equal(5, given.ExitCode);
        Assert.Contains("run the same command again", given.Error, StringComparison.Ordinal);
        Assert.Equal(300_000, new FileInfo(_directory["far/set"]).Length);
        Own(put, "--attempts", "3").MustSucceed();
        AssertArrived();
    }

    [ForeignToolFact("sh")]
    public void A_way_that_damages_what_it_carries_is_found_out()
    {
        string put = Script("put", "#!/bin/sh\ntr 'a' 'b' < \"$1\" > \"$2\"\n");
        ForeignRun refused = Own(put);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("[BACKUP-DIFFERS]", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_directory["copies"]));
    }

    [ForeignToolFact("sh")]
    public void A_file_that_is_another_is_never_written_over()
    {
        File.WriteAllText(_directory["far/set"], "another");
        ForeignRun refused = Own(Script("put", "#!/bin/sh\ncp \"$1\" \"$2\"\n"));
        Assert.Equal(1, refused.ExitCode);
        Assert.Equal("another", File.ReadAllText(_directory["far/set"]));
    }

    [ForeignToolFact("sh")]
    public void A_damaged_set_is_not_sent()
    {
        byte[] set = File.ReadAllBytes(_directory["set"]);
        set[^200_000] ^= 1;
        File.WriteAllBytes(_directory["set"], set);
        Assert.Equal(3, Own(Script("put", "#!/bin/sh\ncp \"$1\" \"$2\"\n")).ExitCode);
        Assert.False(File.Exists(_directory["far/set"]));
    }

    private void AssertAnotherStays(Func<ForeignRun> send)
    {
        File.WriteAllText(_directory["far/set"], "another");
        ForeignRun refused = send();
        Assert.True(File.Exists(_directory["cut"]), refused.Error);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("[BACKUP-DIFFERS]", refused.Error, StringComparison.Ordinal);
        Assert.Equal("another", File.ReadAllText(_directory["far/set"]));
    }

    private ForeignRun Send(params string[] options) =>
        KeybackupRun.Run(["send", _directory["set"], "--to", _directory["far/set"], .. options]);

    private ForeignRun Own(string put, params string[] options) => Send(
        ["--transport", "command", "--put", put
            + " {file} {to}", "--get", "/bin/cp {to} {file}", "--absent", "1", "--pause", "0", "--register",
            _directory["copies"], .. options]);

    private string Script(string name, string text)
    {
        string path = _directory.Write(name, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private void AssertArrived() =>
        Assert.Equal(File.ReadAllBytes(_directory["set"]), File.ReadAllBytes(_directory["far/set"]));
}
