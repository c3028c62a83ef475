using System.Diagnostics;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>A thread that keeps one session of a token at work.</summary>
internal sealed class SigningLane
{
    private const int MostMessages = 2_048;
    private const int MostAtOnce = 256; // in one question, which has its bounds too

    // Long enough that questions and answers cost little beside the signing, short enough that other lanes find work
    // left. Where there are
    // none it is longer, and asked for in parts of which one is always waiting at the device: one below a network
    // connection loses some
    // 40 ms each time that it had nothing to do.
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
        queue.Join();
        _work =
            Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _ = _work.ContinueWith(
            failed => queue.Leave(_current, failed.Exception!.InnerException!),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>Signatures made a second, while there was work; 0 before the first.</summary>
    public double Rate { get; private set; }

    /// <summary>Waits for its end.</summary>
    /// <returns>False if it still has a call under way.</returns>
    public bool TryJoin(TimeSpan patience) =>
        Task.WhenAny(_work, Task.Delay(patience)).GetAwaiter().GetResult() == _work;

    private void Work()
    {
        RawSignatures raw = new();
        long made = 0;
        double spent = 0;
        int most = 1;
        while (_queue.Take(most) is { } slice)
        {
            _current = slice;
            raw.AskedAtOnce = Math.Min((slice.Count + _parts - 1) / _parts, MostAtOnce);
            long start = Stopwatch.GetTimestamp();
            _key.Sign(slice, raw);
            _current = null;
            _queue.Signed(slice);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            made += slice.Count;
            spent += seconds;
            Rate = made / Math.Max(spent, 1e-6);
            most = Math.Clamp(
                (int)(_sliceSeconds * slice.Count / Math.Max(seconds, 1e-6)), 1, Math.Min(MostMessages, 4 * most));
        }
    }
}
