using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;

namespace DnssecToolkit.ZoneFiles;

/// <summary>What came out of a stretch of text, in its order.</summary>
internal sealed class ParsedText
{
    // Faults and lesser findings are bounded apart, so that warnings can neither hide a fault nor be counted
    // as one.
    private readonly List<Finding> _faults = [];
    private readonly List<Finding> _lesser = [];
    private readonly Dictionary<CheckCode, long> _omitted = [];

    /// <summary>The records.</summary>
    public List<RecordPage> Pages { get; } = [];

    /// <summary>Files that were included.</summary>
    public List<string> Files { get; } = [];

    /// <summary>How many records the pages have.</summary>
    public long RecordCount { get; private set; }

    /// <summary>Octets of text in included files.</summary>
    public long IncludedOctets { get; set; }

    /// <summary>The first SOA's owner, or null.</summary>
    public byte[]? SoaOwner { get; set; }

    /// <summary>What the records take, in octets; part of what <see cref="ReadContext"/> counts.</summary>
    public long ChargedOctets { get; set; }

    /// <summary>How many records <c>$GENERATE</c> made; part of what <see cref="ReadContext"/>
    /// counts.</summary>
    public long ChargedRecords { get; set; }

    /// <summary>Whether one more finding of a check is worth composing.</summary>
    public bool Wants(CheckCode code) => KeptLike(code).Count < FindingList.DefaultLimit;

    /// <summary>Adds a page.</summary>
    public void Add(RecordPage page)
    {
        Pages.Add(page);
        RecordCount += page.Count;
    }

    /// <summary>Adds a finding.</summary>
    public void Add(Finding finding) => KeptLike(finding.Code).Add(finding);

    /// <summary>Counts findings that nobody will read.</summary>
    public void Omit(CheckCode code, long count = 1) =>
        _omitted[code] = _omitted.GetValueOrDefault(code) + count;

    /// <summary>Puts what came out of the text that follows behind this.</summary>
    public void Append(ParsedText next)
    {
        Pages.AddRange(next.Pages);
        Files.AddRange(next.Files);
        RecordCount += next.RecordCount;
        IncludedOctets += next.IncludedOctets;
        ChargedOctets += next.ChargedOctets;
        ChargedRecords += next.ChargedRecords;
        SoaOwner ??= next.SoaOwner;
        foreach (Finding finding in next._faults.Concat(next._lesser))
        {
            if (Wants(finding.Code))
            {
                Add(finding);
            }
            else
            {
                Omit(finding.Code);
            }
        }

        foreach ((CheckCode code, long count) in next._omitted)
        {
            Omit(code, count);
        }
    }

    /// <summary>Hands the findings over.</summary>
    public void ReportTo(FindingList findings)
    {
        foreach (Finding finding in _faults.Concat(_lesser))
        {
            findings.Add(finding);
        }

        foreach ((CheckCode code, long count) in _omitted)
        {
            Finding uncounted = new(code, default, $"one of {count} more");
            for (long i = 0; i < count; i++)
            {
                findings.Add(uncounted);
            }
        }
    }

    private List<Finding> KeptLike(CheckCode code) => code.Severity == Severity.Fault ? _faults : _lesser;
}
