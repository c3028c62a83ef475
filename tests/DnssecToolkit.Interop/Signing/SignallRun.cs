using DnssecToolkit.CommandLine;
using DnssecToolkit.Signall;
using DnssecToolkit.Tests.CommandLine;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Signing;

/// <summary>Runs signall in this process, as a user would type it.</summary>
/// <param name="Status">The exit status.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record SignallRun(ExitStatus Status, string Output, string Error)
{
    /// <summary>Runs it.</summary>
    public static SignallRun Run(params string[] arguments) =>
        Run(() => new Timestamp(1_800_000_000), arguments);

    /// <summary>Runs it by a clock of the test's choice.</summary>
    internal static SignallRun Run(Func<Timestamp> now, params string[] arguments)
    {
        ToolTrial trial = ToolTrial.Run("signall", SignallCommand.Create(), now, arguments);
        return new SignallRun((ExitStatus)trial.Status, trial.Output, trial.Error);
    }

    /// <summary>Fails the test, showing what was said, unless all went well.</summary>
    public SignallRun MustSucceed()
    {
        Assert.True(Status == ExitStatus.Done, $"signall ended with {Status} and said:\n{Output}{Error}");
        return this;
    }
}
