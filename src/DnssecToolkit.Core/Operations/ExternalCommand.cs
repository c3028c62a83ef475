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

    /// <summary>Puts values in the place of <c>{zone}</c>, <c>{file}</c> and the like.</summary>
    internal static IReadOnlyList<string> Fill(IReadOnlyList<string> words, params (string Mark, string Value)[] values) =>
        [.. words.Select(word => values.Aggregate(word, (text, pair) => text.Replace($"{{{pair.Mark}}}", pair.Value, StringComparison.Ordinal)))];

    /// <summary>Runs a command to its end.</summary>
    /// <param name="words">The program's path, and its arguments.</param>
    /// <param name="input">What it reads on standard input.</param>
    /// <param name="timeout">How long it may take, in seconds; then it is ended with all that it started.</param>
    /// <param name="stop">Ends it too.</param>
    /// <returns>Null where it ended with status 0; else what happened, as a lower-case clause with the end of what it said.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static string? Run(IReadOnlyList<string> words, string input, long timeout, CancellationToken stop)
    {
        string name = Path.GetFileName(words[0]);
        StringBuilder said = new();
        using Process process = new()
        {
            StartInfo = new ProcessStartInfo(words[0], words.Skip(1))
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.OutputDataReceived += (_, line) => Keep(said, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(said, line.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            return $"{words[0]} cannot be started: {e.Message}";
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Feed(process, input);
        return Await(process, timeout, stop)
            ? process.ExitCode == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{name} ended with status {process.ExitCode}{Said(said)}")
            : string.Create(CultureInfo.InvariantCulture, $"{name} was still running after {timeout} s and was ended{Said(said)}");
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
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeSpan.FromSeconds(timeout));
        try
        {
            process.WaitForExitAsync(limit.Token).GetAwaiter().GetResult();
            return true;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            stop.ThrowIfCancellationRequested();
            return false;
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
