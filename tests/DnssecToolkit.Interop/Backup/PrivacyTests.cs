using System.Diagnostics;
using System.Globalization;

namespace DnssecToolkit.Interop.Backup;

/// <summary>What keybackup has in memory stays there: no core file, no debugger of the same user, and secrets out of swap.</summary>
public sealed class PrivacyTests : IDisposable
{
    // Ends each command by SIGABRT once it is under way, and says whether the system wrote a core file.
    private const string Aborting = """
        import glob, os, resource, signal, sys, time
        def locked(pid):
            return any(line.startswith('VmLck:') and int(line.split()[1]) > 0 for line in open('/proc/%d/status' % pid))
        hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
        resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
        os.chdir(sys.argv[1])
        for command, ready in ((['sleep', '60'], lambda pid: os.readlink('/proc/%d/exe' % pid).endswith('/sleep')), (sys.argv[2:], locked)):
            pid = os.fork()
            if pid == 0:
                os.execvp(command[0], command)
            end = time.time() + 30
            while not ready(pid) and time.time() < end:
                time.sleep(0.01)
            time.sleep(0.05)
            ended = 0
            while not ended: # .NET takes the first for itself
                os.kill(pid, signal.SIGABRT)
                time.sleep(0.05)
                ended, state = os.waitpid(pid, os.WNOHANG)
            files = glob.glob('core*')
            print(os.path.basename(command[0]), os.WIFSIGNALED(state) and os.WTERMSIG(state) == signal.SIGABRT, os.WCOREDUMP(state) or bool(files), flush=True)
            for file in files:
                os.remove(file)
        """;

    private static readonly string[] WithoutRight = ["setpriv", "--bounding-set", "-ipc_lock", "--inh-caps",
        "-ipc_lock"];

    private readonly TemporaryDirectory _directory = new();

    public PrivacyTests() => _directory.Write("keyindex", "dn type alg tag publish start end remove\n");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_process_that_knows_a_passphrase_leaves_no_core_file_and_is_locked_against_swap()
    {
        string[] command = Creation(cost: 20);
        ProcessStartInfo start = new(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        using Process process = Process.Start(start)!;
        string limits = "";
        long locked = 0;
        while (!process.HasExited && locked == 0) // scrypt takes seconds and a GiB at this cost
        {
            limits = File.ReadAllText($"/proc/{process.Id}/limits");
            locked = LockedKilobytes(process.Id);
        }

        Assert.InRange(locked, 1, long.MaxValue);
        Assert.Contains("Max core file size        0", limits, StringComparison.Ordinal);
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Each tool waits for a named pipe that nobody writes to.</summary>
    [ForeignToolTheory("mkfifo")]
    [InlineData("signall", "--zone-file", "--keys . --output signed")]
    [InlineData("keyall", "show --keyindex", "")]
    [InlineData("verifyzone", "--origin example.", "")]
    public void No_tool_leaves_a_core_file(string tool, string before, string after)
    {
        ForeignTool.Run("mkfifo", _directory["pipe"]).MustSucceed();
        string[] arguments = [.. before.Split(' '), _directory["pipe"],
            .. after.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        using Process process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, tool), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _directory.FullName,
        })!;
        string core = "";
        for (Stopwatch watch = Stopwatch.StartNew(); core != "0" && !process.HasExited
            && watch.Elapsed < TimeSpan.FromMinutes(2); Thread.Sleep(10))
        {
            core = File.ReadLines($"/proc/{process.Id}/limits")
                .Single(line => line.StartsWith("Max core file size", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[4];
        }

        Assert.False(process.HasExited);
        process.Kill();
        process.WaitForExit();
        Assert.Equal("0", core);
    }

    /// <summary>A program of the system that ends in the same way shows whether core files are to be had here at all.</summary>
    [ForeignToolFact("python3")]
    public void A_process_that_aborts_with_a_passphrase_in_memory_leaves_no_core_file()
    {
        Directory.CreateDirectory(_directory["cores"]);
        string[] lines = ForeignTool.Run("python3",
            ["-c", Aborting, _directory["cores"], .. Creation(cost: 20)]).MustSucceed()
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("sleep True ", lines[0], StringComparison.Ordinal);
        Assert.Equal("keybackup True False", lines[1]);
        Assert.False(File.Exists(_directory["set"]));
    }

    [ForeignToolFact("prlimit", "setpriv")]
    public void Secrets_that_the_system_does_not_lock_are_owned_up_to_once()
    {
        ForeignRun made = Limited("0:0");
        Assert.Single(made.Error.Split('\n'),
            line => line.Contains("could not be locked into memory (mlock; RLIMIT_MEMLOCK is 0)",
                StringComparison.Ordinal));
        Assert.Contains("LimitMEMLOCK=", made.Error, StringComparison.Ordinal);
    }

    [ForeignToolFact("prlimit", "setpriv")]
    public void What_may_be_locked_is_raised_to_what_the_administrator_allows() =>
        Assert.DoesNotContain("RLIMIT_MEMLOCK", Limited("0:8388608").Error, StringComparison.Ordinal);

    private string[] Creation(int cost) =>
    [
        Path.Combine(AppContext.BaseDirectory,
            "keybackup"), "create", "--keyindex", _directory["keyindex"], "--output", _directory["set"],
        "--passphrase", KeybackupRun.Secret(_directory, "pass", KeybackupRun.Passphrase), "--cost",
        cost.ToString(CultureInfo.InvariantCulture),
    ];

    // Without the right of root to lock as much as there is.
    private ForeignRun Limited(string limit) => ForeignTool.Run(
        "prlimit", [$"--memlock={limit}", .. Environment.IsPrivilegedProcess
            ? WithoutRight : [], .. Creation(cost: 12)]).MustSucceed();

    private static long LockedKilobytes(int process) => long.Parse(
        File.ReadLines($"/proc/{process}/status")
            .First(line => line.StartsWith("VmLck:", StringComparison.Ordinal))
            .Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
