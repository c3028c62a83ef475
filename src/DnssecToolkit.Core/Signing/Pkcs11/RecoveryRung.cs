namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>One rung of the ladder.</summary>
/// <param name="Step">What is done.</param>
/// <param name="Words">The same, for people.</param>
/// <param name="MostUses">How often a token may need it in one run: a token that fails for ever must not be
/// waited for that long.</param>
/// <param name="Pause">How long to wait before it.</param>
/// <param name="Deadline">How long it may take.</param>
internal sealed record RecoveryRung(RecoveryStep Step, string Words, int MostUses, TimeSpan Pause,
    TimeSpan Deadline);
