namespace DnssecToolkit.Interop.Foreign;

/// <summary>A foreign program with everything it needs to run.</summary>
/// <param name="Program">Its name without a directory.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record ForeignCommand(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>Where it runs, or null for the directory of this test run.</summary>
    public string? Directory { get; init; }

    /// <summary>What it reads on standard input.</summary>
    public string Input { get; init; } = "";

    /// <summary>Environment variables on top of our own.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>When it is ended by force.</summary>
    public TimeSpan Timeout { get; init; } = ForeignTool.DefaultTimeout;

    /// <summary>Gives the command as one would type it.</summary>
    public override string ToString() => string.Join(' ', [Program, .. Arguments]);
}
