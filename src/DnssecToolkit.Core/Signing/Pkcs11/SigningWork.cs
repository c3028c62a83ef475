using System.Diagnostics;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>One batch in the queue of a key, and what of it is signed and not yet verified.</summary>
/// <param name="batch">The batch.</param>
internal sealed class SigningWork(SigningBatch batch)
{
    /// <summary>The batch.</summary>
    public SigningBatch Batch => batch;

    /// <summary>The first message that no lane has taken.</summary>
    public int Next { get; set; }

    /// <summary>How many messages are verified, or left.</summary>
    public int Settled { get; set; }

    /// <summary>Slices to be signed again.</summary>
    public Queue<SigningSlice> Again { get; } = new();

    /// <summary>Slices that are signed and not verified.</summary>
    public Queue<SigningSlice> Signed { get; } = new();

    /// <summary>Whether its time is used up.</summary>
    public bool IsOver => Stopwatch.GetTimestamp() >= batch.Ends;

    /// <summary>Whether lanes may take something of it.</summary>
    public bool HasMore => (Again.Count > 0 || Next < batch.Count) && !IsOver;

    /// <summary>Takes a slice.</summary>
    /// <param name="most">The most messages.</param>
    public SigningSlice Take(int most)
    {
        if (Again.TryDequeue(out SigningSlice? again))
        {
            if (again.Count > most)
            {
                Again.Enqueue(again.After(most));
            }

            return again.First(most);
        }

        SigningSlice slice = new(this, Next, Math.Min(most, batch.Count - Next));
        Next += slice.Count;
        return slice;
    }

    /// <summary>Leaves what no lane has.</summary>
    public void LeaveRest()
    {
        while (Again.TryDequeue(out SigningSlice? again))
        {
            Leave(again.From, again.Count);
        }

        Leave(Next, batch.Count - Next);
        Next = batch.Count;
    }

    private void Leave(int from, int count)
    {
        for (int index = from; index < from + count; index++)
        {
            batch.Leave(index);
        }

        Settled += count;
    }
}
