namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <summary>One caller's questions to a token host, answered in their order, and the wait for the
/// answers.</summary>
/// <param name="number">Its number.</param>
internal sealed class HostLane(int number)
{
    private readonly object _changed = new();
    private readonly Queue<byte[]> _answers = new();
    private long _deadline = long.MaxValue;
    private int _asked;
    private bool _isOver;

    /// <summary>Its number.</summary>
    public int Number => number;

    /// <summary>The request, kept for its buffer.</summary>
    public FrameWriter Request { get; } = new();

    /// <summary>Whether somebody waits for an answer.</summary>
    public bool IsBusy => Volatile.Read(ref _deadline) != long.MaxValue;

    /// <summary>Whether somebody waits since too long.</summary>
    public bool IsLate(long now) => now > Volatile.Read(ref _deadline);

    /// <summary>Counts a question.</summary>
    public void Ask()
    {
        lock (_changed)
        {
            _asked++;
        }
    }

    /// <summary>Sets when the host has to have answered, before there is a wait: a question too can be
    /// stuck.</summary>
    /// <param name="deadline">By <see cref="Environment.TickCount64"/>.</param>
    public void Expect(long deadline) => Volatile.Write(ref _deadline, deadline);

    /// <summary>Takes an answer in.</summary>
    /// <returns>False if no question is open.</returns>
    public bool TryAnswer(byte[] body)
    {
        lock (_changed)
        {
            if (_asked == 0)
            {
                return false;
            }

            _asked--;
            _answers.Enqueue(body);
            Monitor.Pulse(_changed);
            return true;
        }
    }

    /// <summary>Waits for the next answer.</summary>
    /// <param name="deadline">When the host has to have given it, by
    /// <see cref="Environment.TickCount64"/>.</param>
    /// <returns>Its body; null where there will be none.</returns>
    public byte[]? Wait(long deadline)
    {
        lock (_changed)
        {
            Volatile.Write(ref _deadline, deadline);
            while (_answers.Count == 0 && !_isOver)
            {
                Monitor.Wait(_changed);
            }

            Volatile.Write(ref _deadline, long.MaxValue);
            return _answers.TryDequeue(out byte[]? body) ? body : null;
        }
    }

    /// <summary>There will be no more answers.</summary>
    public void End()
    {
        lock (_changed)
        {
            _isOver = true;
            Monitor.Pulse(_changed);
        }
    }
}
