using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.CommandLine;

/// <summary>What a run says to people, on standard error, and the data it gives, on standard
/// output.</summary>
/// <remarks>Every line for people starts with the tool's name. Safe for use by several threads at
/// once.</remarks>
/// <param name="tool">The tool's name.</param>
/// <param name="streams">Where to.</param>
/// <param name="verbosity">How much.</param>
public sealed class ToolConsole(string tool, StandardStreams streams, Verbosity verbosity)
{
    private readonly Lock _lock = new();

    /// <summary>The tool's name.</summary>
    public string Tool { get; } = tool;

    /// <summary>The streams behind it.</summary>
    public StandardStreams Streams { get; } = streams;

    /// <summary>How much people want to read.</summary>
    public Verbosity Verbosity { get; } = verbosity;

    /// <summary>Data, for machines and pipes; nothing else goes here.</summary>
    public TextWriter Output => Streams.Output;

    /// <summary>Whether a run that goes well may say so: somebody is looking, or asked for it.</summary>
    public bool IsTalkative => Verbosity switch
    {
        Verbosity.Quiet => false,
        Verbosity.Verbose => true,
        _ => Streams.ErrorIsTerminal,
    };

    /// <summary>Says what is being done or was done; silent where nobody is looking.</summary>
    public void Say(string message)
    {
        if (IsTalkative)
        {
            Write("", message);
        }
    }

    /// <summary>Says what somebody should look at, unless quiet was asked for.</summary>
    public void Warn(string message)
    {
        if (Verbosity > Verbosity.Quiet)
        {
            Write(Paint("warning: ", Yellow), message);
        }
    }

    /// <summary>Says why the run cannot go on.</summary>
    public void Error(string message) => Write(Paint("error: ", Red), message);

    /// <summary>Says what to do next.</summary>
    public void Hint(string message) => Write(Paint("hint: ", Cyan), message);

    /// <summary>Prints findings, each with its place, code and hint; notes only where the run may be
    /// talkative.</summary>
    public void Report(IEnumerable<Finding> findings)
    {
        foreach (Finding finding in findings.Where(IsWanted))
        {
            Write("", finding.ToString());
            if (finding.Hint is not null)
            {
                Hint(finding.Hint);
            }
        }
    }

    private bool IsWanted(Finding finding) => finding.Severity switch
    {
        Severity.Fault => true,
        Severity.Warning => Verbosity > Verbosity.Quiet,
        _ => IsTalkative,
    };

    private void Write(string prefix, string message)
    {
        lock (_lock)
        {
            Streams.Error.WriteLine($"{Tool}: {prefix}{message}");
        }
    }

    private const int Red = 31;
    private const int Yellow = 33;
    private const int Cyan = 36;

    // Three colours by ECMA-48, so that an error message does not cost the start-up of a console library.
    private string Paint(string text, int color) =>
        Streams is { ErrorIsTerminal: true, Colors: true } ? $"\u001b[{color}m{text}\u001b[0m" : text;
}
