using System.Diagnostics;

namespace DnssecToolkit.Interop.Foreign;

/// <summary>Runs programs that we did not write (BIND's, ldns's, Knot's, validns, OpenSSL's) and captures
/// what they say.</summary>
public static class ForeignTool
{
    /// <summary>How long a program may take unless the caller says otherwise.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(2);

    // Debian keeps servers and some checkers in the administrator's directories, which a user's PATH leaves
    // out.
    private static readonly string[] AlwaysSearched = ["/usr/bin", "/usr/sbin", "/sbin", "/usr/local/bin",
        "/usr/local/sbin"];

    /// <summary>Gives the program's full path, or null where it is not installed.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(AlwaysSearched)
            .Select(directory => Path.Combine(directory, program))
            .FirstOrDefault(File.Exists);

    /// <summary>Runs a program to its end in the directory of this test run.</summary>
    public static ForeignRun Run(string program, params string[] arguments) =>
        RunIn(null, program, arguments);

    /// <summary>Runs a program to its end in a directory of the caller's choice.</summary>
    public static ForeignRun RunIn(string? directory, string program, params string[] arguments) =>
        Run(new ForeignCommand(program, arguments) { Directory = directory });

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="TimeoutException">It was still running after the command's timeout; it has been
    /// ended.</exception>
    public static ForeignRun Run(ForeignCommand command)
    {
        using Process process = Start(command);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(command.Input);
        process.StandardInput.Close();
        if (!process.WaitForExit(command.Timeout))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{command} was still running after {command.Timeout}");
        }

        Task.WaitAll(output, error);
        return new ForeignRun(command.ToString(), process.ExitCode, output.Result, error.Result);
    }

    private static Process Start(ForeignCommand command)
    {
        string path = Find(command.Program)
            ?? throw new InvalidOperationException($"{command.Program} is not installed");
        ProcessStartInfo start = new(path, command.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = command.Directory ?? "",
        };
        foreach ((string name, string value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
