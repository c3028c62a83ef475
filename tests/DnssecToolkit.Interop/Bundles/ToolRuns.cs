using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Keyall;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Bundles;

/// <summary>Runs tools in process at a moment of the test's choice.</summary>
internal static class ToolRuns
{
    /// <summary>The present of runs without <c>--time</c>: 2027-01-01T00:00:00Z.</summary>
    internal static readonly Timestamp Present = new(1_798_761_600);

    /// <summary>Runs keyall, and fails the test unless it ends as expected.</summary>
    /// <returns>All that it said.</returns>
    internal static string Keyall(ExitStatus expected, params string[] arguments) => Run(KeyallCommand.Create(), expected, arguments);

    /// <summary>Runs a tool, and fails the test unless it ends as expected.</summary>
    /// <returns>All that it said.</returns>
    internal static string Run(RootCommand root, ExitStatus expected, params string[] arguments) => Run(root, expected, Present, arguments);

    /// <summary>Runs a tool at a moment, and fails the test unless it ends as expected.</summary>
    /// <returns>All that it said.</returns>
    internal static string Run(RootCommand root, ExitStatus expected, Timestamp present, params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        using StringReader input = new("");
        StandardStreams streams = new() { Output = output, Error = error, Input = input };
        int status = new Tool("tool", root).Run(arguments, streams, () => present);
        Assert.True(status == (int)expected, $"{string.Join(' ', arguments)}\nended with status {status}:\n{output}{error}");
        return $"{output}{error}";
    }
}
