using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Signing;

/// <summary>One thread's way to a key. Not safe for two threads at once.</summary>
public interface ISigningSession : IDisposable
{
    /// <summary>Signs.</summary>
    /// <param name="message">What is to be signed, not hashed: RRSIG RDATA without the signature, then the
    /// RRset (RFC 4034 §3.1.8.1).</param>
    /// <param name="signature">Takes the signature in DNSSEC's form (r and s side by side for ECDSA); at
    /// least the algorithm's length.</param>
    /// <returns>The octets written.</returns>
    /// <exception cref="KeyUnavailableException">The key or token failed.</exception>
    int Sign(ReadOnlySpan<byte> message, Span<byte> signature);
}
