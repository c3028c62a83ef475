namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>What is tried when a token fails, in the order of what it costs.</summary>
public enum RecoveryStep
{
    /// <summary>The same call again.</summary>
    Retry,

    /// <summary>New sessions.</summary>
    NewSession,

    /// <summary>All sessions closed, and a login again.</summary>
    Login,

    /// <summary>C_Finalize, C_Initialize, the token searched for, a login.</summary>
    RestartModule,

    /// <summary>The module's process ended and started again.</summary>
    NewProcess,

    /// <summary>The operator's command, then everything anew.</summary>
    OperatorCommand,
}
