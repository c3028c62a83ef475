using DnssecToolkit.CommandLine;
using DnssecToolkit.Tests.CommandLine;
using DnssecToolkit.Time;
using DnssecToolkit.Verifyzone;

namespace DnssecToolkit.Interop.Verification;

/// <summary>Runs verifyzone in this process, as a user would type it, on 15 November 2026.</summary>
/// <param name="Status">The exit status.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record VerifyzoneRun(ExitStatus Status, string Output, string Error)
{
    /// <summary>Runs it.</summary>
    public static VerifyzoneRun Run(params string[] arguments)
    {
        ToolTrial trial = ToolTrial.Run("verifyzone", VerifyzoneCommand.Create(),
            () => new Timestamp(1_794_700_800), arguments);
        return new VerifyzoneRun((ExitStatus)trial.Status, trial.Output, trial.Error);
    }
}
