namespace DnssecToolkit.ZoneFiles;

/// <summary>Reads the rest of a file on several threads: each takes a segment, guesses that origin, owner and
/// TTLs are what they were when it looked last, and parses; in the order of the text each guess is held
/// against the truth as far as it was used, and a segment that guessed wrong, or began within an entry, is
/// parsed again.</summary>
internal sealed class ParallelReading
{
    private const int SegmentsAhead = 4;

    private readonly ReadContext _context;
    private readonly IncludeChain _chain;
    private readonly SegmentCutter _cutter;
    private readonly ParsedText _output;
    private readonly Lock _cutting = new();
    private readonly object _committing = new(); // a monitor, for it is waited on
    private readonly Dictionary<int, ParsedSegment> _parsed = [];
    private readonly int _threads;
    private ReaderState _state; // after the last committed segment
    private int _committed;
    private bool _isCommitting;
    private bool _isOver;
    private byte[] _open = []; // the start of an entry that the next segment goes on with
    private uint _openLine;

    /// <summary>Prepares to read on.</summary>
    /// <param name="context">What all stretches share.</param>
    /// <param name="chain">The file.</param>
    /// <param name="cutter">Gives the rest of the file.</param>
    /// <param name="state">What the text before left.</param>
    /// <param name="output">Takes what comes out.</param>
    /// <param name="threads">How many threads parse, the caller's among them.</param>
    public ParallelReading(
        ReadContext context, IncludeChain chain, SegmentCutter cutter, in ReaderState state,
        ParsedText output, int threads)
    {
        (_context, _chain, _cutter, _state, _output, _threads) = (context, chain, cutter, state, output,
            threads);
    }

    /// <summary>Reads all of the rest.</summary>
    /// <returns>What the text leaves.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The context says so.</exception>
    public ReaderState Run()
    {
        Task[] others = [.. Enumerable.Range(1, _threads - 1).Select(_ => Task.Run(Work))];
        try
        {
            Work();
        }
        finally
        {
            Task.WhenAll(others).ContinueWith(
                static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default).Wait();
        }

        foreach (Task other in others)
        {
            other.GetAwaiter().GetResult();
        }

        return _state;
    }

    private void Work()
    {
        ParserBuffers buffers = new();
        bool isDone = false;
        try
        {
            while (TryTake(out TextSegment? segment, out ReaderState guess))
            {
                EntryParser parser = new(_context, _chain, guess, buffers);
                int parsed = parser.Parse(segment!.Buffer, segment.Length, segment.IsFinal, segment.Line);
                Commit(new ParsedSegment(segment, parser, parser.Finish(), guess, parsed), buffers);
            }

            isDone = true;
        }
        finally
        {
            if (!isDone)
            {
                End(); // an exception is on its way: nobody must wait for this thread's segment
            }
        }
    }

    private bool TryTake(out TextSegment? segment, out ReaderState guess)
    {
        _context.Stop.ThrowIfCancellationRequested();
        lock (_cutting)
        {
            segment = _isOver ? null : _cutter.Take();
        }

        lock (_committing)
        {
            while (segment is not null && segment.Index - _committed > SegmentsAhead * _threads && !_isOver)
            {
                Monitor.Wait(_committing);
            }

            guess = _state;
            return segment is not null && !_isOver;
        }
    }

    // Commits this segment and those that waited for it, unless another thread is at it.
    private void Commit(ParsedSegment segment, ParserBuffers buffers)
    {
        lock (_committing)
        {
            _parsed.Add(segment.Segment.Index, segment);
        }

        while (TryBeginCommit(out ParsedSegment? next))
        {
            ReaderState state = CommitInOrder(next!, buffers, out bool isLast);
            lock (_cutting)
            {
                _cutter.Return(next!.Segment.Buffer);
            }

            lock (_committing)
            {
                _state = state;
                _committed++;
                _isCommitting = false;
                _isOver |= isLast;
                Monitor.PulseAll(_committing);
            }
        }
    }

    private bool TryBeginCommit(out ParsedSegment? next)
    {
        lock (_committing)
        {
            next = null;
            return !_isCommitting && !_isOver && (_isCommitting = _parsed.Remove(_committed, out next));
        }
    }

    private ReaderState CommitInOrder(ParsedSegment next, ParserBuffers buffers, out bool isLast)
    {
        TextSegment segment = next.Segment;
        if (_open.Length > 0)
        {
            next = ParseAgain(next, Join(segment), buffers);
        }
        else if (!next.GuessedRight(_state))
        {
            _cutter.PrefersOrigins |= next.NeedsOtherOrigin(_state);
            next = ParseAgain(next, segment, buffers);
        }

        ReaderState state = next.StateAfter(_state);
        EntryParser parser = next.Parser;
        int parsed = next.Parsed;
        _open = parser.IsStopped
            ? [] : next.Segment.Buffer.AsSpan(parsed, next.Segment.Length - parsed).ToArray();
        _openLine = parser.Line;
        isLast = segment.IsFinal || parser.IsStopped;
        GiveUpLongEntry(parser, ref isLast);
        if (segment.IsFinal && !parser.IsStopped && next.Segment.Length > 0
            && next.Segment.Buffer[next.Segment.Length - 1] != (byte)'\n')
        {
            parser.WarnOfMissingLineFeed();
        }

        _output.Append(parser.Output);
        return state;
    }

    private void GiveUpLongEntry(EntryParser parser, ref bool isLast)
    {
        while (_open.Length >= _context.Options.EntryLimit && !isLast)
        {
            int skipped = parser.GiveUpEntry(_open);
            isLast = parser.IsStopped || skipped >= _open.Length;
            _open = _open[skipped..];
            _openLine = parser.Line;
        }
    }

    private TextSegment Join(TextSegment segment)
    {
        byte[] joined = new byte[_open.Length + segment.Length + EntryParser.Padding];
        _open.CopyTo(joined, 0);
        segment.Buffer.AsSpan(0, segment.Length).CopyTo(joined.AsSpan(_open.Length));
        return segment with { Buffer = joined, Length = _open.Length + segment.Length, Line = _openLine };
    }

    private ParsedSegment ParseAgain(ParsedSegment wrong, TextSegment segment, ParserBuffers buffers)
    {
        _context.Discard(wrong.Parser.Output);
        EntryParser parser = new(_context, _chain, _state, buffers);
        int parsed = parser.Parse(segment.Buffer, segment.Length, segment.IsFinal, segment.Line);
        return new ParsedSegment(segment, parser, parser.Finish(), _state, parsed);
    }

    private void End()
    {
        lock (_committing)
        {
            _isOver = true;
            Monitor.PulseAll(_committing);
        }
    }
}
