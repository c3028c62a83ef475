using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Signing.Software;

/// <summary>One thread's signing context.</summary>
/// <param name="context">The context; owned from here on.</param>
internal sealed class SoftwareSigningSession(SigningContext context) : ISigningSession
{
    /// <inheritdoc/>
    public int Sign(ReadOnlySpan<byte> message, Span<byte> signature) => context.Sign(message, signature);

    /// <inheritdoc/>
    public void Dispose() => context.Dispose();
}
