using DnssecToolkit.CommandLine;
using DnssecToolkit.Keyall;
using DnssecToolkit.Tests.CommandLine;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>Runs keyall in this process, as a user would type it.</summary>
/// <param name="Status">The exit status.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record KeyallRun(ExitStatus Status, string Output, string Error)
{
    /// <summary>Runs it; a test's run remembers nothing for others.</summary>
    public static KeyallRun Run(params string[] arguments)
    {
        ToolTrial trial = ToolTrial.Run("keyall", KeyallCommand.Create(), () => new Timestamp(1_800_000_000),
            arguments);
        return new KeyallRun((ExitStatus)trial.Status, trial.Output, trial.Error);
    }

    /// <summary>Fails the test, showing what was said, unless it ended with a status.</summary>
    public KeyallRun MustEndWith(ExitStatus expected)
    {
        Assert.True(Status == expected, $"keyall ended with {Status} and said:\n{Output}{Error}");
        return this;
    }
}
