using System.Runtime.ExceptionServices;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Between the threads that need signatures of a key and the lanes that make them: who is free takes
/// the next slice.</summary>
/// <remarks>So tokens that hold the same key share the load, each by its own speed, and what one leaves
/// unfinished another does.</remarks>
internal sealed class SigningQueue
{
    private static readonly TimeSpan LookAround = TimeSpan.FromMilliseconds(100);

    private readonly object _changed = new();
    private readonly LinkedList<SigningWork> _works = [];
    private ExceptionDispatchInfo? _failure;
    private bool _isClosed;
    private readonly Dictionary<TokenConnection, int> _lanes = [];

    /// <summary>Counts a lane of a token in.</summary>
    public void Join(TokenConnection token)
    {
        lock (_changed)
        {
            _lanes[token] = _lanes.GetValueOrDefault(token) + 1;
        }
    }

    /// <summary>Adds a batch.</summary>
    public SigningWork Add(SigningBatch batch)
    {
        lock (_changed)
        {
            SigningWork work = new(batch);
            _works.AddLast(work);
            Monitor.PulseAll(_changed);
            return work;
        }
    }

    /// <summary>Takes the next slice; waits for one.</summary>
    /// <param name="most">The most messages.</param>
    /// <returns>Null once the queue is closed.</returns>
    public SigningSlice? Take(int most)
    {
        lock (_changed)
        {
            while (!_isClosed)
            {
                if (_works.FirstOrDefault(work => work.HasMore) is { } work)
                {
                    return work.Take(most);
                }

                Monitor.Wait(_changed);
            }

            return null;
        }
    }

    /// <summary>Hands a signed slice over to be verified, and gives back what of it is not signed.</summary>
    /// <param name="slice">The slice.</param>
    /// <param name="count">How many of its messages are signed, from the first on; one at least.</param>
    public void Signed(SigningSlice slice, int count)
    {
        lock (_changed)
        {
            slice.Work.Signed.Enqueue(slice.First(count));
            if (count < slice.Count)
            {
                slice.Work.Again.Enqueue(slice.After(count));
            }

            Monitor.PulseAll(_changed);
        }
    }

    /// <summary>Gives a slice back, to be signed again.</summary>
    public void Return(SigningSlice slice)
    {
        lock (_changed)
        {
            slice.Work.Again.Enqueue(slice);
            Monitor.PulseAll(_changed);
        }
    }

    /// <summary>A lane has failed for good: what it had goes to another, or all fails where there is
    /// none.</summary>
    /// <param name="token">The lane's token.</param>
    /// <param name="unfinished">What it had, or null.</param>
    /// <param name="failure">Why.</param>
    /// <returns>How many other tokens have lanes.</returns>
    public int Leave(TokenConnection token, SigningSlice? unfinished, Exception failure)
    {
        lock (_changed)
        {
            unfinished?.Work.Again.Enqueue(unfinished);
            _lanes[token]--;
            _failure = _lanes.Values.All(count => count == 0)
                ? ExceptionDispatchInfo.Capture(failure) : _failure;
            Monitor.PulseAll(_changed);
            return _lanes.Count(row => row.Key != token && row.Value > 0);
        }
    }

    /// <summary>Takes a slice of a batch that is signed; waits for one.</summary>
    /// <param name="work">The batch.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>Null once all of it is verified, or left because its time was used up.</returns>
    public SigningSlice? TakeSigned(SigningWork work, CancellationToken stop)
    {
        lock (_changed)
        {
            while (true)
            {
                if (work.Signed.TryDequeue(out SigningSlice? slice))
                {
                    return slice;
                }

                if (work.IsOver)
                {
                    work.LeaveRest();
                }

                if (work.Settled == work.Batch.Count)
                {
                    _ = _works.Remove(work);
                    return null;
                }

                _failure?.Throw();
                if (stop.IsCancellationRequested)
                {
                    _ = _works.Remove(work);
                    stop.ThrowIfCancellationRequested();
                }

                Monitor.Wait(_changed, LookAround);
            }
        }
    }

    /// <summary>Lets the lanes end.</summary>
    public void Close()
    {
        lock (_changed)
        {
            _isClosed = true;
            Monitor.PulseAll(_changed);
        }
    }
}
