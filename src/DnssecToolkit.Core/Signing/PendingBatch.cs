using System.Diagnostics;
using DnssecToolkit.Planning;

namespace DnssecToolkit.Signing;

/// <summary>The messages of one block for one key: collected, signed together, and given out in the order in
/// which they came.</summary>
/// <param name="session">Signs them.</param>
/// <param name="signatureLength">The octets of a signature.</param>
internal sealed class PendingBatch(IBatchSigningSession session, int signatureLength)
{
    private CollectedMessages _collected = new(new SigningBatch(signatureLength), []);
    private int _next;

    /// <summary>Whether there are signatures to give out.</summary>
    public bool HasMore => _next < _collected.Batch.Count;

    /// <summary>Begins to collect.</summary>
    public void Begin()
    {
        _collected.Batch.Clear();
        _collected.Planned.Clear();
        _next = 0;
    }

    /// <summary>Collects a message.</summary>
    public void Add(ReadOnlySpan<byte> message, PlannedSignature planned)
    {
        _collected.Batch.Add(message);
        _collected.Planned.Add(planned);
    }

    /// <summary>Signs what was collected.</summary>
    public void Sign(CancellationToken stop)
    {
        if (_collected.Batch.Count > 0)
        {
            session.Sign(_collected.Batch, stop);
        }
    }

    /// <summary>Signs what was collected elsewhere.</summary>
    public void Sign(SigningBatch batch, CancellationToken stop) => session.Sign(batch, stop);

    /// <summary>Hands over what was collected.</summary>
    public CollectedMessages HandOver()
    {
        CollectedMessages collected = _collected;
        _collected = new CollectedMessages(new SigningBatch(signatureLength), []);
        return collected;
    }

    /// <summary>Takes back what was handed over, its messages signed or left.</summary>
    public void TakeBack(CollectedMessages collected)
    {
        _collected = collected;
        _next = 0;
        SkipLeft();
    }

    /// <summary>Gives out the next signature.</summary>
    /// <param name="message">What it must be of.</param>
    /// <param name="signature">Takes it.</param>
    /// <returns>Its octets.</returns>
    public int Take(ReadOnlySpan<byte> message, Span<byte> signature)
    {
        if (!message.SequenceEqual(_collected.Batch.MessageAt(_next)))
        {
            throw new UnreachableException("a block came out differently the second time");
        }

        _collected.Batch.SignatureAt(_next++).CopyTo(signature);
        SkipLeft();
        return signatureLength;
    }

    private void SkipLeft()
    {
        while (HasMore && _collected.Batch.IsLeft(_next))
        {
            _next++;
        }
    }
}
