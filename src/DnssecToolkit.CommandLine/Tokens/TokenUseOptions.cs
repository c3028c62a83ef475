using System.CommandLine;
using DnssecToolkit.CommandLine.Secrets;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Signing.Pkcs11;
using Serilog.Events;

namespace DnssecToolkit.CommandLine.Tokens;

/// <summary>The options that say how PKCS#11 modules are run, for every command that uses tokens.</summary>
public sealed class TokenUseOptions
{
    private readonly Option<bool> _isolate = new("--isolate")
    {
        Description =
            "Run PKCS#11 modules in a process of their own, so that one that hangs or crashes does no harm; the default",
    };

    private readonly Option<bool> _inProcess = new("--in-process")
    {
        Description =
            "Run PKCS#11 modules in this process: one that crashes or hangs ends the run; for debuggers",
    };

    private readonly Option<string?> _timeout = new("--token-timeout")
    {
        Description = "A module that does not answer for this long counts as hung [default: 30s]",
        HelpName = "DURATION",
    };

    private readonly Option<string[]> _patience = new("--token-patience")
    {
        Description =
            "How long recovery may take in all [default: 5m], or with STEP=DURATION one step of it: "
            + "retry, new-session, login, restart-module, new-process, operator-command; repeatable",
        HelpName = "DURATION",
    };

    private readonly Option<string?> _profile = new("--token-profile")
    {
        Description =
            $"Treat tokens as this device, instead of recognising them: {string.Join(", ", DeviceProfiles.All)}, or the path of a file with a profile of your own",
        HelpName = "NAME",
    };

    private readonly Option<string?> _restartCommand = new("--token-restart-command")
    {
        Description =
            "When all else fails, run this command by /bin/sh and try once more, such as 'systemctl restart pcscd'",
        HelpName = "COMMAND",
    };

    private readonly Option<string?> _state = State();

    /// <summary>All of them, in the order of the help.</summary>
    public IEnumerable<Option> All =>
        [_isolate, _inProcess, _timeout, _patience, _profile, _restartCommand, _state];

    /// <summary>Gives the options that were given, to be passed on to another command.</summary>
    public IEnumerable<string> Given(ToolRun run) =>
    [
        .. run.Options.GetValue(_isolate) ? (string[])["--isolate"] : [],
        .. run.Options.GetValue(_inProcess) ? (string[])["--in-process"] : [],
        .. ((Option<string?>[])[_timeout, _restartCommand, _state])
        .Where(option => run.Options.GetValue(option) is not null)
            .SelectMany(option => (string[])[option.Name, run.Options.GetValue(option)!]),
    ];

    /// <summary>Makes the option for the directory that remembers.</summary>
    public static Option<string?> State() => new("--state")
    {
        Description =
            "Directory that remembers wrong PINs and token rates [default: $STATE_DIRECTORY, else .local/state/dnssec-toolkit at home]",
        HelpName = "DIR",
    };

    /// <summary>Makes what the tokens of a run share.</summary>
    /// <param name="run">The run.</param>
    /// <param name="pin">What the option for the PIN says, or null.</param>
    /// <param name="threads">How many threads may sign at once.</param>
    /// <exception cref="UsageException">A value is wrong, or two do not fit together.</exception>
    public TokenUse Of(ToolRun run, string? pin, int threads) => new()
    {
        Pins = PinSource.Reader(pin, run.Console),
        Threads = threads,
        Profile = ProfileOf(run),
        Hosting = HostingOf(run),
        StateDirectory = StateDirectoryOf(run.Options.GetValue(_state)),
    };

    /// <summary>The same for a token of the configuration; what options say goes before what stands
    /// there.</summary>
    /// <param name="run">The run.</param>
    /// <param name="token">The token, or null.</param>
    /// <param name="threads">How many threads may sign at once.</param>
    /// <exception cref="UsageException">A value is wrong, or two do not fit together.</exception>
    public TokenUse Of(ToolRun run, TokenConfiguration? token, int threads)
    {
        TokenUse use = Of(run, token?.Pin, threads);
        TokenHosting hosting = use.Hosting;
        DeviceProfile? profile = use.Profile ?? token?.Profile;
        return token is null ? use : use with
        {
            Profile = profile,
            AlsoTokens = token.Also,
            Hosting = hosting with
            {
                Environment = profile?.Environment ?? [],
                CallDeadline = run.Options.GetValue(_timeout) is null && token.Timeout is { } timeout
                    ? TimeSpan.FromSeconds(timeout) : hosting.CallDeadline,
                Patience = Patiences(run).All(IsOfOneStep) && token.Patience is { } patience
                    ? TimeSpan.FromSeconds(patience) : hosting.Patience,
                StepDeadlines = token.Recovery.Where(row => !hosting.StepDeadlines.ContainsKey(row.Key))
                    .Select(row => KeyValuePair.Create(row.Key, TimeSpan.FromSeconds(row.Value)))
                    .Concat(hosting.StepDeadlines).ToDictionary(),
                RestartCommand = hosting.RestartCommand.Count > 0
                    ? hosting.RestartCommand : token.RestartCommand ?? [],
            },
        };
    }

