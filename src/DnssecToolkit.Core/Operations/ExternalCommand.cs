using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace DnssecToolkit.Operations;

/// <summary>Runs a command of the configuration: no shell, bounded time, bounded output.</summary>
public static class ExternalCommand
{
    private const int MostShown = 400;
    private const int MostKept = 8_192;
    private const int Slice = 100; // milliseconds
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1); // for the last words of a command that has ended

    /// <summary>Puts values in the place of <c>{zone}</c>, <c>{file}</c> and the like.</summary>
    internal static IReadOnlyList<string> Fill(IReadOnlyList<string> words,
        params (string Mark, string Value)[] values) =>
        [.. words.Select(word => values.Aggregate(word, (text, pair) =>
            text.Replace($"{{{pair.Mark}}}", pair.Value, StringComparison.Ordinal)))];

    /// <summary>Runs a command to its end.</summary>
    /// <param name="words">The program's path, and its arguments.</param>
    /// <param name="input">What it reads on standard input.</param>
    /// <param name="timeout">How long it may take, in seconds; then it is ended with all that it
    /// started.</param>
    /// <param name="stop">Ends it too.</param>
    /// <returns>Null where it ended with status 0; else what happened, as a lower-case clause with the end of
    /// what it said.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static string? Run(IReadOnlyList<string> words, string input, long timeout,
        CancellationToken stop) =>
        RunForStatus(words, input, timeout, stop).Fault;

    /// <summary>Runs a command to its end, as <see cref="Run"/> does.</summary>
    /// <returns>Its status, or null where it has none, and what <see cref="Run"/> gives.</returns>
    internal static (int? Status, string? Fault) RunForStatus(
        IReadOnlyList<string> words, string input, long timeout, CancellationToken stop)
    {
        string name = Path.GetFileName(words[0]);
        StringBuilder said = new();
        (int? status, string? fault) = Start(
            new ProcessStartInfo(words[0], words.Skip(1)), input, timeout, line => Keep(said, line), stop);
        return (status, status switch
        {
            _ when fault is not null => fault,
            null => string.Create(CultureInfo.InvariantCulture,
                $"{name} was still running after {timeout} s and was ended{Said(said)}"),
            0 => null,
            _ => string.Create(CultureInfo.InvariantCulture,
                $"{name} ended with status {status}{Said(said)}"),
        });
    }

    /// <summary>Runs a command to its end for what it says.</summary>
    /// <param name="start">The command and its environment; no secret among the arguments.</param>
    /// <param name="timeout">How long it may take, in seconds.</param>
    /// <param name="stop">Ends it too.</param>
    /// <returns>Its lines, and what went wrong as a clause, or null.</returns>
    internal static (IReadOnlyList<string> Lines, string? Fault) Capture(ProcessStartInfo start, long timeout,
        CancellationToken stop)
    {
        List<string> lines = [];
        (int? status, string? fault) = Start(start, "", timeout, line => KeepLine(lines, line), stop);
        string name = Path.GetFileName(start.FileName);
        string tail = string.Join(' ', lines.TakeLast(3).Select(line =>
            new string([.. line.Where(letter => !char.IsControl(letter))])));
        return (lines, fault ?? status switch
        {
            null => string.Create(CultureInfo.InvariantCulture,
                $"{name} was still running after {timeout} s and was ended"),
            0 => null,
            _ => string.Create(CultureInfo.InvariantCulture, $"{name} ended with status {status}: {tail}"),
        });
    }

    /// <summary>Runs a command that talks with people itself, at the tool's own terminal.</summary>
    /// <returns>What went wrong, as a clause, or null.</returns>
    internal static string? RunAttached(ProcessStartInfo start, CancellationToken stop)
    {
        try
        {
            using Process process = Process.Start(start)!;
            using CancellationTokenRegistration end =
                stop.Register(() => process.Kill(entireProcessTree: true));
            process.WaitForExit();
            stop.ThrowIfCancellationRequested();
            return process.ExitCode == 0 ? null
                : string.Create(CultureInfo.InvariantCulture,
                    $"{Path.GetFileName(start.FileName)} ended with status {process.ExitCode}");
        }
        catch (Win32Exception e)
        {
            return $"{start.FileName} cannot be started: {e.Message}";
        }
    }

    private static (int? Status, string? Fault) Start(
        ProcessStartInfo start, string input, long timeout, Action<string?> said, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested(); // one that is quick would run to its end, and the next with it
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using Process process = new() { StartInfo = start };
        process.OutputDataReceived += (_, line) => said(line.Data);
        process.ErrorDataReceived += (_, line) => said(line.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            return (null, $"{start.FileName} cannot be started: {e.Message}");
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Feed(process, input);
        return (Await(process, timeout, stop) ? process.ExitCode : null, null);
    }

    private static void KeepLine(List<string> lines, string? line)
    {
        lock (lines)
        {
            if (line is not null && lines.Count < MostKept)
            {
                lines.Add(line.Length <= MostShown ? line : line[..MostShown]);
            }
        }
    }

    private static void Feed(Process process, string input)
    {
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It does not want to read; its status tells whether that matters.
        }
    }

    private static bool Await(Process process, long timeout, CancellationToken stop)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!process.WaitForExit(Slice))
        {
            if (stop.IsCancellationRequested || watch.Elapsed >= TimeSpan.FromSeconds(timeout))
            {
                process.Kill(entireProcessTree: true);
                stop.ThrowIfCancellationRequested();
                return false;
            }
        }

        HearOut(process);
        return true;
    }

    // What it left running in the background has its pipes still, and may have them for days.
    private static void HearOut(Process process)
    {
        using CancellationTokenSource limit = new(Grace);
        try
        {
            process.WaitForExitAsync(limit.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            process.CancelOutputRead();
            process.CancelErrorRead();
        }
    }

    private static void Keep(StringBuilder said, string? line)
    {
        lock (said)
        {
            if (line is not null && said.Length < MostKept)
            {
                said.Append(line.AsSpan(0, Math.Min(line.Length, MostShown))).Append(' ');
            }
        }
    }

    private static string Said(StringBuilder said)
    {
        lock (said)
        {
            string text = new([.. said.ToString().Trim().Where(letter => !char.IsControl(letter))]);
            return text.Length == 0 ? "" : $": {(text.Length > MostShown ? $"…{text[^MostShown..]}" : text)}";
        }
    }
}
