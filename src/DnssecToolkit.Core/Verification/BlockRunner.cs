using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Verification;

/// <summary>Checks a block of names: from <paramref name="first"/> to
/// before <paramref name="end"/>.</summary>
internal delegate void BlockCheck(int first, int end, FindingSink sink);

/// <summary>Runs a check over all names in blocks, on all threads; findings
/// come out in the zone's order.</summary>
internal sealed class BlockRunner(
    int nodeCount,
    int threads,
    FindingTally tally,
    CancellationToken stop,
    IProgress<StageProgress>? progress)
{
    // Some milliseconds of hashing or verifying: even loads, few hand-overs.
    private const int BlockSize = 2048;

    /// <summary>Runs a check.</summary>
    /// <param name="stage">What is being checked, for the progress bar.</param>
    /// <param name="createCheck">Called once a thread, so that each has buffers and keys of its own.</param>
    /// <exception cref="OperationCanceledException">The caller asked to stop.</exception>
    public void Run(string stage, Func<BlockCheck> createCheck)
    {
        int count = (nodeCount + BlockSize - 1) / BlockSize;
        FindingSink?[] found = new FindingSink?[count];
        int taken = -1;
        int done = 0;

        void Work()
        {
            BlockCheck check = createCheck();
            FindingSink sink = new();
            int Next() => Interlocked.Increment(ref taken);

            for (int block = Next(); block < count; block = Next())
            {
                stop.ThrowIfCancellationRequested();
                check(block * BlockSize, Math.Min(nodeCount, (block + 1) * BlockSize), sink);
                if (!sink.IsEmpty)
                {
                    found[block] = sink;
                    sink = new FindingSink();
                }

                progress?.Report(new StageProgress(
                    stage,
                    Math.Min(nodeCount, (long)Interlocked.Increment(ref done) * BlockSize),
                    nodeCount));
            }
        }

        RunOnThreads(Work, Math.Min(threads, count));
        foreach (FindingSink? sink in found)
        {
            if (sink is not null)
            {
                tally.Add(sink);
            }
        }
    }

    private static void RunOnThreads(Action work, int threads)
    {
        Task[] others = new Task[Math.Max(0, threads - 1)];
        for (int i = 0; i < others.Length; i++)
        {
            others[i] = Task.Factory.StartNew(
                work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        try
        {
            work();
        }
        finally
        {
            // Nobody works on once this has returned.
            ((IAsyncResult)Task.WhenAll(others)).AsyncWaitHandle.WaitOne();
        }

        Task.WhenAll(others).GetAwaiter().GetResult();
    }
}
