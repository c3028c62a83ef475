using DnssecToolkit.Names;

namespace DnssecToolkit.ZoneFiles;

/// <summary>How a zone file is read.</summary>
public sealed record ZoneFileOptions
{
    /// <summary>The options used where nothing else is said.</summary>
    public static readonly ZoneFileOptions Default = new();

    /// <summary>The zone's name, which completes relative names before the first <c>$ORIGIN</c>; null takes
    /// the SOA's owner.</summary>
    public DomainName? Origin { get; init; }

    /// <summary>Which files <c>$INCLUDE</c> may name.</summary>
    public IncludePolicy Includes { get; init; } = IncludePolicy.ConfinedToDirectory;

    /// <summary>How deep <c>$INCLUDE</c> may nest.</summary>
    public int IncludeDepthLimit { get; init; } = 20;

    /// <summary>The most files that all <c>$INCLUDE</c> of a zone may read, each time counted.</summary>
    public int IncludeLimit { get; init; } = 100_000;

    /// <summary>The most threads that parse; 0 for one a core.</summary>
    public int Threads { get; init; }

    /// <summary>The most records that all <c>$GENERATE</c> of a zone may make.</summary>
    public long GenerateLimit { get; init; } = 1_000_000;

    /// <summary>The TTL, in seconds, of records without one before the first <c>$TTL</c>; null decides as
    /// BIND does.</summary>
    public uint? DefaultTtl { get; init; }

    /// <summary>The most octets that records may take, however small the text is; beyond it, 16 times the
    /// text.</summary>
    public long MaximumOctets { get; init; } = 64L << 20;

    /// <summary>How much text is parsed at a time, in octets; tests make it tiny.</summary>
    internal int SegmentOctets { get; init; } = 1 << 20;

    /// <summary>The longest entry (a line, or lines in parentheses), in octets.</summary>
    internal int EntryLimit { get; init; } = 16 << 20;
}
