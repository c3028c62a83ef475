using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.CommandLine;

/// <summary>A tool run in process, as a user would type it, with what it printed: what all tests run tools
/// by.</summary>
internal sealed record ToolTrial(int Status, string Output, string Error)
{
    internal static readonly Timestamp Now = new(1_795_219_200); // 2026-11-21T00:00:00Z

    /// <summary>All that it said.</summary>
    internal string Everything => Output + Error;

    internal static ToolTrial Run(RootCommand root, params string[] arguments) =>
        Run(root, terminal: false, arguments);

    internal static ToolTrial Run(RootCommand root, bool terminal, params string[] arguments) =>
        Run(root, terminal, colors: false, arguments);

    internal static ToolTrial Run(RootCommand root, bool terminal, bool colors, params string[] arguments) =>
        Run("tool", root, () => Now, arguments, terminal: terminal, colors: colors);

    /// <summary>Runs a tool by its name at a moment of the test's choice.</summary>
    internal static ToolTrial Run(
        string name, RootCommand root, Func<Timestamp> now, string[] arguments, TextReader? input = null,
        bool terminal = false, bool colors = false)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        StandardStreams streams = new()
        {
            Output = output,
            Error = error,
            Input = input ?? TextReader.Null,
            OutputIsTerminal = terminal,
            ErrorIsTerminal = terminal,
            InputIsTerminal = terminal,
            Colors = colors,
        };
        int status = new Tool(name, root).Run(arguments, streams, now);
        return new ToolTrial(status, output.ToString(), error.ToString());
    }

    /// <summary>Fails the test, showing what was said, unless it ended with a status.</summary>
    internal ToolTrial MustEndWith(ExitStatus expected, params string[] arguments)
    {
        Assert.True(Status == (int)expected,
            $"{string.Join(' ', arguments)}\nended with status {Status}:\n{Everything}");
        return this;
    }
}
