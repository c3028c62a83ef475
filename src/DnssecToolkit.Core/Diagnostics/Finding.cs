namespace DnssecToolkit.Diagnostics;

/// <summary>One thing a check found, at one place.</summary>
/// <param name="Code">The check.</param>
/// <param name="Location">Where; its file is null for a finding about the whole.</param>
/// <param name="Message">What is wrong there, as a lower-case clause without a full stop, naming the values
/// concerned.</param>
public sealed record Finding(CheckCode Code, SourceLocation Location, string Message)
{
    /// <summary>What to do about it, or null where the message says it already.</summary>
    public string? Hint { get; init; }

    /// <summary>The code's severity.</summary>
    public Severity Severity => Code.Severity;

    /// <summary>Gives <c>file:line:column: [CODE] message</c>.</summary>
    public override string ToString() =>
        Location.File is null ? $"[{Code.Tag}] {Message}" : $"{Location}: [{Code.Tag}] {Message}";
}
