namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>What a token says about its user PIN.</summary>
public enum PinState
{
    /// <summary>It is set, and no wrong one was given since the last right one.</summary>
    Good,

    /// <summary>It was never set (CKF_USER_PIN_INITIALIZED is missing).</summary>
    NotSet,

    /// <summary>A wrong PIN was given since the last right one (CKF_USER_PIN_COUNT_LOW).</summary>
    TriesUsed,

    /// <summary>One more wrong PIN locks it (CKF_USER_PIN_FINAL_TRY): no program should try.</summary>
    FinalTry,

    /// <summary>It is locked (CKF_USER_PIN_LOCKED).</summary>
    Locked,
}
