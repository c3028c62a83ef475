namespace DnssecToolkit.CommandLine;

/// <summary>How much a person wants to read on standard error.</summary>
public enum Verbosity
{
    /// <summary>Errors only (<c>--quiet</c>).</summary>
    Quiet,

    /// <summary>Warnings too, and on a terminal also what is being done.</summary>
    Normal,

    /// <summary>What is being done, terminal or not (<c>--verbose</c>).</summary>
    Verbose,
}
