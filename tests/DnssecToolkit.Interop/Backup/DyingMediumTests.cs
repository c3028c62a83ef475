using System.Globalization;

namespace DnssecToolkit.Interop.Backup;

/// <summary>Media that die under a call of the system, by strace's fault injection: while they are written,
/// flushed, read back, and read.</summary>
public sealed class DyingMediumTests : IDisposable
{
    private const int MostSteps = 40;

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
        KeybackupRun.RunTool("keyall", "key", "generate", "--zone", "example.", "--keys", _directory["keys"])
            .MustSucceed();
    }

    public void Dispose() => _directory.Dispose();

    [TracedTheory]
    [InlineData("write,pwrite64", "cannot be written")]
    [InlineData("fsync,fdatasync", "cannot be written")]
    [InlineData("read,pread64", "could not be read back")]
    public void A_medium_that_dies_is_named_and_the_other_has_the_whole_set(string calls, string said)
    {
        ForeignRun made = Traced(calls, [_directory["dying/set"], _directory["dying/.set.new"]], "create",
            "-K", _directory["keys"], "--journal", _directory["journal"],
            "--output", _directory["dying/set"], "--output", _directory["good/set"], "--passphrase",
            _passphrase, "--cost", "12");
        Assert.Equal(5, made.ExitCode);
        Assert.Contains(_directory["dying/set"], made.Error, StringComparison.Ordinal);
        Assert.Contains(said, made.Error, StringComparison.Ordinal);
        Assert.Contains(
            $"was read back from {_directory["good/set"]}, and is not on {_directory["dying/set"]}", made.Error,
            StringComparison.Ordinal);
        KeybackupRun.Run("verify", _directory["good/set"], "--passphrase", _passphrase).MustSucceed();
        Assert.Equal(calls == "read,pread64", File.Exists(_directory["dying/set"]));
    }

    [TracedFact]
    public void A_medium_that_dies_while_it_is_read_restores_nothing()
    {
        KeybackupRun.Run("create", "-K", _directory["keys"], "--journal", _directory["journal"], "--output",
            _directory["dying/set"], "--passphrase", _passphrase, "--cost", "12").MustSucceed();
        ForeignRun restored = Traced("read,pread64", [_directory["dying/set"]], "restore",
            _directory["dying/set"], "--output", _directory["restored"], "--passphrase", _passphrase);
        Assert.Equal(3, restored.ExitCode);
        Assert.Contains($"{_directory["dying/set"]}: cannot be read", restored.Error,
            StringComparison.Ordinal);
        Assert.Contains("is the medium in", restored.Error, StringComparison.Ordinal);
        Assert.False(Path.Exists(_directory["restored"]));
        Assert.False(Path.Exists(_directory[".restored.partial"]));
    }

    /// <summary>Killed at each call in turn that changes something, until a restore comes through: never a
    /// part under its name, and the next one succeeds.</summary>
    [TracedTheory]
    [InlineData("pwrite64,write")]
    [InlineData("mkdir,mkdirat")]
    [InlineData("rename,renameat,renameat2")]
    public void A_restore_that_is_killed_leaves_nothing_in_part_under_its_name(string calls)
    {
        KeybackupRun.Run("create", "-K", _directory["keys"], "--output", _directory["good/set"],
            "--passphrase", _passphrase, "--cost", "12").MustSucceed();
        int killed = 0;
        for (int step = 1; step < MostSteps; step++)
        {
            ForeignRun run = ForeignTool.Run("strace",
            [
                "-f", "-o", _directory["trace"], "-e", $"trace={calls}", "-e",
                string.Create(CultureInfo.InvariantCulture, $"inject={calls}:signal=KILL:when={step}"),
                .. Restore,
            ]);
            if (run.Succeeded)
            {
                break;
            }

            killed++;
            AssertWholeOrAbsent();
            ForeignTool.Run(Restore[0], Restore[1..]).MustSucceed();
            AssertWholeOrAbsent();
        }

        Assert.InRange(killed, 1, MostSteps - 2);
    }

    /// <summary>The second begins while the first, which strace stops, has the first of its files on the
    /// disk.</summary>
    [TracedFact]
    public async Task Of_two_restores_at_once_the_second_is_refused_and_the_first_is_whole()
    {
        KeybackupRun.Run("create", "-K", _directory["keys"], "--output", _directory["good/set"],
            "--passphrase", _passphrase,
            "--cost", "12").MustSucceed();
        Task<ForeignRun> first = Task.Run(() => ForeignTool.Run("strace",
        [
            "-f", "-o", _directory["trace"], "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:signal=STOP:when=1", .. Restore,
        ]));
        Assert.True(SpinWait.SpinUntil(() => StoppedIn(_directory["trace"]) is not null
            || first.IsCompleted, TimeSpan.FromMinutes(1)));
        ForeignRun second = ForeignTool.Run(Restore[0], Restore[1..]);
        Assert.Equal(6, second.ExitCode);
        Assert.Contains("another restore is making this directory", second.Error, StringComparison.Ordinal);
        Assert.False(first.IsCompleted);
        while (!first.IsCompleted) // each thread is stopped at its first
        {
            ForeignTool.Run("kill", "-CONT", StoppedIn(_directory["trace"])!);
            await Task.Delay(100);
        }

        (await first).MustSucceed();
        Assert.Equal(2, Directory.GetFiles(_directory["restored/keys"]).Length);
    }

    // A thread of the process that strace has written down as stopped, or null.
    private static string? StoppedIn(string trace) => !File.Exists(trace) ? null
        : File.ReadLines(trace)
        .FirstOrDefault(line =>
            line.EndsWith("--- stopped by SIGSTOP ---", StringComparison.Ordinal))?.Split(' ')[0];

    [TracedTheory]
    [InlineData("pwrite64,write", "ENOSPC")]
    [InlineData("fsync,fdatasync", "EIO")]
    public void A_disk_that_is_full_or_dies_is_left_as_it_was(string calls, string error)
    {
        KeybackupRun.Run("create", "-K", _directory["keys"], "--output", _directory["good/set"],
            "--passphrase", _passphrase, "--cost", "12").MustSucceed();
        string half = Path.GetFileName(Directory.GetFiles(_directory["keys"], "*.private")[0]);
        ForeignRun refused = ForeignTool.Run("strace",
        [
            "-f", "-o", _directory["trace"], "-P", _directory[$".restored.partial/keys/{half}"], "-e", $"trace={calls}", "-e",
            $"inject={calls}:error={error}", .. Restore,
        ]);
        Assert.Equal(5, refused.ExitCode);
        Assert.Contains("nothing was restored", refused.Error, StringComparison.Ordinal);
        Assert.False(Path.Exists(_directory["restored"]));
        Assert.False(Path.Exists(_directory[".restored.partial"]));
    }

    private string[] Restore =>
    [
        Path.Combine(AppContext.BaseDirectory,
            "keybackup"), "restore", _directory["good/set"], "--output", _directory["restored"], "--passphrase", _passphrase,
    ];

    // And then absent, for the next one.
    private void AssertWholeOrAbsent()
    {
        if (Path.Exists(_directory["restored"]))
        {
            Assert.Equal(2, Directory.GetFiles(_directory["restored/keys"]).Length);
            Assert.False(Path.Exists(_directory[".restored.partial"]));
            Directory.Delete(_directory["restored"], recursive: true);
        }
    }

    // Not with --seccomp-bpf: under it strace misses most injections.
    private ForeignRun Traced(string calls, string[] paths, params string[] arguments) =>
        ForeignTool.Run("strace",
    [
        "-f", "-o", _directory["trace"], .. paths.SelectMany(path => (string[])["-P",
            path]), "-e", $"trace={calls}", "-e", $"inject={calls}:error=EIO",
        Path.Combine(AppContext.BaseDirectory, "keybackup"), .. arguments,
    ]);
}
