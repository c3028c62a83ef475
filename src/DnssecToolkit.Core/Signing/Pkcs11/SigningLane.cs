using DnssecToolkit.Diagnostics;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>A thread that keeps one session of a token at work.</summary>
internal sealed class SigningLane
{
    private const int MostMessages = 2_048;
    private const int MostAtOnce = 256; // in one question, which has its bounds too

    // Long enough that questions and answers cost little beside the signing, short enough that other lanes
    // find work left. Where there are none it is longer, and asked for in parts of which one is always
    // waiting at the device: one below a network connection loses some 40 ms each time that it had nothing to
    // do.
    private const double SharedSliceSeconds = 0.03;
    private const double LoneSliceSeconds = 2;
    private const int LoneParts = 8;

    private readonly SigningQueue _queue;
    private readonly TokenKey _key;
    private readonly double _sliceSeconds;
    private readonly int _parts;
    private readonly Task _work;
    private SigningSlice? _current;

    /// <summary>Starts it.</summary>
    /// <param name="queue">Where its work comes from.</param>
    /// <param name="key">The key in its token.</param>
    /// <param name="lanes">How many lanes the queue has.</param>
    public SigningLane(SigningQueue queue, TokenKey key, int lanes)
    {
        _queue = queue;
        _key = key;
        (_sliceSeconds, _parts) = lanes == 1 ? (LoneSliceSeconds, LoneParts) : (SharedSliceSeconds, 1);
        queue.Join(key.Connection);
        _work =
            Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
        _ = _work.ContinueWith(
            failed => Leave(failed.Exception!.InnerException!),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>Signatures made a second, while the token was asked for some; 0 before the first.</summary>
    public double Rate { get; private set; }

    /// <summary>Signatures made.</summary>
    public long Made { get; private set; }

    /// <summary>Whether its token has failed for good.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Waits for its end.</summary>
    /// <returns>False if it still has a call under way.</returns>
    public bool TryJoin(TimeSpan patience) =>
        Task.WhenAny(_work, Task.Delay(patience)).GetAwaiter().GetResult() == _work;

    private void Leave(Exception failure)
    {
        HasFailed = true;
        int left = _queue.Leave(_key.Connection, _current, failure);
        if (failure is KeyUnavailableException)
        {
            _key.Connection.Lose(failure, left);
        }
    }

    private void Work()
    {
        RawSignatures raw = new();
        double spent = 0;
        int most = 1;
        while (_queue.Take(most) is { } slice)
        {
            _current = slice;
            raw.AskedAtOnce = Math.Min((slice.Count + _parts - 1) / _parts, MostAtOnce);
            int signed = _key.Sign(slice, raw);
            _current = null;
            _queue.Signed(slice, signed);
            double seconds = Math.Max(raw.Spent.Time.TotalSeconds, 1e-6);
            Made += raw.Spent.Count;
            spent += seconds;
            Rate = Made / spent;
            most = Math.Clamp((int)(_sliceSeconds * raw.Spent.Count / seconds), 1,
                Math.Min(MostMessages, 4 * most));
        }
    }
}
