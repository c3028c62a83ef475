using System.Collections.Concurrent;
using System.Diagnostics;

namespace DnssecToolkit.Interop.Migration;

/// <summary>Another program that signs a zone in a directory of its own, until it is disposed.</summary>
internal sealed class PeerSigner : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly ConcurrentQueue<string?> _said = new();

    private PeerSigner(Process process) => _process = process;

    /// <summary>Starts a program that stays in the foreground.</summary>
    internal static PeerSigner Start(string program, params string[] arguments)
    {
        Process process = Process.Start(new ProcessStartInfo(ForeignTool.Find(program)!,
            arguments)
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        PeerSigner signer = new(process);
        process.OutputDataReceived += (_, line) => signer._said.Enqueue(line.Data);
        process.ErrorDataReceived += (_, line) => signer._said.Enqueue(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return signer;
    }

    /// <summary>Waits until what it makes is there.</summary>
    internal string Await(Func<string?> look)
    {
        for (Stopwatch waited = Stopwatch.StartNew(); waited.Elapsed < Patience
            && !_process.HasExited; Thread.Sleep(100))
        {
            if (look() is { } found)
            {
                return found;
            }
        }

        throw new InvalidOperationException(
            $"{_process.StartInfo.FileName} signed nothing, and said:\n{string.Join('\n', _said)}");
    }

    /// <summary>Waits until a server on loopback transfers the zone with signatures by two types of keys or
    /// one, and gives it.</summary>
    internal string AwaitTransfer(int port, string zone) => Await(() =>
    {
        ForeignRun run = ForeignTool.Run("dig", "@127.0.0.1", "-p", $"{port}", "+onesoa", "+nocomments",
            "+nocmd", "+nostats", "+tries=1", "+time=2", zone, "AXFR");
        return run.Succeeded && run.Output.Contains("RRSIG\tSOA", StringComparison.Ordinal)
            && run.Output.Contains("RRSIG\tDNSKEY", StringComparison.Ordinal)
            && run.Output.Contains("\tNSEC", StringComparison.Ordinal) ? run.Output : null;
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(TimeSpan.FromSeconds(10));
        }

        _process.Dispose();
    }
}
