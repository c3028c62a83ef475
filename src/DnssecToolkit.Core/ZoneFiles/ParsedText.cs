using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;

namespace DnssecToolkit.ZoneFiles;

/// <summary>What came out of a stretch of text, in its order.</summary>
internal sealed class ParsedText
{
    private static readonly Finding Uncounted = new(CheckCodes.ZoneFileSyntax, default, "one of too many faults");

    private readonly List<Finding> _findings = [];
    private long _omitted;

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

    /// <summary>How many records <c>$GENERATE</c> made; part of what <see cref="ReadContext"/> counts.</summary>
    public long ChargedRecords { get; set; }

    /// <summary>Whether more findings are worth composing.</summary>
    public bool WantsFindings => _findings.Count < FindingList.DefaultLimit;

    /// <summary>Adds a page.</summary>
    public void Add(RecordPage page)
    {
        Pages.Add(page);
        RecordCount += page.Count;
    }

    /// <summary>Adds a finding.</summary>
    public void Add(Finding finding) => _findings.Add(finding);

    /// <summary>Counts a fault that nobody will read.</summary>
    public void Omit() => _omitted++;

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
        int kept = Math.Min(next._findings.Count, Math.Max(0, FindingList.DefaultLimit - _findings.Count));
        _findings.AddRange(next._findings.Take(kept));
        _omitted += next._omitted + next._findings.Count - kept;
    }

    /// <summary>Hands the findings over.</summary>
    public void ReportTo(FindingList findings)
    {
        foreach (Finding finding in _findings)
        {
            findings.Add(finding);
        }

        for (long i = 0; i < _omitted; i++)
        {
            findings.Add(Uncounted);
        }
    }
}
