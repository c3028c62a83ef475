using System.Diagnostics;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Planning;

namespace DnssecToolkit.Signing;

/// <summary>Makes the signatures of keys that sign many at once before the zone is written: first all that
/// cannot wait, then the others by their expiration, until the time is used up. What is left keeps its old
/// signatures.</summary>
/// <remarks>A zone is written in canonical order, in which what matters does not come first. Keys that sign
/// one by one, in software, sign while it is written: they are not what makes a run long.</remarks>
public sealed class SigningAhead
{
    private const int MostAtOnce = 2_048; // in one batch, so that all threads have a share in verifying
    private const int FirstAtOnce = 4; // until it shows how fast the keys' tokens are
    private const double SecondsAtOnce = 2;

    private readonly SigningPlan _plan;
    private readonly BlockSigner[] _workers;
    private readonly CollectedMessages?[]?[] _blocks;
    private readonly IProgress<StageProgress>? _progress;
    private readonly CancellationTokenSource _stop;
    private readonly List<Message> _left = [];
    private long _done;

    private SigningAhead(
        SigningPlan plan, BlockSigner[] workers, IProgress<StageProgress>? progress,
        CancellationTokenSource stop)
    {
        _plan = plan;
        _workers = workers;
        _blocks = new CollectedMessages?[]?[plan.Walk.Blocks.Count];
        _progress = progress;
        _stop = stop;
    }

    /// <summary>Signs.</summary>
    /// <param name="plan">What to sign.</param>
    /// <param name="signers">One signer for each of the plan's keys, in their order; null for one that has
    /// nothing to make.</param>
    /// <param name="ends">When the time is used up, by <see cref="Stopwatch"/>.</param>
    /// <param name="threads">How many threads may work at once.</param>
    /// <param name="progress">Told now and then, from any thread; or null.</param>
    /// <param name="stop">Ends the work early.</param>
    /// <exception cref="KeyUnavailableException">A key failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was set.</exception>
    public static SignedAhead Sign(
        SigningPlan plan,
        IReadOnlyList<ISigner?> signers,
        long ends,
        int threads,
        IProgress<StageProgress>? progress = null,
        CancellationToken stop = default)
    {
        using CancellationTokenSource any = CancellationTokenSource.CreateLinkedTokenSource(stop);
        bool collectsWire = ApexDigest.DigestsOf(plan.Walk.Zone).Count > 0; // its records' signatures come last of all
        BlockSigner[] workers =
            [.. Enumerable.Range(0, threads).Select(_ => new BlockSigner(plan, signers, collectsWire))];
        try
        {
            return new SigningAhead(plan, workers, progress, any).Run(ends);
        }
        finally
        {
            Array.ForEach(workers, worker => worker.Dispose());
        }
    }

    private SignedAhead Run(long ends)
    {
        CollectAll();
        Message[] messages = [.. _blocks.SelectMany(MessagesOf)];
        SignByKey(messages.Where(message => !message.Planned.MayWait), long.MaxValue);
        long mandatoryEnded = Stopwatch.GetTimestamp();
        SignInOrder([.. messages.Where(message => message.Planned.MayWait)
            .OrderBy(message => SigningBudget.ExpirationOf(_plan,
                message.Planned.WaitingPlace).Seconds)], ends);
        _left.ForEach(message => message.Batch.Leave(message.Index));
        SigningPlan plan = _left.Count == 0
            ? _plan : SigningBudget.Defer(_plan, [.. _left.Select(message => message.Planned.WaitingPlace)]);
        return new SignedAhead(plan, _blocks, mandatoryEnded);
    }

    private void CollectAll()
    {
        int next = -1;
        OnAllThreads(worker =>
        {
            SignedBlock block = new();
            for (int number; (number = Interlocked.Increment(ref next)) < _blocks.Length;)
            {
                _stop.Token.ThrowIfCancellationRequested();
                _blocks[number] = _plan.HasNew(number) ? worker.Collect(number, block) : null;
            }
        });
    }

    private static IEnumerable<Message> MessagesOf(CollectedMessages?[]? block) =>
        (block ?? []).OfType<CollectedMessages>().SelectMany(collected =>
            collected.Planned.Select((planned, index) => new Message(collected.Batch, index, planned)));

    // Where several keys sign, so few at once that one does not get ahead of the others.
    private void SignInOrder(Message[] messages, long ends)
    {
        if (messages.DistinctBy(message => message.Planned.Key).Count() < 2)
        {
            SignByKey(messages, ends);
            return;
        }

        int next = 0;
        int most = FirstAtOnce;
        Lock taking = new();
        OnAllThreads(worker =>
        {
            while (Take() is { Count: > 0 } few)
            {
                long start = Stopwatch.GetTimestamp();
                foreach (IGrouping<byte, Message> byKey in few.GroupBy(message => message.Planned.Key))
                {
                    SignBatch(worker, [.. byKey], ends);
                }

                double seconds = Math.Max(Stopwatch.GetElapsedTime(start).TotalSeconds, 1e-6);
                lock (taking)
                {
                    most = Math.Clamp((int)(SecondsAtOnce * few.Count / seconds), 1,
                        Math.Min(MostAtOnce, 4 * few.Count));
                }
            }
        });

        ArraySegment<Message> Take()
        {
            lock (taking)
            {
                int from = next;
                next = Math.Min(next + most, messages.Length);
                return new ArraySegment<Message>(messages, from, next - from);
            }
        }
    }

    // Batches are begun in the order in which they stand, and each is signed in its own.
    private void SignByKey(IEnumerable<Message> messages, long ends)
    {
        Message[][] batches =
            [.. messages.GroupBy(message => message.Planned.Key)
                .SelectMany(byKey => byKey.Chunk(MostAtOnce))];
        int next = -1;
        OnAllThreads(worker =>
        {
            for (int number; (number = Interlocked.Increment(ref next)) < batches.Length;)
            {
                SignBatch(worker, batches[number], ends);
            }
        });
    }

    private void SignBatch(BlockSigner worker, Message[] messages, long ends)
    {
        byte key = messages[0].Planned.Key;
        SigningBatch batch = new(LengthOf(key)) { Ends = ends };
        Array.ForEach(messages, message => batch.Add(message.Batch.MessageAt(message.Index)));
        worker.Sign(key, batch, _stop.Token);
        int made = 0;
        for (int i = 0; i < messages.Length; i++)
        {
            if (batch.IsLeft(i))
            {
                Leave(messages[i]);
            }
            else
            {
                batch.SignatureAt(i).CopyTo(messages[i].Batch.SignatureAt(messages[i].Index));
                made++;
            }
        }

        _progress?.Report(new StageProgress("signing", Interlocked.Add(ref _done, made), _plan.NewCount));
    }

    private void Leave(Message message)
    {
        lock (_left)
        {
            _left.Add(message);
        }
    }

    private void OnAllThreads(Action<BlockSigner> work) =>
        WorkerThreads.Run(_workers.Length, number => work(_workers[number]), _stop.Cancel);

    private int LengthOf(byte key) =>
        AlgorithmTraits.Of(_plan.Keys[key].Key.Algorithm).SignatureLength(_plan.Keys[key].Key.PublicKey);

    /// <summary>One message of a block's batch.</summary>
    private readonly record struct Message(SigningBatch Batch, int Index, PlannedSignature Planned);
}
