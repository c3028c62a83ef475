namespace DnssecToolkit.Diagnostics;

/// <summary>Collects findings up to a bound, so that a hostile file cannot fill memory or the
/// terminal.</summary>
/// <remarks>Safe for use by several threads at once. What goes over the bound is counted by its check, not
/// kept; of each check one finding at least is kept. A fault takes the place of a warning or note.</remarks>
/// <param name="limit">How many findings are kept; a few more where their checks would have none.</param>
public sealed class FindingList(int limit = FindingList.DefaultLimit)
{
    /// <summary>How many findings are kept unless the caller says otherwise.</summary>
    public const int DefaultLimit = 1000;

    private readonly List<Finding> _keptFaults = [];
    private readonly List<Finding> _keptLesser = [];
    private readonly Dictionary<CheckCode, long> _kept = [];
    private readonly Dictionary<CheckCode, long> _omitted = [];
    private readonly Lock _lock = new();
    private long _faults;

    /// <summary>Whether any fault was added, kept or not.</summary>
    public bool HasFaults => Interlocked.Read(ref _faults) > 0;

    /// <summary>How many findings went over the bound.</summary>
    public long Omitted
    {
        get
        {
            lock (_lock)
            {
                return _omitted.Values.Sum();
            }
        }
    }

    /// <summary>How many findings went over the bound, by their checks.</summary>
    public IReadOnlyDictionary<CheckCode, long> OmittedByCode
    {
        get
        {
            lock (_lock)
            {
                return new Dictionary<CheckCode, long>(_omitted);
            }
        }
    }

    /// <summary>The kept findings by file, line and column.</summary>
    public IReadOnlyList<Finding> Kept
    {
        get
        {
            lock (_lock)
            {
                return [.. _keptFaults.Concat(_keptLesser)
                    .OrderBy(f => f.Location.File, StringComparer.Ordinal)
                    .ThenBy(f => f.Location.Line).ThenBy(f => f.Location.Column)];
            }
        }
    }

    /// <summary>Adds a finding, or counts it where the list is full.</summary>
    public void Add(Finding finding)
    {
        lock (_lock)
        {
            bool isFault = finding.Severity == Severity.Fault;
            _faults += isFault ? 1 : 0;
            bool isFull = _keptFaults.Count + _keptLesser.Count >= limit && !(isFault && TryDropLesser());
            if (isFull && _kept.ContainsKey(finding.Code))
            {
                Count(_omitted, finding.Code, 1);
                return;
            }

            Count(_kept, finding.Code, 1);
            (isFault ? _keptFaults : _keptLesser).Add(finding);
        }
    }

    /// <summary>Counts findings that their finder did not keep.</summary>
    /// <param name="code">Their check.</param>
    /// <param name="count">How many there are: 0 at least.</param>
    public void AddOmitted(CheckCode code, long count)
    {
        lock (_lock)
        {
            Count(_omitted, code, count);
            _faults += code.Severity == Severity.Fault ? count : 0;
        }
    }

    // The latest whose check keeps another one.
    private bool TryDropLesser()
    {
        int last = _keptLesser.FindLastIndex(finding => _kept[finding.Code] > 1);
        if (last >= 0)
        {
            Count(_kept, _keptLesser[last].Code, -1);
            Count(_omitted, _keptLesser[last].Code, 1);
            _keptLesser.RemoveAt(last);
        }

        return last >= 0;
    }

    private static void Count(Dictionary<CheckCode, long> counts, CheckCode code, long count)
    {
        if (count != 0)
        {
            counts[code] = counts.GetValueOrDefault(code) + count;
        }
    }
}
