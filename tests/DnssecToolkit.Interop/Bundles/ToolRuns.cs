using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Keyall;
using DnssecToolkit.Tests.CommandLine;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Bundles;

/// <summary>Runs tools in process at a moment of the test's choice.</summary>
internal static class ToolRuns
{
    /// <summary>The present of runs without <c>--time</c>: 2027-01-01T00:00:00Z.</summary>
    internal static readonly Timestamp Present = new(1_798_761_600);

    /// <summary>Runs keyall, and fails the test unless it ends as expected.</summary>
    /// <returns>All that it said.</returns>
    internal static string Keyall(ExitStatus expected, params string[] arguments) =>
        Run(KeyallCommand.Create(), expected, arguments);

    /// <summary>Runs a tool, and fails the test unless it ends as expected.</summary>
    /// <returns>All that it said.</returns>
    internal static string Run(RootCommand root, ExitStatus expected, params string[] arguments) =>
        Run(root, expected, Present, arguments);

    /// <summary>Runs a tool at a moment, and fails the test unless it ends as expected.</summary>
    /// <returns>All that it said.</returns>
    internal static string Run(RootCommand root, ExitStatus expected, Timestamp present,
        params string[] arguments) =>
        ToolTrial.Run("tool", root, () => present, arguments).MustEndWith(expected, arguments).Everything;

    /// <summary>Runs a tool at a moment that is its <c>--time</c>, too; anything but success fails the
    /// test.</summary>
    /// <returns>All that it said.</returns>
    internal static string At(Timestamp moment, RootCommand root, params string[] arguments) =>
        Run(root, ExitStatus.Done, moment, [.. arguments, "--time", moment.ToCompactString()]);
}
