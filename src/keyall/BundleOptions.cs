using System.CommandLine;
using DnssecToolkit.Bundles.Formats;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Keyall;

/// <summary>Options that commands on requests and responses share.</summary>
internal static class BundleOptions
{
    internal static Option<string?> Format(string byDefault) => new Option<string?>("--format")
    {
        Description = $"Format of the file to write [default: {byDefault}]",
        HelpName = "xml|bind|knot",
    }.AcceptOnlyFromAmong("xml", "bind", "knot");

    internal static Option<string?> Length(string name, string description) =>
        new(name) { Description = description, HelpName = "LENGTH" };

    /// <summary>Gives the format that was asked for, or that of another file.</summary>
    internal static BundleFormat FormatOf(ToolRun run, Option<string?> option, ReadOnlySpan<byte> other) => run.Options.GetValue(option) switch
    {
        "xml" => BundleFormat.Xml,
        "bind" => BundleFormat.Bind,
        "knot" => BundleFormat.Knot,
        _ => BundleFile.IsXml(other) ? BundleFormat.Xml : BundleFormat.Bind,
    };

    /// <summary>Gives a length of time in seconds, or null where the option was not given.</summary>
    /// <exception cref="UsageException">It is none, or has months.</exception>
    internal static long? SecondsOf(ToolRun run, Option<string?> option) => SecondsOf(run.Options, option);

    /// <summary>The same of a command line that is typed elsewhere.</summary>
    internal static long? SecondsOf(ParseResult options, Option<string?> option)
    {
        if (options.GetValue(option) is not { } text)
        {
            return null;
        }

        Time.Period period = ToolRun.PeriodOf(option.Name, text);
        return period.IsFixed ? period.Seconds
            : throw new UsageException($"{option.Name} {text} has months", "write it in days, such as 30d");
    }
}
