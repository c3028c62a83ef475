using System.Collections.Frozen;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>The rungs, and where to step onto the ladder for each return value.</summary>
internal static class RecoveryLadder
{
    /// <summary>The rungs, in order.</summary>
    public static IReadOnlyList<RecoveryRung> Rungs { get; } =
    [
        new(RecoveryStep.Retry, "trying again", 1_000, TimeSpan.FromMilliseconds(20), Seconds(10)),
        new(RecoveryStep.NewSession, "opening new sessions", 100, TimeSpan.Zero, Seconds(30)),
        new(RecoveryStep.Login, "logging in again", 50, TimeSpan.FromMilliseconds(100), Seconds(60)),
        new(RecoveryStep.RestartModule, "starting the module again", 20, TimeSpan.FromMilliseconds(250),
            Seconds(60)),
        new(RecoveryStep.NewProcess, "starting a new process for the module", 10,
            TimeSpan.FromMilliseconds(500),
            Seconds(60)),
        new(RecoveryStep.OperatorCommand, "running the operator's command", 3, TimeSpan.Zero, Seconds(60)),
    ];

    /// <summary>How long to wait before each search for a token that is absent after a start: a card is seen
    /// about a second after pcscd is back.</summary>
    public static IReadOnlyList<TimeSpan> SearchPauses { get; } =
        [TimeSpan.Zero, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(400),
            TimeSpan.FromSeconds(1.5)];

    // What is not here may pass by itself, so that it begins with a retry. PIN faults and refusals are not
    // retried at all.
    private static readonly FrozenDictionary<nuint, RecoveryStep?> First = new Dictionary<nuint, RecoveryStep?>
    {
        [0x3] = RecoveryStep.RestartModule,     // CKR_SLOT_ID_INVALID
        [0x32] = RecoveryStep.RestartModule,    // CKR_DEVICE_REMOVED
        [0xE0] = RecoveryStep.RestartModule,    // CKR_TOKEN_NOT_PRESENT
        [0xE1] = RecoveryStep.RestartModule,    // CKR_TOKEN_NOT_RECOGNIZED
        [0x190] = RecoveryStep.RestartModule,   // CKR_CRYPTOKI_NOT_INITIALIZED
        [0x60] = RecoveryStep.NewSession,       // CKR_KEY_HANDLE_INVALID: keys are searched for again
        [0x82] = RecoveryStep.NewSession,       // CKR_OBJECT_HANDLE_INVALID
        [0x90] = RecoveryStep.NewSession,       // CKR_OPERATION_ACTIVE
        [0x91] = RecoveryStep.NewSession,       // CKR_OPERATION_NOT_INITIALIZED
        [0xB0] = RecoveryStep.NewSession,       // CKR_SESSION_CLOSED
        [0xB1] = RecoveryStep.NewSession,       // CKR_SESSION_COUNT
        [0xB3] = RecoveryStep.NewSession,       // CKR_SESSION_HANDLE_INVALID
        [0x101] = RecoveryStep.Login,           // CKR_USER_NOT_LOGGED_IN
        [0x102] = RecoveryStep.RestartModule,   // CKR_USER_PIN_NOT_INITIALIZED: SoftHSM, while another program logs in
        [ReturnValue.HostHung.Number] = RecoveryStep.NewProcess,
        [ReturnValue.HostGone.Number] = RecoveryStep.NewProcess,
        [ReturnValue.HostGarbled.Number] = RecoveryStep.NewProcess,
        [ReturnValue.HostStuck.Number] = null,
        [0x20] = null,                          // CKR_DATA_INVALID
        [0x21] = null,                          // CKR_DATA_LEN_RANGE
        [0x54] = null,                          // CKR_FUNCTION_NOT_SUPPORTED
        [0x62] = null,                          // CKR_KEY_SIZE_RANGE
        [0x63] = null,                          // CKR_KEY_TYPE_INCONSISTENT
        [0x68] = null,                          // CKR_KEY_FUNCTION_NOT_PERMITTED
        [0x70] = null,                          // CKR_MECHANISM_INVALID
        [0x71] = null,                          // CKR_MECHANISM_PARAM_INVALID
        [0xA0] = null,                          // CKR_PIN_INCORRECT
        [0xA1] = null,                          // CKR_PIN_INVALID
        [0xA2] = null,                          // CKR_PIN_LEN_RANGE
        [0xA3] = null,                          // CKR_PIN_EXPIRED
        [0xA4] = null,                          // CKR_PIN_LOCKED
        [0x121] = null,                         // CKR_RANDOM_NO_RNG
        [0x203] = null,                         // CKR_KEY_EXHAUSTED
    }.ToFrozenDictionary();

    /// <summary>How long a step may take unless somebody says otherwise.</summary>
    public static TimeSpan DeadlineOf(RecoveryStep step) => Rungs[(int)step].Deadline;

    private static TimeSpan Seconds(int count) => TimeSpan.FromSeconds(count);

    /// <summary>Where to begin after a return value; null where nothing helps.</summary>
    public static RecoveryStep? FirstFor(ReturnValue result) =>
        First.TryGetValue(result.Number, out RecoveryStep? step) ? step : RecoveryStep.Retry;
}
