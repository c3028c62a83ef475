using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>How a token did with an algorithm.</summary>
/// <param name="Algorithm">The algorithm.</param>
/// <param name="Generation">How long it took to make a key and prove it, or to fail.</param>
/// <param name="Signature">How long a signature takes on average, verified in software; zero where it
/// failed.</param>
/// <param name="Fault">What went wrong; null where all was well.</param>
public sealed record TokenTrialResult(
    DnssecAlgorithm Algorithm, TimeSpan Generation, TimeSpan Signature, string? Fault);
