namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <summary>One call at a time to a token host, and the wait for its answer.</summary>
/// <param name="number">Its number.</param>
internal sealed class HostLane(int number) : IDisposable
{
    private readonly ManualResetEventSlim _answered = new(initialState: false, spinCount: 0);
    private long _deadline = long.MaxValue;
    private byte[]? _body;

    /// <summary>Its number.</summary>
    public int Number => number;

    /// <summary>The request, kept for its buffer.</summary>
    public FrameWriter Request { get; } = new();

    /// <summary>Begins to wait.</summary>
    /// <param name="deadline">When the host has to have answered, by <see cref="Environment.TickCount64"/>.</param>
    public void Begin(long deadline)
    {
        _body = null;
        _answered.Reset();
        Volatile.Write(ref _deadline, deadline);
    }

    /// <summary>Whether it waits.</summary>
    public bool IsBusy => Volatile.Read(ref _deadline) != long.MaxValue;

    /// <summary>Whether it waits since too long.</summary>
    public bool IsLate(long now) => now > Volatile.Read(ref _deadline);

    /// <summary>Waits for the answer's body, null where there will be none.</summary>
    public byte[]? Wait()
    {
        _answered.Wait();
        Volatile.Write(ref _deadline, long.MaxValue);
        return _body;
    }

    /// <summary>Ends the wait.</summary>
    /// <param name="body">The answer, or null where there will be none.</param>
    /// <returns>False if nobody waits.</returns>
    public bool TryEnd(byte[]? body)
    {
        if (_answered.IsSet || !IsBusy)
        {
            return false;
        }

        _body = body;
        _answered.Set();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _answered.Dispose();
        _ = Request.Clear();
    }
}
