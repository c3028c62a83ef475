using System.Diagnostics;
using DnssecToolkit.Canonical;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Planning;
using Microsoft.Win32.SafeHandles;

namespace DnssecToolkit.Signing;

/// <summary>Carries out a plan: makes its signatures on all cores and writes the signed zone, in canonical
/// order, as text.</summary>
public sealed class ZoneSigner
{
    private readonly SigningPlan _plan;
    private readonly IReadOnlyList<ISigner?> _signers;
    private readonly SignedAhead? _ahead;
    private readonly OrderedOutput _output;
    private readonly IReadOnlyList<ZoneDigest> _digests;
    private readonly IProgress<StageProgress>? _progress;
    private readonly CancellationToken _stop;
    private int _nextBlock;
    private long _done;

    private ZoneSigner(
        SigningPlan plan,
        IReadOnlyList<ISigner?> signers,
        SafeFileHandle file,
        int threads,
        SignedAhead? ahead,
        IProgress<StageProgress>? progress,
        CancellationToken stop)
    {
        _plan = plan;
        _signers = signers;
        _ahead = ahead;
        _digests = ApexDigest.DigestsOf(plan.Walk.Zone);
        _output = new OrderedOutput(file, _digests, threads);
        _progress = progress;
        _stop = stop;
    }

    /// <summary>Signs and writes a zone.</summary>
    /// <param name="plan">What to sign.</param>
    /// <param name="signers">One signer for each of the plan's keys, in their order; null for one that has
    /// nothing to make.</param>
    /// <param name="file">An empty file, open for writing; neither flushed nor closed here.</param>
    /// <param name="threads">How many threads may sign at once.</param>
    /// <param name="ahead">What was signed before, under the same plan; or null.</param>
    /// <param name="progress">Told now and then, from any thread; or null.</param>
    /// <param name="stop">Ends the work early.</param>
    /// <exception cref="KeyUnavailableException">A key failed.</exception>
    /// <exception cref="UnwritableOutputException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was set.</exception>
    public static SigningTally Sign(
        SigningPlan plan,
        IReadOnlyList<ISigner?> signers,
        SafeFileHandle file,
        int threads,
        SignedAhead? ahead = null,
        IProgress<StageProgress>? progress = null,
        CancellationToken stop = default)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(signers.Count, plan.Keys.Count);
        int useful = Math.Max(1, Math.Min(threads, plan.Walk.Blocks.Count));
        return new ZoneSigner(plan, signers, file, useful, ahead, progress, stop).Run(useful);
    }

    private SigningTally Run(int threads)
    {
        BlockSigner[] workers = [.. Enumerable.Range(0, threads)
            .Select(_ => new BlockSigner(_plan, _signers, _digests.Count > 0, _ahead))];
        try
        {
            WorkerThreads.Run(threads, number => SignBlocks(workers[number]), _output.Stop);
            if (_digests.Count > 0)
            {
                PutDigests(workers);
            }

            return new SigningTally(
                workers.Sum(worker => worker.Made),
                workers.Sum(worker => worker.Reused),
                workers.Sum(worker => worker.Records),
                _output.Length,
                workers.Min(worker => worker.FirstExpiration));
        }
        finally
        {
            foreach (BlockSigner worker in workers)
            {
                worker.Dispose();
            }
        }
    }

    private void SignBlocks(BlockSigner worker)
    {
        while (true)
        {
            int number = Interlocked.Increment(ref _nextBlock) - 1;
            if (number >= _plan.Walk.Blocks.Count)
            {
                return;
            }

            _stop.ThrowIfCancellationRequested();
            SignedBlock block = _output.Rent();
            worker.Sign(number, block, _stop);
            long done = Interlocked.Add(ref _done, _plan.SignaturesOf(number).Length);
            _output.Submit(number, block);
            _progress?.Report(new StageProgress("signing", done, _plan.TotalCount));
        }
    }

    /// <summary>Puts the zone's digests and their signatures where block 0 left room for them.</summary>
    private void PutDigests(BlockSigner[] workers)
    {
        byte[][] rdata = ApexDigest.Finish(_plan.Walk.Zone, _digests);
        BlockSigner first = workers.Single(worker => worker.DigestSection is not null);
        DigestSection section = first.DigestSection!.Value;
        OctetBuffer text = new(section.Length);
        first.WriteDigestSection(rdata, text);
        if (text.Length != section.Length)
        {
            throw new UnreachableException("the ZONEMD records grew when their digests were put in");
        }

        _output.Patch(section.Offset, text.Written);
    }
}
