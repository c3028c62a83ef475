using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Signing;

/// <summary>A session that is faster, or no slower than its device, when it gets many messages at
/// once.</summary>
public interface IBatchSigningSession : ISigningSession
{
    /// <summary>Signs all messages of a batch; in their order, as far as its time goes, where it has an
    /// end.</summary>
    /// <param name="batch">The batch; takes the signatures. Not to be used again after a failure.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="KeyUnavailableException">The key or token failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was set.</exception>
    void Sign(SigningBatch batch, CancellationToken cancellation);
}
