using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace DnssecToolkit.Interop.Tokens.Stacks;

/// <summary>A foreign daemon that runs in the foreground of its own process, until it is stopped or half an
/// hour has passed.</summary>
/// <remarks>The limit is for test runs that are themselves killed: nothing stays behind for ever.</remarks>
public sealed partial class BackgroundProgram : IDisposable
{
    private const int SigTerm = 15;
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly List<string> _said = [];
    private readonly string _name;

    private BackgroundProgram(string name, Process process)
    {
        _name = name;
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>What it said so far.</summary>
    public string Log
    {
        get
        {
            lock (_said)
            {
                return string.Join('\n', _said);
            }
        }
    }

    /// <summary>Starts a program.</summary>
    public static BackgroundProgram Start(ForeignCommand command)
    {
        string path = ForeignTool.Find(command.Program)
            ?? throw new InvalidOperationException($"{command.Program} is not installed");
        ProcessStartInfo start = new(ForeignTool.Find("timeout")!, ["--foreground", "30m", path, .. command.Arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = command.Directory ?? "",
        };
        foreach ((string name, string value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        return new BackgroundProgram(command.Program, Process.Start(start)!);
    }

    /// <summary>Waits until something holds; fails when the program ends before or it takes longer than two
    /// minutes.</summary>
    public void WaitUntil(string what, Func<bool> holds)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (!holds())
        {
            if (HasExited || waited.Elapsed > TimeSpan.FromMinutes(2))
            {
                string end = HasExited
                    ? string.Create(CultureInfo.InvariantCulture, $"ended with {_process.ExitCode}")
                    : "took too long";
                throw new InvalidOperationException($"{_name}: {what}: it {end}; it said:\n{Log}");
            }

            Thread.Sleep(50);
        }
    }

    /// <summary>Kills it as a fault would: it cannot tidy up.</summary>
    public void Kill()
    {
        if (!HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(StopTimeout);
        }
    }

    /// <summary>Asks it to end, and kills it if it does not.</summary>
    public void Dispose()
    {
        if (!HasExited)
        {
            _ = kill(_process.Id, SigTerm);
            _ = _process.WaitForExit(StopTimeout);
        }

        Kill();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (_said)
            {
                _said.Add(line);
            }
        }
    }

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
