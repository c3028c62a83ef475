namespace DnssecToolkit.ZoneFiles;

/// <summary>What one entry of a zone file leaves to the next. Its arrays are never written after they are
/// set.</summary>
internal struct ReaderState
{
    /// <summary>The origin's wire name; empty where none is known.</summary>
    public byte[] Origin;

    /// <summary>The last owner's wire name, or null where there was none.</summary>
    public byte[]? Owner;

    /// <summary>What <c>$TTL</c> or, without it, the SOA's minimum said.</summary>
    public uint? DefaultTtl;

    /// <summary>The TTL of the last record that had one.</summary>
    public uint? LastTtl;
}
