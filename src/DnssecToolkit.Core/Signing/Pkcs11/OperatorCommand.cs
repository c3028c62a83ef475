using System.ComponentModel;
using System.Diagnostics;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>The operator's command that brings a device back: the last step of recovery.</summary>
internal static class OperatorCommand
{
    /// <summary>Runs it.</summary>
    /// <param name="hosting">Has the command, takes what it prints, and hears the caller's wish to
    /// stop.</param>
    /// <param name="deadline">How long it may take.</param>
    /// <returns>Why it did not help, or null.</returns>
    /// <exception cref="OperationCanceledException">The caller wished to stop.</exception>
    internal static TokenFault? Run(TokenHosting hosting, TimeSpan deadline)
    {
        IReadOnlyList<string> command = hosting.RestartCommand;
        try
        {
            ProcessStartInfo start = new(command[0], command.Skip(1))
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            ProcessEnvironment.Withhold(start.Environment);
            using Process process = Process.Start(start)!;
            HearOut(process, hosting);
            using CancellationTokenRegistration stopped = hosting.Stop.Register(
                () => process.Kill(entireProcessTree: true));
            process.StandardInput.Close();
            if (!process.WaitForExit(deadline))
            {
                process.Kill(entireProcessTree: true);
                return new TokenFault(
                    $"the operator's command ran longer than {deadline.TotalSeconds:0} seconds", null, null);
            }

            hosting.Stop.ThrowIfCancellationRequested();
            return process.ExitCode == 0 ? null
                : new TokenFault($"the operator's command ended with status {process.ExitCode}", null, null);
        }
        catch (Win32Exception fault)
        {
            return new TokenFault($"the operator's command does not start: {fault.Message}", null, null);
        }
    }

    // What the command prints goes where a module's lines go: standard output is for the tool's own report.
    private static void HearOut(Process command, TokenHosting hosting)
    {
        Action<string> tell = line =>
            hosting.Tell(new(TokenEventKind.Printed, "the operator's command", line));
        _ = HostPrintouts.ReadAsync(command.StandardOutput, tell);
        _ = HostPrintouts.ReadAsync(command.StandardError, tell);
    }
}