    /// <summary>The profile that the option names, or null.</summary>
    /// <exception cref="UsageException">There is no such profile.</exception>
    public DeviceProfile? ProfileOf(ToolRun run) => run.Options.GetValue(_profile) is not { } name ? null
        : DeviceProfileFile.IsNamedBy(name) ? DeviceProfileFile.ReadFile(name)
        : DeviceProfiles.Find(name) ?? throw new UsageException(
            $"--token-profile {name} is no profile",
            NearestWord.To(name, DeviceProfiles.All.Select(profile => profile.Name)) is { } meant
                ? $"did you mean {meant}?" : $"there are {string.Join(", ", DeviceProfiles.All)}");

    /// <summary>Says where modules run.</summary>
    /// <param name="run">The run, which hears what happens to them.</param>
    /// <exception cref="UsageException">A value is wrong, or two do not fit together.</exception>
    public TokenHosting HostingOf(ToolRun run)
    {
        if (run.Options.GetValue(_isolate) && run.Options.GetValue(_inProcess))
        {
            throw new UsageException("--isolate and --in-process exclude each other");
        }

        TokenHosting hosting = new()
        {
            Command = run.Options.GetValue(_inProcess) ? [] : HostCommand(run.Console.Tool),
            RestartCommand = run.Options.GetValue(_restartCommand) is { } command
                ? ["/bin/sh", "-c", command] : [],
            StepDeadlines = StepDeadlinesOf(run),
            Environment = ProfileOf(run)?.Environment ?? [],
            Stop = run.Cancellation,
            Listener = happened => Tell(run, happened),
        };
        hosting = run.Options.GetValue(_timeout) is { } timeout
            ? hosting with { CallDeadline = DeadlineOf(run, "--token-timeout", timeout) } : hosting;
        return Patiences(run).LastOrDefault(text => !IsOfOneStep(text)) is { } patience
            ? hosting with { Patience = DeadlineOf(run, "--token-patience", patience) } : hosting;
    }

    /// <summary>Gives the directory that remembers.</summary>
    /// <param name="option">What the option says, or null.</param>
    /// <returns>A full path; null where neither the option nor the environment names one.</returns>
    public static string? StateDirectoryOf(string? option)
    {
        string? named = option ?? Environment.GetEnvironmentVariable("STATE_DIRECTORY")?.Split(':')[0];
        string? home = Environment.GetEnvironmentVariable("XDG_STATE_HOME")
            ?? (Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } own
                ? Path.Combine(own, ".local", "state") : null);
        string? chosen = string.IsNullOrEmpty(named)
            ? (home is null ? null : Path.Combine(home, "dnssec-toolkit")) : named;
        return chosen is null ? null : Path.GetFullPath(chosen);
    }

    private static bool IsOfOneStep(string patience) => patience.Contains('=');

    private string[] Patiences(ToolRun run) => run.Options.GetValue(_patience) ?? [];

    private Dictionary<RecoveryStep, TimeSpan> StepDeadlinesOf(ToolRun run)
    {
        Dictionary<RecoveryStep, TimeSpan> deadlines = [];
        foreach (string text in Patiences(run).Where(IsOfOneStep))
        {
            (string name, string duration) = (text[..text.IndexOf('=')], text[(text.IndexOf('=') + 1)..]);
            if (!RecoveryStepText.TryRead(name, out RecoveryStep step))
            {
                throw new UsageException(
                    $"--token-patience {name}: there is no such step of recovery",
                    $"there are {string.Join(", ", Enum.GetValues<RecoveryStep>().Select(RecoveryStepText.Write))}");
            }

            deadlines[step] = DeadlineOf(run, "--token-patience", duration);
        }

        return deadlines;
    }

    private static TimeSpan DeadlineOf(ToolRun run, string option, string text)
    {
        long seconds = ToolRun.PeriodOf(option, text).SecondsFrom(run.Now);
        return seconds is > 0 and <= 3_600
            ? TimeSpan.FromSeconds(seconds)
            : throw new UsageException($"{option} {text} is not between a second and an hour");
    }

    // The tool starts itself; by `dotnet tool.dll` too, and from a program that has the tool beside it (our
    // tests).
    private static string[] HostCommand(string tool)
    {
        string own = Environment.ProcessPath ?? "";
        string? entry = System.Reflection.Assembly.GetEntryAssembly()?.GetName().Name;
        string beside = Path.Combine(AppContext.BaseDirectory, tool);
        return Path.GetFileName(own) == entry ? [own, TokenHosting.Argument]
            : File.Exists(beside) ? [beside, TokenHosting.Argument]
            : [own, Path.Combine(AppContext.BaseDirectory, entry + ".dll"), TokenHosting.Argument];
    }

    private static void Tell(ToolRun run, TokenEvent happened) => run.Log.Write(
        happened.Kind == TokenEventKind.Printed ? LogEventLevel.Information : LogEventLevel.Warning,
        happened.Kind == TokenEventKind.Printed ? "{Place:l} printed: {Text:l}" : "{Place:l}: {Text:l}",
        happened.Place,
        happened.Text);
}
