using DnssecToolkit.Canonical;
using DnssecToolkit.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace DnssecToolkit.Signing;

/// <summary>Puts blocks that threads finish in any order into the file in their order.</summary>
/// <remarks>Whoever hands in the block whose turn it is writes it, and those that waited behind it. A thread
/// that is too far ahead waits, so that memory stays bounded.</remarks>
internal sealed class OrderedOutput(SafeFileHandle file, IReadOnlyList<ZoneDigest> digests, int threads)
{
    private readonly int _mostWaiting = 4 * threads;
    private readonly Dictionary<int, SignedBlock> _waiting = [];
    private readonly Stack<SignedBlock> _free = new();
    private readonly object _turn = new();
    private int _next;
    private bool _isStopped;

    /// <summary>How many octets are in the file.</summary>
    public long Length { get; private set; }

    /// <summary>Gives an empty block.</summary>
    public SignedBlock Rent()
    {
        lock (_turn)
        {
            return _free.TryPop(out SignedBlock? block) ? block : new SignedBlock();
        }
    }

    /// <summary>Takes a block; it must not be touched afterwards.</summary>
    /// <param name="number">Its place among the blocks, from 0, each once.</param>
    /// <param name="block">The block.</param>
    /// <exception cref="UnwritableOutputException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Another thread failed meanwhile.</exception>
    public void Submit(int number, SignedBlock block)
    {
        lock (_turn)
        {
            while (!_isStopped && number != _next && _waiting.Count >= _mostWaiting)
            {
                Monitor.Wait(_turn);
            }

            if (_isStopped)
            {
                throw new OperationCanceledException("signing was stopped");
            }

            _waiting.Add(number, block);
            while (_waiting.Remove(_next, out SignedBlock? due))
            {
                Write(due);
                _next++;
            }

            Monitor.PulseAll(_turn);
        }
    }

    /// <summary>Lets no thread wait any longer: one has failed.</summary>
    public void Stop()
    {
        lock (_turn)
        {
            _isStopped = true;
            Monitor.PulseAll(_turn);
        }
    }

    /// <summary>Replaces text that is in the file already.</summary>
    /// <param name="offset">Where it begins.</param>
    /// <param name="text">Text of the same length.</param>
    /// <exception cref="UnwritableOutputException">The file cannot be written.</exception>
    public void Patch(long offset, ReadOnlySpan<byte> text) => WriteAt(offset, text);

    private void Write(SignedBlock block)
    {
        WriteAt(Length, block.Text.Written);
        Length += block.Text.Length;
        foreach (ZoneDigest digest in digests)
        {
            digest.AppendCanonical(block.Wire.Written);
        }

        block.Clear();
        _free.Push(block);
    }

    private void WriteAt(long offset, ReadOnlySpan<byte> text)
    {
        try
        {
            RandomAccess.Write(file, text, offset);
        }
        catch (Exception e) when (e is IOException or ArgumentOutOfRangeException) // .NET gives the latter for EFBIG
        {
            throw new UnwritableOutputException($"the signed zone cannot be written: {e.Message}",
                "free some space, then run again; the file that was there before is untouched", e);
        }
    }
}
