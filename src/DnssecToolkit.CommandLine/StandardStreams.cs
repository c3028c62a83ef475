using System.Diagnostics.CodeAnalysis;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.CommandLine;

/// <summary>Where a run reads and writes: the process's own streams, or a test's.</summary>
public sealed record StandardStreams
{
    /// <summary>Standard output: data only.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Standard error: everything for people.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Standard input.</summary>
    public required TextReader Input { get; init; }

    /// <summary>Whether a person reads standard output.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Whether a person reads standard error.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Whether a person can answer on standard input.</summary>
    public bool InputIsTerminal { get; init; }

    /// <summary>Whether colours are wanted where there is a terminal: <c>NO_COLOR</c> is unset or empty and
    /// <c>TERM</c> is not <c>dumb</c>.</summary>
    public bool Colors { get; init; }

    /// <summary>How many columns the terminal has, or 100 where there is none.</summary>
    public int Width { get; init; } = DefaultWidth;

    private const int DefaultWidth = 100;

    /// <summary>The streams of this process.</summary>
    [SuppressMessage("ApiDesign", "RS0030",
        Justification = "Only CommandLine prints, and this is where it gets the console from.")]
    public static StandardStreams OfProcess() => new()
    {
        Output = new GuardedWriter(Console.Out, Unwritable),
        Error = new GuardedWriter(Console.Error, _ => { }), // nobody is left to be told; the exit status still tells
        Input = Console.In,
        OutputIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        InputIsTerminal = !Console.IsInputRedirected,
        Colors = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") != "dumb",
        Width = Console.IsOutputRedirected ? DefaultWidth : Math.Clamp(Console.WindowWidth, 40, 160),
    };

    private static void Unwritable(Exception cause) => throw new UnwritableOutputException(
        $"standard output cannot be written: {cause.Message}",
        "what was to be done is done; only the report is lost, and running again gives another",
        cause);
}
