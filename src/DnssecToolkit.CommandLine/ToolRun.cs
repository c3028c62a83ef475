using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Security.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;
using Serilog;
using Serilog.Events;

namespace DnssecToolkit.CommandLine;

/// <summary>One run of one command: its options, its moment, its console and its log.</summary>
public sealed class ToolRun : IDisposable
{
    private readonly Lazy<Serilog.Core.Logger> _log;
    private readonly List<Finding> _reported = [];
    private readonly Interruption _interruption;
    private readonly Func<Timestamp> _clock;

    internal ToolRun(ParseResult options, ToolInvocation invocation)
    {
        Options = options;
        _interruption = invocation.Interruption;
        _interruption.Watch();
        Console = new ToolConsole(invocation.Tool, invocation.Streams, CommonOptions.VerbosityOf(options));
        _clock = invocation.Clock;
        Now = _clock();
        TimeWasGiven = FirstTime() is not null;
        GoesBySystemClock = !TimeWasGiven && invocation.Clock == Clock.System;
        _log = new Lazy<Serilog.Core.Logger>(() => RunLog.Open(this));
    }

    /// <summary>The options as given.</summary>
    public ParseResult Options { get; }

    /// <summary>The moment the run takes for the present: the first <c>--time</c>, or the clock's at the
    /// start.</summary>
    public Timestamp Now { get; private set; }

    /// <summary>What the clock shows at each look, for what goes on for hours among people; <c>--time</c>
    /// stands still.</summary>
    public Timestamp Present => TimeWasGiven ? Now : _clock();

    /// <summary>Whether the moment came from <c>--time</c>; such a run installs, reloads and mails nothing
    /// unless told so.</summary>
    public bool TimeWasGiven { get; }

    /// <summary>Whether the moment is that of this machine's clock, and nobody's choice.</summary>
    public bool GoesBySystemClock { get; }

    /// <summary>Eight hexadecimal digits that mark this run's events in logs and reports.</summary>
    public string Id { get; } = NewId();

    /// <summary>Standard output and standard error.</summary>
    public ToolConsole Console { get; }

    /// <summary>Cancelled by the first SIGINT or SIGTERM.</summary>
    public CancellationToken Cancellation => _interruption.Token;

    /// <summary>The exit status after a signal, or 0 where none came.</summary>
    internal int InterruptedStatus => _interruption.Status;

    /// <summary>Whether the report is wanted as JSON on standard output.</summary>
    public bool Json => Options.GetValue(CommonOptions.Json);

    /// <summary>Takes events for people (as plain lines on standard error, by -q and -v) and for the log
    /// file.</summary>
    /// <remarks>Made at first use: Serilog costs start-up time.</remarks>
    public ILogger Log => _log.Value;

    /// <summary>Gives eight hexadecimal digits to mark a run.</summary>
    internal static string NewId() => RandomNumberGenerator.GetHexString(8, lowercase: true);

    // By name: a tool that takes several has an option of its own.
    private string? FirstTime() =>
        Options.GetResult(CommonOptions.Time.Name) is OptionResult { Tokens: [var first, ..] }
            ? first.Value : null;

    /// <summary>Takes <c>--time</c> for the present.</summary>
    /// <exception cref="UsageException">It is not a moment.</exception>
    internal void TakeTime()
    {
        if (FirstTime() is { } text)
        {
            Now = MomentOf(CommonOptions.Time.Name, text);
        }
    }

    /// <summary>Prints findings, each with its place, code and hint, and puts them into the log
    /// file.</summary>
    public void Report(FindingList findings)
    {
        Console.Report(findings.Kept);
        _reported.AddRange(findings.Kept);
        if (findings.Omitted > 0)
        {
            Console.Warn($"{findings.Omitted} more findings are not shown");
        }

        if (HasLogFile)
        {
            foreach (Finding finding in findings.Kept)
            {
                LogToFile.Write(LevelOf(finding.Severity), "{Finding:l}", finding.ToString());
            }
        }
    }

    /// <summary>Puts a result, which standard output tells people, into the log file, if there is
    /// one.</summary>
    /// <param name="severity">The worst that it tells of.</param>
    /// <param name="result">One line.</param>
    public void LogResult(Severity severity, string result)
    {
        if (HasLogFile)
        {
            LogToFile.Write(LevelOf(severity), "{Result:l}", result);
        }
    }

    /// <summary>Puts a failure into the log file and, where JSON is wanted, on standard output; people hear
    /// of it elsewhere.</summary>
    internal void Record(Exception failure)
    {
        if (HasLogFile)
        {
            LogToFile.Error("{Failure:l}", failure is ToolkitException
                ? failure.Message : failure.ToString());
        }

        if (Json)
        {
            Console.Output.WriteLine(FailureJson.Of(failure, _reported, this));
        }
    }

    /// <summary>Closes the log.</summary>
    public void Dispose()
    {
        if (_log.IsValueCreated)
        {
            _log.Value.Dispose();
        }
    }

    /// <summary>Shows progress bars on a terminal until disposed; elsewhere it takes reports and shows
    /// nothing.</summary>
    public ProgressDisplay ShowProgress() => new(Console);

    /// <summary>Reads a moment that an option gives, relative to the run's own moment.</summary>
    /// <param name="option">The option's name, for the message.</param>
    /// <param name="text">What was given.</param>
    /// <exception cref="UsageException">It is not a moment.</exception>
    public Timestamp MomentOf(string option, string text) => MomentOf(option, text, Now);

    /// <summary>Reads a moment that an option gives, where a bare <c>+30d</c> counts from another moment, as
    /// BIND's <c>-e</c> does.</summary>
    /// <param name="option">The option's name, for the message.</param>
    /// <param name="text">What was given.</param>
    /// <param name="reference">What a bare offset counts from.</param>
    /// <exception cref="UsageException">It is not a moment.</exception>
    public Timestamp MomentOf(string option, string text, Timestamp reference) =>
        TimestampText.TryParse(text, Now, reference, out Timestamp moment)
            ? moment
            : throw new UsageException($"{option} {text} is not a moment", TimestampText.Forms);

    /// <summary>Reads a length of time that an option gives.</summary>
    /// <param name="option">The option's name, for the message.</param>
    /// <param name="text">What was given.</param>
    /// <exception cref="UsageException">It is not a length of time.</exception>
    public static Period PeriodOf(string option, string text) =>
        PeriodText.TryParse(text, out Period period)
            ? period
            : throw new UsageException($"{option} {text} is not a length of time", PeriodText.Forms);

    /// <summary>Reads a share that an option gives, such as <c>5%</c>.</summary>
    /// <param name="option">The option's name, for the message.</param>
    /// <param name="text">What was given.</param>
    /// <returns>0 to 100.</returns>
    /// <exception cref="UsageException">It is not a share.</exception>
    public static double PercentOf(string option, string text) =>
        double.TryParse(text.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture,
            out double percent) && percent is >= 0 and <= 100
            ? percent
            : throw new UsageException($"{option} {text} is not a share between 0% and 100%");

    private bool HasLogFile => Options.GetValue(CommonOptions.LogFile) is not null;

    private ILogger LogToFile => Log.ForContext(RunLog.FileOnly, true);

    private static LogEventLevel LevelOf(Severity severity) => severity switch
    {
        Severity.Fault => LogEventLevel.Error,
        Severity.Warning => LogEventLevel.Warning,
        _ => LogEventLevel.Information,
    };
}
