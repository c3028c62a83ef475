using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Verification;

namespace DnssecToolkit.Verifyzone;

/// <summary>Lets the verifier's progress draw the tool's bars.</summary>
internal sealed class StageForwarder(ProgressDisplay display) : IProgress<VerificationProgress>
{
    /// <inheritdoc/>
    public void Report(VerificationProgress value) =>
        display.Report(new StageProgress(value.Stage, value.Done, value.Total));
}
