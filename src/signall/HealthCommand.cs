using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;
using DnssecToolkit.Operations.Unattended;
using DnssecToolkit.Reporting;

namespace DnssecToolkit.Signall;

/// <summary><c>signall health</c>.</summary>
internal sealed class HealthCommand
{
    private const int NagiosWarning = 1;
    private const int NagiosCritical = 2;
    private const int NagiosUnknown = 3;

    private readonly ConfigurationOptions _configuration = new();

    private readonly Option<bool> _nagios = new("--nagios")
    {
        Description =
            "Answer as monitors expect: one line, and status 0 good, 1 warning, 2 critical, 3 unknown",
    };

    private readonly Option<string> _maximumAge = new("--max-age")
    {
        Description = "How long ago the last run may be",
        HelpName = "DURATION",
        DefaultValueFactory = _ => "3h",
    };

    private readonly Option<bool> _tryKeys = new("--try-keys")
    {
        Description = "Also let each key that signs make a few signatures, in its token where it is in one",
    };

    private readonly TokenUseOptions _tokens = new();

    /// <summary>Makes the command.</summary>
    internal Command Create()
    {
        Command command = new("health",
            "Looks at runs, clock, disks, keys, signatures and what servers answer; status 1 where somebody has to look")
        {
            _configuration.File, _nagios, _maximumAge, _tryKeys,
        };
        return command.WithConfigured(_tokens).Does(Look)
            .WithExample("signall health --nagios", "Let a monitor look every five minutes.")
            .WithExample("signall health --try-keys",
                "Once a day, see that every key can sign, in its token too.");
    }

    private ExitStatus Look(ToolRun run)
    {
        if (!run.Options.GetValue(_nagios))
        {
            return Tell(run);
        }

        SignerConfiguration configuration;
        try
        {
            configuration = ReadOrTell(run);
        }
        catch (UsageException failure) when (failure.InnerException is not UnauthorizedAccessException)
        {
            run.Console.Output.WriteLine($"DNSSEC CRITICAL: runs sign nothing: {failure.Message}");
            return (ExitStatus)NagiosCritical;
        }
        catch (UsageException failure) // a monitor's user who may not read it knows nothing of runs
        {
            return Unknown(failure, run);
        }

        try
        {
            IReadOnlyList<HealthRemark> remarks = RemarksOf(configuration, run);
            StatusLevel level = remarks.Select(remark => remark.Level).DefaultIfEmpty(StatusLevel.Good).Max();
            string word = level switch
            {
                StatusLevel.Good => "OK",
                StatusLevel.Attention => "WARNING",
                _ => "CRITICAL"
            };
            run.Console.Output.WriteLine(remarks.Count == 0 ? "DNSSEC OK"
                : $"DNSSEC {word}: {string.Join("; ", remarks.Select(remark => remark.Message))}");
            return (ExitStatus)(level switch
            {
                StatusLevel.Good => 0,
                StatusLevel.Attention => NagiosWarning,
                _ => NagiosCritical
            });
        }
        catch (ToolkitException failure)
        {
            return Unknown(failure, run);
        }
    }

    private static ExitStatus Unknown(ToolkitException failure, ToolRun run)
    {
        run.Console.Output.WriteLine($"DNSSEC UNKNOWN: {failure.Message}");
        return (ExitStatus)NagiosUnknown;
    }

    private IReadOnlyList<HealthRemark> RemarksOf(SignerConfiguration configuration, ToolRun run)
    {
        long maximumAge = ToolRun.PeriodOf("--max-age", run.Options.GetRequiredValue(_maximumAge))
            .SecondsFrom(run.Now);
        TellOfStuckRun(run, configuration);
        FleetStatus status = FleetStatus.Read(configuration, run.Now);
        IReadOnlyList<HealthRemark> remarks = HealthCheck.Run(
            status, maximumAge, MachineClock.IsSynchronised, run.GoesBySystemClock
                ? MachineClock.SinceBoot : null, run.Cancellation);
        return !run.Options.GetValue(_tryKeys) ? remarks
            : [.. remarks,
                .. HealthCheck.TryKeys(status, RunCommand.TokensOf(run, configuration, _tokens),
                    run.Cancellation)];
    }

    // A timer starts no second run beside one that hangs, so that no run would tell. What cannot be
    // remembered is left to the monitor: this command runs every few minutes.
    private static void TellOfStuckRun(ToolRun run, SignerConfiguration configuration)
    {
        StateDirectory state = StateDirectory.At(configuration.StateDirectory);
        if (!run.TimeWasGiven && RunLock.Stuck(state, run.Now, RunProblem.LongestRun) is { } stuck
            && RunProblem.Begins(state, stuck, run.Now) && RunProblem.Note(state, stuck, run.Now))
        {
            RunTelling.Send(stuck, configuration, run);
            _ = RunProblem.Remember(state, stuck, run.Now);
        }
    }

    // A run tells people of such a fault; this does where no run comes to it.
    private SignerConfiguration ReadOrTell(ToolRun run)
    {
        try
        {
            return _configuration.Read(run);
        }
        catch (UsageException failure)
        {
            if (!run.TimeWasGiven)
            {
                RunTelling.OfFaults(failure, run.Options.GetRequiredValue(_configuration.File), run);
            }

            if (!run.Options.GetValue(_nagios))
            {
                run.Console.Output.WriteLine($"bad: runs sign nothing: {failure.Message}");
            }

            throw;
        }
    }

    private ExitStatus Tell(ToolRun run)
    {
        IReadOnlyList<HealthRemark> remarks = RemarksOf(ReadOrTell(run), run);
        foreach (HealthRemark remark in remarks)
        {
            run.Console.Output.WriteLine(
                $"{(remark.Level == StatusLevel.Bad ? "bad" : "attention")}: {remark.Message}");
        }

        return remarks.Count == 0 ? ExitStatus.Done : ExitStatus.Refused;
    }
}
