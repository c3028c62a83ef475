using System.CommandLine;
using Serilog.Events;

namespace DnssecToolkit.CommandLine;

/// <summary>The options that every command of every tool takes.</summary>
public static class CommonOptions
{
    /// <summary>The moment the run takes for the present.</summary>
    public static Option<string?> Time { get; } = new("--time")
    {
        Description =
            "The moment to take for the present: YYYYMMDDHHMMSS, ISO 8601, Unix seconds, now+3d12h [default: now]",
        HelpName = "MOMENT",
        Recursive = true,
    };

    /// <summary>Whether the data on standard output is JSON.</summary>
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Print the report as JSON on standard output",
        Recursive = true,
    };

    /// <summary>The file that takes the log as JSON lines.</summary>
    public static Option<string?> LogFile { get; } = new("--log-file")
    {
        Description = "Log to FILE as JSON lines; a new file each day, 31 are kept",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>What goes into the log file.</summary>
    public static Option<string> LogLevel { get; } = new Option<string>("--log-level")
    {
        Description = "What the log file takes, from this level on",
        HelpName = "debug|information|warning|error",
        DefaultValueFactory = _ => "information",
        Recursive = true,
    }.AcceptOnlyFromAmong("debug", "information", "warning", "error");

    /// <summary>Errors only on standard error.</summary>
    public static Option<bool> Quiet { get; } = new("--quiet", "-q")
    {
        Description = "Say nothing but errors",
        Recursive = true,
    };

    /// <summary>What is being done, terminal or not.</summary>
    public static Option<bool> Verbose { get; } = new("--verbose", "-v")
    {
        Description = "Say what is being done, also without a terminal",
        Recursive = true,
    };

    /// <summary>Adds them all to a tool's root, for it and every command below.</summary>
    public static void AddTo(RootCommand root)
    {
        if (root.Options.All(option => option.Name != Time.Name)) // a tool that takes several has its own
        {
            root.Options.Add(Time);
        }

        root.Options.Add(Json);
        root.Options.Add(LogFile);
        root.Options.Add(LogLevel);
        root.Options.Add(Quiet);
        root.Options.Add(Verbose);
    }

    internal static Verbosity VerbosityOf(ParseResult options) =>
        options.GetValue(Quiet) ? Verbosity.Quiet : options.GetValue(Verbose)
            ? Verbosity.Verbose : Verbosity.Normal;

    internal static LogEventLevel LogLevelOf(ParseResult options) => options.GetValue(LogLevel) switch
    {
        "debug" => LogEventLevel.Debug,
        "warning" => LogEventLevel.Warning,
        "error" => LogEventLevel.Error,
        _ => LogEventLevel.Information,
    };
}
