using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Operations.Unattended;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Verification;

namespace DnssecToolkit.Signall;

/// <summary><c>signall run</c>.</summary>
internal sealed class RunCommand
{
    private readonly ConfigurationOptions _configuration = new();
    private readonly TokenUseOptions _tokens = new();

    private readonly Argument<string[]> _zones = new("ZONE")
    {
        Description = "The zones to look at [default: all of the configuration]",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> _force = new("--force")
    {
        Description = "Work on the zones though nothing is due; fresh signatures are still kept",
    };

    private readonly Option<string[]> _accept = new("--accept")
    {
        Description =
            "A check that does not count in this run alone, for the zones that are named; needs --because; repeatable",
        HelpName = "CODE",
    };

    private readonly Option<string?> _because = new("--because")
    {
        Description = "Why, for the journal",
        HelpName = "TEXT",
    };

    private readonly Option<bool> _forReal = new("--for-real")
    {
        Description = "Install, reload and tell although --time says that it is another time",
    };

    private readonly Option<bool> _dryRun = new("--dry-run", "-n")
    {
        Description = "Say what would be done and why; touch no key and write nothing",
    };

    private readonly Option<string?> _lockWait = new("--lock-wait")
    {
        Description = "Wait this long for another run to end [default: 0]",
        HelpName = "DURATION",
    };

    private readonly Option<int?> _threads = new("--threads")
    {
        Description = "How many threads work at once [default: one a core]",
        HelpName = "N",
    };

    /// <summary>Makes the command.</summary>
    internal Command Create()
    {
        Command command = new("run", "Signs all zones of the configuration that need it, unattended: picks up, checks, signs, proves, installs, reloads, asks the server")
        {
            _zones, _configuration.File, _force, _accept, _because, _forReal, _dryRun, _lockWait, _threads,
        };
        return command.WithConfigured(_tokens).Does(Run)
            .WithExample("signall run",
                "Do what is due, from cron or a systemd timer, each hour; prints nothing where all is well.")
            .WithExample(
                "signall run co.cr --accept PREVIOUS-SHRUNK --because 'the old registrar left, ticket 1234'",
                "Take input that the gate refused, this once; the journal keeps who and why.");
    }

    private ExitStatus Run(ToolRun run)
    {
        return CarryOut(ToRequest(run), run);
    }

    /// <summary>What a run over all zones is to do, as far as the configuration and the machine
    /// say.</summary>
    internal static UnattendedRequest Request(ToolRun run, SignerConfiguration configuration, TokenUseOptions tokens) => new()
    {
        Configuration = configuration,
        Moment = run.Now,
        RunId = run.Id,
        Tokens = TokensOf(run, configuration, tokens),
        ClockIsSynchronised = MachineClock.IsSynchronised,
        SinceBoot = run.GoesBySystemClock ? MachineClock.SinceBoot : null,
        WallClock = () => Clock.Now,
        Threads = Environment.ProcessorCount,
    };

    /// <summary>Says how the tokens of the configuration are used.</summary>
    internal static Func<TokenConfiguration?, int, TokenUse> TokensOf(ToolRun run,
        SignerConfiguration configuration, TokenUseOptions tokens) =>
        (token, share) => tokens.Of(run, token, share) with { StateDirectory = configuration.StateDirectory };

    /// <summary>Runs, and tells what it came to: notifications, status files, messages, the exit
    /// status.</summary>
    internal static ExitStatus CarryOut(UnattendedRequest request, ToolRun run)
    {
        UnattendedReport report;
        try
        {
            report = UnattendedRun.Run(request, run.Cancellation);
        }
        catch (ToolkitException failure) when (!request.IsDryRun)
        {
            RunTelling.OfRefusal(failure, request.Configuration, run);
            throw;
        }

        IReadOnlyList<Finding> strays = StrayFiles.Of(request.Configuration);
        run.Report(UnreportedOf(strays));
        if (!request.IsDryRun)
        {
            RunTelling.OfReport(report, strays, request.Configuration, run);
        }

        foreach (ZoneResult result in report.Results)
        {
            RunReportText.Say(result, run);
        }

        if (report.InterruptedRun is { } interrupted)
        {
            run.Console.Warn($"run {interrupted} did not come to its end; what it left was done now");
        }

        run.Log.Information("{Summary:l}", report.Summary);
        if (run.Json)
        {
            run.Console.Output.WriteLine(RunReportJson.Write(report));
        }

        return StatusOf(report, strays);
    }

    // The configuration's own were reported when it was read.
    private static FindingList UnreportedOf(IReadOnlyList<Finding> strays)
    {
        FindingList findings = new();
        foreach (Finding stray in strays.Where(stray => stray.Code == CheckCodes.OutputUnconfigured))
        {
            findings.Add(stray);
        }

        return findings;
    }

    private UnattendedRequest ToRequest(ToolRun run)
    {
        SignerConfiguration configuration = ReadOrTell(run);
        int threads = run.Options.GetValue(_threads) ?? Environment.ProcessorCount;
        DomainName[] zones = [.. run.Options.GetRequiredValue(_zones)
            .Select(text => ZoneArgument.Find(configuration, text).Name)];
        Dictionary<CheckCode, string> accepted = AcceptedOf(run, zones.Length > 0);
        return Request(run, configuration, _tokens) with
        {
            Zones = zones,
            IsForced = run.Options.GetValue(_force) || accepted.Count > 0,
            IsDryRun = IsDryRun(run),
            Accepted = accepted,
            LockWait = run.Options.GetValue(_lockWait) is { } wait
                ? ToolRun.PeriodOf("--lock-wait", wait).SecondsFrom(run.Now) : 0,
            Threads = threads >= 1
                ? threads : throw new UsageException($"--threads {threads}: one thread at least has to work"),
        };
    }

    private bool IsDryRun(ToolRun run) =>
        run.Options.GetValue(_dryRun) || (run.TimeWasGiven && !run.Options.GetValue(_forReal));

    private SignerConfiguration ReadOrTell(ToolRun run)
    {
        try
        {
            return _configuration.Read(run);
        }
        catch (UsageException failure) when (!IsDryRun(run))
        {
            RunTelling.OfFaults(failure, run.Options.GetRequiredValue(_configuration.File), run);
            throw;
        }
    }

    private Dictionary<CheckCode, string> AcceptedOf(ToolRun run, bool zonesAreNamed)
    {
        string? because = run.Options.GetValue(_because);
        Dictionary<CheckCode, string> accepted = [];
        foreach (string tag in run.Options.GetValue(_accept) ?? [])
        {
            CheckCode code = CheckCodes.Find(tag) ?? throw new UsageException(
                $"--accept {tag} is no check", CheckCodes.HintFor(tag));
            bool isOfTheClock = code == CheckCodes.ClockAhead || code == CheckCodes.ClockBackwards;
            if (!zonesAreNamed && !isOfTheClock)
            {
                throw new UsageException($"--accept {tag} would be for all zones at once",
                    $"name the zone: signall run ZONE --accept {tag} --because …");
            }

            if (WouldBeBogus(code))
            {
                throw new UsageException(
                    $"--accept {tag} would publish a zone that is bogus to resolvers",
                    "find out why the check says no; a signed file that was damaged is made anew by the next run");
            }

            accepted[code] = string.IsNullOrWhiteSpace(because)
                ? throw new UsageException($"--accept {tag} needs a reason",
                    "add --because and why; the journal keeps it") : because;
        }

        return because is null || accepted.Count > 0
            ? accepted : throw new UsageException("--because belongs to --accept, which was not given");
    }

    // A content that looks odd may be meant; signatures and proofs that resolvers refuse never are.
    private static bool WouldBeBogus(CheckCode code) => CheckAdvice.For(code).Effect == ResolverEffect.Bogus
        && ((string[])["RRSIG-", "RRSET-", "NSEC"])
        .Any(family => code.Tag.StartsWith(family, StringComparison.Ordinal));

    // Over several zones the worst counts, in the order that operators must hurry: 70, 5, 4, 3, 6, 1, 0.
    private static ExitStatus StatusOf(UnattendedReport report, IReadOnlyList<Finding> strays)
    {
        ExitStatus[] order =
        [
            ExitStatus.InternalError, ExitStatus.UnwritableOutput, ExitStatus.KeyUnavailable, ExitStatus.UnreadableInput, ExitStatus.LockHeld, ExitStatus.Refused,
        ];
        HashSet<ExitStatus> met = [.. report.Results.Where(result => result.Failure is not null)
            .Select(result => FailureReport.StatusOf(result.Failure!))];
        if (strays.Count > 0)
        {
            met.Add(ExitStatus.UnreadableInput);
        }

        return order.FirstOrDefault(met.Contains, ExitStatus.Done);
    }
}
