using System.Diagnostics;
using System.Globalization;

namespace DnssecToolkit.Interop.Backup;

/// <summary>What keybackup has in memory stays there: no core file, no debugger of the same user, and secrets out of swap.</summary>
public sealed class PrivacyTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_process_that_knows_a_passphrase_leaves_no_core_file_and_is_locked_against_swap()
    {
        _directory.Write("keyindex", "dn type alg tag publish start end remove\n");

        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "keybackup"),
        [
            "create", "--keyindex", _directory["keyindex"], "--output", _directory["set"],
            "--passphrase", KeybackupRun.Secret(_directory, "pass", KeybackupRun.Passphrase), "--cost", "20",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
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

    private static long LockedKilobytes(int process) => long.Parse(
        File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmLck:", StringComparison.Ordinal))
            .Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
