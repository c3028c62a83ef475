namespace DnssecToolkit.ZoneFiles;

/// <summary>What all stretches of a zone's text share: options, bounds and how much of them is
/// used.</summary>
/// <param name="options">The options.</param>
/// <param name="directory">The zone file's directory, links resolved; null for text that is in no
/// file.</param>
/// <param name="stop">Stops reading between stretches.</param>
/// <param name="progress">Is told how many octets were read.</param>
internal sealed class ReadContext(
    ZoneFileOptions options, string? directory, CancellationToken stop, IProgress<long>? progress)
{
    private const int LargestGrowth = 16;

    private readonly HashSet<string> _includedFiles = new(StringComparer.Ordinal);
    private long _textOctets;
    private long _firstOctets; // of included files, each counted once
    private long _repeatedOctets; // and each further time
    private long _recordOctets;
    private long _generated;
    private long _included;
    private int _isParallel;

    /// <summary>The options.</summary>
    public ZoneFileOptions Options { get; } = options;

    /// <summary>The zone file's directory, links resolved; null for text that is in no file.</summary>
    public string? Directory { get; } = directory;

    /// <summary>Stops reading between stretches.</summary>
    public CancellationToken Stop { get; } = stop;

    /// <summary>The octets read so far, from all files.</summary>
    public long TextOctets => Interlocked.Read(ref _textOctets);

    /// <summary>Whether the records take more than they may.</summary>
    public bool IsOverBound => Interlocked.Read(ref _recordOctets) > Bound;

    // Text that is read again does not count: it would let a small text grow without end.
    private long Bound
    {
        get
        {
            long text = Math.Max(TextOctets - Interlocked.Read(ref _repeatedOctets),
                Interlocked.Read(ref _firstOctets));
            return Math.Max(Options.MaximumOctets, text * LargestGrowth);
        }
    }

    /// <summary>Counts text that was read.</summary>
    public void CountText(int octets)
    {
        long total = Interlocked.Add(ref _textOctets, octets);
        progress?.Report(total);
    }

    /// <summary>Counts what records take.</summary>
    public void ChargeOctets(long octets) => Interlocked.Add(ref _recordOctets, octets);

    /// <summary>Counts records that <c>$GENERATE</c> is to make.</summary>
    /// <returns>False where they are more than all of them may.</returns>
    public bool TryChargeGenerated(long records)
    {
        if (Interlocked.Add(ref _generated, records) <= Options.GenerateLimit)
        {
            return true;
        }

        Interlocked.Add(ref _generated, -records);
        return false;
    }

    /// <summary>Counts a file that <c>$INCLUDE</c> is to read.</summary>
    /// <returns>False where it is one too many: files that include each other several times over grow without
    /// end.</returns>
    public bool TryChargeInclude()
    {
        if (Interlocked.Increment(ref _included) <= Options.IncludeLimit)
        {
            return true;
        }

        Interlocked.Decrement(ref _included);
        return false;
    }

    /// <summary>Counts the text of a file that <c>$INCLUDE</c> is to read, if it was read before.</summary>
    /// <param name="realPath">The file, links resolved.</param>
    /// <param name="octets">Its length.</param>
    /// <returns>False where a little text is read so often that it takes as long as a large one.</returns>
    public bool TryChargeText(string realPath, long octets)
    {
        lock (_includedFiles)
        {
            if (_includedFiles.Add(realPath))
            {
                Interlocked.Add(ref _firstOctets, octets);
                return true;
            }

            bool isAllowed = _repeatedOctets + octets <= Bound;
            Interlocked.Add(ref _repeatedOctets, isAllowed ? octets : 0);
            return isAllowed;
        }
    }

    /// <summary>Asks to be the one file that is read on several threads.</summary>
    /// <returns>How many threads; 1 where another file is read so.</returns>
    public int EnterParallel()
    {
        int threads = Options.Threads > 0 ? Options.Threads : Environment.ProcessorCount;
        return threads > 1 && Interlocked.Exchange(ref _isParallel, 1) == 0 ? threads : 1;
    }

    /// <summary>Ends what <see cref="EnterParallel"/> began.</summary>
    public void LeaveParallel() => Interlocked.Exchange(ref _isParallel, 0);

    /// <summary>Takes back what was counted for text that is parsed anew.</summary>
    public void Discard(ParsedText text)
    {
        Interlocked.Add(ref _recordOctets, -text.ChargedOctets);
        Interlocked.Add(ref _generated, -text.ChargedRecords);
        Interlocked.Add(ref _included, -text.Files.Count);
    }
}
