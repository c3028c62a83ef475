namespace DnssecToolkit.CommandLine;

/// <summary>The exit statuses, the same in all executables and stable for scripts.</summary>
public enum ExitStatus
{
    /// <summary>Done, nothing wrong.</summary>
    Done = 0,

    /// <summary>The check or the policy says no.</summary>
    Refused = 1,

    /// <summary>The command line or the configuration is wrong.</summary>
    Usage = 2,

    /// <summary>An input cannot be read.</summary>
    UnreadableInput = 3,

    /// <summary>A key or token cannot be used.</summary>
    KeyUnavailable = 4,

    /// <summary>An output cannot be written.</summary>
    UnwritableOutput = 5,

    /// <summary>Another run holds the lock.</summary>
    LockHeld = 6,

    /// <summary>Our own mistake.</summary>
    InternalError = 70,
}
