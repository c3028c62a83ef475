namespace DnssecToolkit.Diagnostics;

/// <summary>A failure that the operator can mend; each kind is one subclass and one exit status (DESIGN.md
/// §2).</summary>
/// <param name="message">Place and cause, as a lower-case clause without a full stop and without
/// secrets.</param>
/// <param name="hint">What to do next, or null.</param>
/// <param name="inner">What caused it, or null.</param>
public abstract class ToolkitException(string message, string? hint = null, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>What to do next, or null.</summary>
    public string? Hint { get; } = hint;
}

/// <summary>A check or the policy says no (exit status 1).</summary>
public sealed class RefusedException(CheckCode code, string message, string? hint = null)
    : ToolkitException($"[{code.Tag}] {message}", hint)
{
    /// <summary>The check that refused.</summary>
    public CheckCode Code { get; } = code;
}

/// <summary>The command line or the configuration is wrong (exit status 2).</summary>
public sealed class UsageException(string message, string? hint = null, Exception? inner = null)
    : ToolkitException(message, hint, inner);

/// <summary>An input cannot be read, or not be understood (exit status 3).</summary>
public sealed class UnreadableInputException(
    string message, string? hint = null, IReadOnlyList<Finding>? findings = null, Exception? inner = null)
    : ToolkitException(message, hint, inner)
{
    /// <summary>The faults found in it, where it could be read at all.</summary>
    public IReadOnlyList<Finding> Findings { get; } = findings ?? [];
}

/// <summary>A key or token cannot be used (exit status 4).</summary>
public sealed class KeyUnavailableException(string message, string? hint = null, Exception? inner = null)
    : ToolkitException(message, hint, inner);

/// <summary>An output cannot be written (exit status 5).</summary>
public sealed class UnwritableOutputException(string message, string? hint = null, Exception? inner = null)
    : ToolkitException(message, hint, inner);

/// <summary>Another run holds the lock (exit status 6).</summary>
public sealed class LockHeldException(string message, string? hint = null, Exception? inner = null)
    : ToolkitException(message, hint, inner);
