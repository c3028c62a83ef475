using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Operations.Unattended;
using DnssecToolkit.Time;

namespace DnssecToolkit.Signall;

/// <summary><c>signall standby</c> and <c>signall promote</c>: which of several signers signs.</summary>
internal sealed class StandbyCommand
{
    private readonly ConfigurationOptions _configuration = new();
    private readonly TokenUseOptions _tokens = new();

    private readonly Option<string> _because = new("--because")
    {
        Description = "Why, for the journal and for the next one who wonders",
        HelpName = "TEXT",
        Required = true,
    };

    private readonly Option<bool> _yes = new("--yes") { Description = "Do it without asking" };

    /// <summary>Makes the command of those that stand by.</summary>
    internal Command Create() => new("standby", "Makes this signer a standby of another, and checks whether it could take over")
    {
        CreateEnter(),
        CreateCheck(),
    };

    /// <summary>Makes the command that takes over.</summary>
    internal Command CreatePromote() => new Command("promote", "Makes this signer the active one: checks its keys, fences the other, signs all zones above the serials that are served")
    {
        _configuration.File, _because, _yes,
    }
    .WithConfigured(_tokens)
    .Does(Promote)
    .WithExample("signall promote --because 'the first site has no power'",
        "Take over, once the other signer is certainly not at work.");

    private Command CreateEnter() => new Command("enter", "Makes this signer a standby: its runs sign nothing until it is promoted")
    {
        _configuration.File, _because,
    }
    .Does(Enter)
    .WithExample("signall standby enter --because 'second site'", "Let this machine stand by.");

    private Command CreateCheck() => new Command("check",
        "Proves that the keys here are the published ones and can sign; status 1 where this signer could not take over")
    {
        _configuration.File,
    }
    .WithConfigured(_tokens)
    .Does(Check)
    .WithExample("signall standby check",
        "Let a monitor on the standby see each hour that it could take over.");

    private ExitStatus Enter(ToolRun run)
    {
        StateDirectory state = StateDirectory.Make(_configuration.Read(run).StateDirectory);
        Put(run, state, isActive: false);
        run.Console.Say("this signer stands by; `signall standby check` says whether it could take over");
        return ExitStatus.Done;
    }

    private ExitStatus Check(ToolRun run)
    {
        UnattendedRequest request = RequestOf(run);
        FindingList findings = new();
        IReadOnlyDictionary<DomainName, SerialNumber> floors = StandbyCheck.Run(request, findings,
            run.Cancellation);
        run.Report(findings);
        if (run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Object(json =>
            {
                json.WriteBoolean("ready", !findings.HasFaults);
                json.WriteString("role",
                    SignerRole.Of(StateDirectory.At(request.Configuration.StateDirectory)) is { } role
                    ? role.IsActive ? "active" : "standby" : "alone");
                FindingJson.Write(json, findings.Kept);
            }));
        }

        run.Console.Say(
            $"{floors.Count} zones: {(findings.HasFaults ? "this signer could not take over" : "the keys here are the published ones, and sign")}");
        return findings.HasFaults ? ExitStatus.Refused : ExitStatus.Done;
    }

    private ExitStatus Promote(ToolRun run)
    {
        UnattendedRequest request = RequestOf(run);
        StateDirectory state = StateDirectory.Make(request.Configuration.StateDirectory);
        FindingList findings = new();
        IReadOnlyDictionary<DomainName, SerialNumber> floors = StandbyCheck.Run(request, findings,
            run.Cancellation);
        run.Report(findings);
        if (findings.Kept.FirstOrDefault(finding => finding.Severity == Severity.Fault) is { } fault)
        {
            throw new RefusedException(fault.Code,
                "this signer does not take over: what it would sign would not validate", "mend what is listed above; the other signer's signatures are still good");
        }

        Fence(run, request.Configuration);
        Put(run, state, isActive: true);
        request = request with { SerialFloors = floors, IsForced = true };
        return RunCommand.CarryOut(request, run);
    }

    // The command knows that the other is off; without one a human has to.
    private void Fence(ToolRun run, SignerConfiguration configuration)
    {
        if (configuration.Fence is { } command)
        {
            if (ExternalCommand.Run(command, "", configuration.FenceTimeout, run.Cancellation) is { } failure)
            {
                throw new RefusedException(CheckCodes.SignerOtherActive,
                    $"this signer does not take over: {failure}", "see that the other signer is off; fence: in the configuration names the command");
            }
        }
        else if (!run.Options.GetValue(_yes))
        {
            Confirmation.Demand(run.Console,
                "This signer signs all zones from now on. The other one must not sign any more: it is off, or stands by (signall standby enter).");
        }
    }

    private void Put(ToolRun run, StateDirectory state, bool isActive)
    {
        string because = run.Options.GetRequiredValue(_because);
        new SignerRole(isActive, run.Now, because, Environment.UserName).Put(state);
        new Journal(state, run.Id, run.Now)
            .Append(isActive ? "promoted" : "standby", null, because, ("by", Environment.UserName));
    }

    private UnattendedRequest RequestOf(ToolRun run) =>
        RunCommand.Request(run, _configuration.Read(run), _tokens);
}
