using System.Diagnostics;

namespace DnssecToolkit.Signing;

/// <summary>The messages of one block for one key: collected, signed together, and given out in the order in which they came.</summary>
/// <param name="session">Signs them.</param>
/// <param name="signatureLength">The octets of a signature.</param>
internal sealed class PendingBatch(IBatchSigningSession session, int signatureLength)
{
    private readonly SigningBatch _batch = new(signatureLength);
    private int _next;

    /// <summary>Whether there are signatures to give out.</summary>
    public bool HasMore => _next < _batch.Count;

    /// <summary>Begins to collect.</summary>
    public void Begin()
    {
        _batch.Clear();
        _next = 0;
    }

    /// <summary>Collects a message.</summary>
    public void Add(ReadOnlySpan<byte> message) => _batch.Add(message);

    /// <summary>Signs what was collected.</summary>
    public void Sign(CancellationToken stop)
    {
        if (_batch.Count > 0)
        {
            session.Sign(_batch, stop);
        }
    }

    /// <summary>Gives out the next signature.</summary>
    /// <param name="message">What it must be of.</param>
    /// <param name="signature">Takes it.</param>
    /// <returns>Its octets.</returns>
    public int Take(ReadOnlySpan<byte> message, Span<byte> signature)
    {
        if (!message.SequenceEqual(_batch.MessageAt(_next)))
        {
            throw new UnreachableException("a block came out differently the second time");
        }

        _batch.SignatureAt(_next++).CopyTo(signature);
        return signatureLength;
    }
}
