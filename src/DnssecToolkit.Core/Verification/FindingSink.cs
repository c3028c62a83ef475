using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Verification;

/// <summary>Counts one thread's findings by cause and keeps the first few; a message is
/// only made for one that is kept.</summary>
internal sealed class FindingSink
{
    private readonly Dictionary<(CheckCode Code, string Cause), Bucket> _buckets = [];
    private readonly CauseLimit _causes = new();

    /// <summary>The findings by cause, in the order in which the causes turned up.</summary>
    public IEnumerable<KeyValuePair<(CheckCode Code, string Cause), Bucket>> Buckets => _buckets;

    /// <summary>Whether nothing was found.</summary>
    public bool IsEmpty => _buckets.Count == 0;

    /// <summary>Adds a finding whose cause is its code.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The message's handler counts in here")]
    public void Add(
        CheckCode code,
        SourceLocation location,
        [InterpolatedStringHandlerArgument("", nameof(code))] FindingMessage message) =>
        message.Finish(location);

    /// <summary>Adds a finding of a narrower cause than its code.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The message's handler counts in here")]
    public void Add(
        CheckCode code,
        string cause,
        SourceLocation location,
        [InterpolatedStringHandlerArgument("", nameof(code), nameof(cause))] FindingMessage message) =>
        message.Finish(location);

    /// <summary>Adds a finding that another room made.</summary>
    public void Add(Finding finding) => Count(finding.Code, "")?.Examples.Add(finding);

    /// <summary>Adds what another room found: what it kept, and the numbers of what it did not.</summary>
    public void Add(FindingList findings)
    {
        foreach (Finding finding in findings.Kept)
        {
            Add(finding);
        }

        foreach ((CheckCode code, long count) in findings.OmittedByCode)
        {
            BucketOf(code, "").Total += count;
        }
    }

    /// <summary>Counts a finding.</summary>
    /// <returns>Its cause's bucket, where it is to be kept as an example, or null.</returns>
    internal Bucket? Count(CheckCode code, string cause)
    {
        Bucket bucket = BucketOf(code, cause);
        bucket.Total++;
        return bucket.Examples.Count < FindingGroup.MaximumExamples ? bucket : null;
    }

    private Bucket BucketOf(CheckCode code, string cause)
    {
        if (_buckets.TryGetValue((code, cause), out Bucket? bucket))
        {
            return bucket;
        }

        cause = _causes.Admit(code, cause);
        ref Bucket? place = ref CollectionsMarshal.GetValueRefOrAddDefault(_buckets, (code, cause), out _)!;
        return place ??= new Bucket(code);
    }

    /// <summary>The findings of one cause.</summary>
    internal sealed class Bucket(CheckCode code)
    {
        /// <summary>The check.</summary>
        public CheckCode Code { get; } = code;

        /// <summary>How many were counted.</summary>
        public long Total { get; set; }

        /// <summary>The first of them.</summary>
        public List<Finding> Examples { get; } = [];
    }
}
