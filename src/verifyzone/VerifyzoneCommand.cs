using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Verification;

namespace DnssecToolkit.Verifyzone;

/// <summary>The command line of <c>verifyzone</c>.</summary>
public static class VerifyzoneCommand
{
    /// <summary>Makes the command.</summary>
    public static RootCommand Create()
    {
        VerifyzoneOptions options = new();
        RootCommand root = new(
            "Checks a zone file, unsigned or signed, and says what is wrong,"
            + " what resolvers would see and what to do");
        options.AddTo(root);
        return root
            .Does(run => Verify(run, options))
            .WithExample(
                "verifyzone db.cr.signed --previous db.cr.published --margin 3d",
                "Check a signed zone against the version it is to replace;"
                + " every signature has to last three more days.");
    }

    private static ExitStatus Verify(ToolRun run, VerifyzoneOptions options)
    {
        if (options.CodeToExplain(run) is { } tag)
        {
            run.Console.Output.WriteLine(CheckExplanation.Of(tag, run.Json));
            return ExitStatus.Done;
        }

        InspectionRequest request = options.ToRequest(run);
        VerificationReport report;
        using (ProgressDisplay progress = run.ShowProgress())
        {
            report = ZoneInspection.Inspect(request, run.Cancellation, progress);
        }

        foreach ((Severity severity, string line) in ReportText.LinesOf(report, request.Path))
        {
            run.LogResult(severity, line);
        }

        if (run.Json)
        {
            ReportJson.Write(report, request.Path, run.Console.Output);
        }
        else if (!report.Sound || run.Console.Verbosity > Verbosity.Quiet)
        {
            ReportText.Write(report, request.Path, run.Console);
        }

        return report.CountOf(Severity.Fault) > 0
            || (options.FailsOnWarnings(run) && report.CountOf(Severity.Warning) > 0)
            ? ExitStatus.Refused : ExitStatus.Done;
    }
}
