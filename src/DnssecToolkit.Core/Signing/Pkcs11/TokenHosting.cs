namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Where PKCS#11 modules run, and how long they may take.</summary>
public sealed record TokenHosting
{
    /// <summary>The argument by which a tool of ours becomes a token host.</summary>
    public const string Argument = "token-host";

    /// <summary>Modules in this process: one that crashes takes the process with it; one that hangs is given
    /// up, and with it the run.</summary>
    public static TokenHosting InProcess { get; } = new();

    /// <summary>The program to start for each module, with its first arguments; empty to run modules in this
    /// process.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>How long a call may take before its module counts as hung.</summary>
    public TimeSpan CallDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The same for making a key; a real chip takes up to a minute for RSA.</summary>
    public TimeSpan GenerationDeadline { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How much time all recovery of a run may take together.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long single steps of recovery may take, where that differs from the ladder's
    /// own.</summary>
    public IReadOnlyDictionary<RecoveryStep, TimeSpan> StepDeadlines { get; init; } =
        new Dictionary<RecoveryStep, TimeSpan>();

    /// <summary>The caller's wish to stop: ends pauses of recovery at once, and soon after it calls that do
    /// not come back.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>The operator's command that brings a device back, such as one that starts pcscd again: a
    /// program and its arguments; empty for none.</summary>
    public IReadOnlyList<string> RestartCommand { get; init; } = [];

    /// <summary>Names of variables of the environment that modules get beside those that all get.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>Takes what happens, from any thread; null where nobody listens.</summary>
    public Action<TokenEvent>? Listener { get; init; }

    /// <summary>Whether modules run in child processes.</summary>
    public bool IsIsolated => Command.Count > 0;

    /// <summary>Whether a module hangs in this process.</summary>
    internal static bool HasStuckModule { get; set; }

    /// <summary>Keeps a variable of the environment from modules and from the operator's command, since it
    /// holds a secret.</summary>
    /// <param name="variable">Its name.</param>
    public static void Withhold(string variable) => Interop.ProcessEnvironment.Withhold(variable);

    /// <summary>Keeps a descriptor from every process that is started from here on, since a secret is read
    /// from it.</summary>
    /// <param name="descriptor">Its number.</param>
    public static void Withhold(int descriptor) => Interop.HostLimits.CloseOnExec(descriptor);

    /// <summary>Ends the process at once where a module hangs in it, which could hang in its exit handlers
    /// too.</summary>
    /// <param name="status">The exit status.</param>
    public static void LeaveStuckModule(int status)
    {
        if (HasStuckModule)
        {
            Interop.HostLimits.End(status);
        }
    }

    /// <summary>Becomes a token host if that is what a tool was started for.</summary>
    /// <param name="arguments">The tool's arguments.</param>
    /// <param name="status">The exit status, after the host has ended.</param>
    public static bool TryServe(ReadOnlySpan<string> arguments, out int status)
    {
        bool isAsked = arguments is [Argument, ..];
        status = isAsked ? Interop.TokenHost.Run(arguments[1..]) : 0;
        return isAsked;
    }

    /// <summary>Waits; shorter where the caller wishes to stop.</summary>
    /// <exception cref="OperationCanceledException">The caller wishes to stop.</exception>
    internal void Pause(TimeSpan length)
    {
        _ = Stop.WaitHandle.WaitOne(length);
        Stop.ThrowIfCancellationRequested();
    }

    /// <summary>Tells the listener, if there is one.</summary>
    internal void Tell(TokenEvent happened) => Listener?.Invoke(happened);
}
