namespace DnssecToolkit.Diagnostics;

/// <summary>Collects findings up to a bound, so that a hostile file cannot fill memory or the terminal.</summary>
/// <remarks>Safe for use by several threads at once. What goes over the bound is counted, not kept; a fault takes the place of
/// a warning or note, so that where there are faults at least one is kept.</remarks>
/// <param name="limit">How many findings are kept.</param>
public sealed class FindingList(int limit = FindingList.DefaultLimit)
{
    /// <summary>How many findings are kept unless the caller says otherwise.</summary>
    public const int DefaultLimit = 1000;

    private readonly List<Finding> _keptFaults = [];
    private readonly List<Finding> _keptLesser = [];
    private readonly Lock _lock = new();
    private long _omitted;
    private long _faults;

    /// <summary>Whether any fault was added, kept or not.</summary>
    public bool HasFaults => Interlocked.Read(ref _faults) > 0;

    /// <summary>How many findings went over the bound.</summary>
    public long Omitted => Interlocked.Read(ref _omitted);

    /// <summary>The kept findings by file, line and column.</summary>
    public IReadOnlyList<Finding> Kept
    {
        get
        {
            lock (_lock)
            {
                return [.. _keptFaults.Concat(_keptLesser).OrderBy(f => f.Location.File, StringComparer.Ordinal)
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
            if (_keptFaults.Count + _keptLesser.Count == limit)
            {
                _omitted++;
                if (!isFault || _keptLesser.Count == 0)
                {
                    return;
                }

                _keptLesser.RemoveAt(_keptLesser.Count - 1);
            }

            (isFault ? _keptFaults : _keptLesser).Add(finding);
        }
    }

    /// <summary>Counts findings that their finder did not keep.</summary>
    /// <param name="severity">Their severity.</param>
    /// <param name="count">How many there are: 0 at least.</param>
    public void AddOmitted(Severity severity, long count)
    {
        lock (_lock)
        {
            _omitted += count;
            _faults += severity == Severity.Fault ? count : 0;
        }
    }
}
