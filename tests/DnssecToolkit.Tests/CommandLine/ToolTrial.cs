using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.CommandLine;

/// <summary>A tool run in process, with what it printed.</summary>
internal sealed record ToolTrial(int Status, string Output, string Error)
{
    internal static readonly Timestamp Now = new(1_795_219_200); // 2026-11-21T00:00:00Z

    internal static ToolTrial Run(RootCommand root, params string[] arguments) => Run(root, terminal: false, arguments);

    internal static ToolTrial Run(RootCommand root, bool terminal, params string[] arguments) => Run(root, terminal, colors: false, arguments);

    internal static ToolTrial Run(RootCommand root, bool terminal, bool colors, params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        using StringReader input = new("");
        StandardStreams streams = new()
        {
            Output = output,
            Error = error,
            Input = input,
            OutputIsTerminal = terminal,
            ErrorIsTerminal = terminal,
            InputIsTerminal = terminal,
            Colors = colors,
        };
        int status = new Tool("tool", root).Run(arguments, streams, () => Now);
        return new ToolTrial(status, output.ToString(), error.ToString());
    }
}
