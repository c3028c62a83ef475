namespace DnssecToolkit.Interop.Backup;

/// <summary>Media that die under a call of the system, by strace's fault injection: while they are written, flushed, read back, and read.</summary>
public sealed class DyingMediumTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _passphrase;

    public DyingMediumTests()
    {
        foreach (string directory in (string[])["dying", "good", "keys"])
        {
            Directory.CreateDirectory(_directory[directory]);
        }

        _passphrase = KeybackupRun.Secret(_directory, "pass", KeybackupRun.Passphrase);
        File.WriteAllBytes(_directory["journal"], new byte[300_000]);
        KeybackupRun.RunTool("keyall", "key", "generate", "--zone", "example.", "--keys", _directory["keys"]).MustSucceed();
    }

    public void Dispose() => _directory.Dispose();

    [ForeignToolTheory("strace")]
    [InlineData("write,pwrite64", "cannot be written")]
    [InlineData("fsync,fdatasync", "cannot be written")]
    [InlineData("read,pread64", "could not be read back")]
    public void A_medium_that_dies_is_named_and_the_other_has_the_whole_set(string calls, string said)
    {
        ForeignRun made = Traced(calls, [_directory["dying/set"], _directory["dying/.set.new"]], "create", "-K", _directory["keys"], "--journal", _directory["journal"],
            "--output", _directory["dying/set"], "--output", _directory["good/set"], "--passphrase", _passphrase, "--cost", "12");
        Assert.Equal(5, made.ExitCode);
        Assert.Contains(_directory["dying/set"], made.Error, StringComparison.Ordinal);
        Assert.Contains(said, made.Error, StringComparison.Ordinal);
        Assert.Contains("1 of 2 media have this set", made.Error, StringComparison.Ordinal);
        KeybackupRun.Run("verify", _directory["good/set"], "--passphrase", _passphrase).MustSucceed();
        Assert.Equal(calls == "read,pread64", File.Exists(_directory["dying/set"]));
    }

    [ForeignToolFact("strace")]
    public void A_medium_that_dies_while_it_is_read_restores_nothing()
    {
        KeybackupRun.Run("create", "-K", _directory["keys"], "--journal", _directory["journal"], "--output", _directory["dying/set"], "--passphrase", _passphrase, "--cost", "12").MustSucceed();
        ForeignRun restored = Traced("read,pread64", [_directory["dying/set"]], "restore", _directory["dying/set"], "--output", _directory["restored"], "--passphrase", _passphrase);
        Assert.Equal(3, restored.ExitCode);
        Assert.Contains($"{_directory["dying/set"]}: cannot be read", restored.Error, StringComparison.Ordinal);
        Assert.Contains("is the medium in", restored.Error, StringComparison.Ordinal);
        Assert.False(Path.Exists(_directory["restored"]));
        Assert.False(Path.Exists(_directory[".restored.partial"]));
    }

    // Not with --seccomp-bpf: under it strace misses most injections.
    private ForeignRun Traced(string calls, string[] paths, params string[] arguments) => ForeignTool.Run("strace",
    [
        "-f", "-o", _directory["trace"], .. paths.SelectMany(path => (string[])["-P", path]), "-e", $"trace={calls}", "-e", $"inject={calls}:error=EIO",
        Path.Combine(AppContext.BaseDirectory, "keybackup"), .. arguments,
    ]);
}
