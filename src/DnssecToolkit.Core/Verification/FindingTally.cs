using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Verification;

/// <summary>The findings of the whole verification, grouped by cause; the same
/// whatever the number of threads.</summary>
internal sealed class FindingTally
{
    private readonly Dictionary<(CheckCode Code, string Cause), FindingSink.Bucket> _groups = [];
    private readonly List<(CheckCode Code, string Cause)> _order = [];
    private readonly CauseLimit _causes = new();

    /// <summary>Takes what one block of the zone found; blocks come in the zone's order.</summary>
    public void Add(FindingSink sink)
    {
        foreach (((CheckCode code, string cause), FindingSink.Bucket found) in sink.Buckets)
        {
            FindingSink.Bucket group = GroupOf(code, cause);
            int wanted = Math.Min(FindingGroup.MaximumExamples - group.Examples.Count, found.Examples.Count);
            group.Examples.AddRange(found.Examples.GetRange(0, wanted));
            group.Total += found.Total;
        }
    }

    private FindingSink.Bucket GroupOf(CheckCode code, string cause)
    {
        if (_groups.TryGetValue((code, cause), out FindingSink.Bucket? known))
        {
            return known;
        }

        (CheckCode, string) key = (code, _causes.Admit(code, cause));
        if (!_groups.TryGetValue(key, out FindingSink.Bucket? group))
        {
            group = new FindingSink.Bucket(code);
            _groups.Add(key, group);
            _order.Add(key);
        }

        return group;
    }

    /// <summary>The groups: faults first, within a severity those that hurt resolvers
    /// most, then in the order found.</summary>
    public IReadOnlyList<FindingGroup> ToGroups() =>
        [.. _order
            .Select(key => new FindingGroup(
                key.Code,
                key.Cause,
                _groups[key].Total,
                CheckAdvice.For(key.Code).Effect,
                _groups[key].Examples))
            .OrderByDescending(group => group.Severity)
            .ThenByDescending(group => group.Effect)];

    /// <summary>Hands the examples on, and the number of those that were not kept.</summary>
    /// <param name="findings">Takes them.</param>
    /// <param name="suppressed">The checks that do not count.</param>
    public void CopyTo(FindingList findings, IReadOnlySet<CheckCode> suppressed)
    {
        foreach (FindingSink.Bucket group in _order.Select(key => _groups[key]))
        {
            if (!suppressed.Contains(group.Code))
            {
                group.Examples.ForEach(findings.Add);
                findings.AddOmitted(group.Code, group.Total - group.Examples.Count);
            }
        }
    }
}
