using DnssecToolkit.Diagnostics;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace DnssecToolkit.CommandLine;

/// <summary>Opens a run's log: plain lines on standard error for people, JSON lines in a file when
/// asked.</summary>
internal static class RunLog
{
    /// <summary>The property of events that people have been told of already.</summary>
    internal const string FileOnly = "FileOnly";

    private const int DaysKept = 31;

    internal static Logger Open(ToolRun run)
    {
        LoggerConfiguration configuration = new LoggerConfiguration()
            .MinimumLevel.Debug()
            .Enrich.WithProperty("Tool", run.Console.Tool)
            .Enrich.WithProperty("RunId", run.Id)
            .WriteTo.Sink(new ConsoleSink(run.Console));
        return run.Options.GetValue(CommonOptions.LogFile) is { } path
            ? WithFile(configuration, path, CommonOptions.LogLevelOf(run.Options)).CreateLogger()
            : configuration.CreateLogger();
    }

    private static LoggerConfiguration WithFile(LoggerConfiguration configuration, string path,
        LogEventLevel level)
    {
        try
        {
            // Serilog reports an unwritable file to nobody, so it is tried first.
            string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
            Directory.CreateDirectory(directory);
            string probe = Path.Combine(directory, $".{Path.GetRandomFileName()}");
            File.Create(probe, 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException($"{path}: the log cannot be written: {error.Message}",
                inner: error);
        }

        return configuration.WriteTo.File(
            new JsonFormatter(renderMessage: true), path, level,
            rollingInterval: RollingInterval.Day, retainedFileCountLimit: DaysKept);
    }

    /// <summary>Gives events to people.</summary>
    private sealed class ConsoleSink(ToolConsole console) : ILogEventSink
    {
        public void Emit(LogEvent logEvent)
        {
            if (logEvent.Properties.ContainsKey(FileOnly))
            {
                return;
            }

            switch (logEvent.Level)
            {
                case LogEventLevel.Debug or LogEventLevel.Verbose:
                    break; // for the file only
                case LogEventLevel.Information:
                    console.Say(Text(logEvent));
                    break;
                case LogEventLevel.Warning:
                    console.Warn(Text(logEvent));
                    break;
                default:
                    console.Error(Text(logEvent));
                    break;
            }
        }

        // "l": strings without quotation marks.
        private static string Text(LogEvent logEvent)
        {
            using StringWriter text = new();
            new Serilog.Formatting.Display.MessageTemplateTextFormatter("{Message:lj}")
                .Format(logEvent, text);
            return text.ToString();
        }
    }
}
