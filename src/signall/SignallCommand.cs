using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;

namespace DnssecToolkit.Signall;

/// <summary>The command line of <c>signall</c>.</summary>
public static class SignallCommand
{
    /// <summary>Makes the command.</summary>
    public static RootCommand Create()
    {
        SigningOptions options = new();
        RootCommand root =
            new("Signs a zone: reads it as BIND does, signs on all cores, proves the result, then installs it");
        options.AddTo(root);
        HoldCommands holds = new();
        root.Subcommands.Add(new RunCommand().Create());
        root.Subcommands.Add(new StatusCommand().Create());
        root.Subcommands.Add(new WhyCommand().Create());
        root.Subcommands.Add(new HealthCommand().Create());
        root.Subcommands.Add(holds.CreateHold());
        root.Subcommands.Add(holds.CreateRelease());
        root.Subcommands.Add(new ForgetCommand().Create());
        StandbyCommand standby = new();
        root.Subcommands.Add(standby.Create());
        root.Subcommands.Add(standby.CreatePromote());
        root.Subcommands.Add(new ConfigCommand().Create());
        return root
            .Does(run => Sign(run, options))
            .WithExample(
                "signall --zone-file db.cr --keys /var/lib/dnssec/keys --output db.cr.signed",
                "Sign db.cr with the keys K*.private there; run again each hour, it keeps the signatures that are still fresh.");
    }

    private static ExitStatus Sign(ToolRun run, SigningOptions options)
    {
        ZoneSigningJob job = options.ToJob(run);
        FindingList findings = new();
        try
        {
            ZoneSigningReport report;
            using (ProgressDisplay progress = run.ShowProgress())
            {
                report = ZoneSigningRun.Run(job, findings, progress, run.Cancellation);
            }

            SigningReportText.Log(report, run);
            if (run.Json)
            {
                SigningReportJson.Write(report, findings, run);
            }
            else
            {
                SigningReportText.Say(report, run.Console);
            }

            return report.Unrecorded is { } unrecorded ? Unrecorded(unrecorded, run) : ExitStatus.Done;
        }
        finally
        {
            run.Report(findings);
        }
    }

    private static ExitStatus Unrecorded(UnwritableOutputException failure, ToolRun run)
    {
        run.Console.Error(failure.Message);
        run.Console.Hint(failure.Hint!);
        return FailureReport.StatusOf(failure);
    }
}
