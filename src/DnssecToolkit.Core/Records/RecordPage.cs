using DnssecToolkit.Names;

namespace DnssecToolkit.Records;

/// <summary>A run of records of one source file with the octets they point into; written once, then only
/// read.</summary>
/// <remarks>Pages are what the reader's threads fill and what a zone is made of: 65,536 records at most, so
/// that a <see cref="RecordReference"/> is four octets. Octets are uninitialised beyond what records point
/// at.</remarks>
public sealed class RecordPage
{
    /// <summary>The most records a page has.</summary>
    public const int MaximumCount = 1 << 16;

    /// <summary>Wraps filled arrays.</summary>
    /// <param name="file">The source file's path as the operator named it, or null for records made
    /// here.</param>
    /// <param name="octets">Owner names and RDATA.</param>
    /// <param name="records">The records; those from <paramref name="count"/> on are not used.</param>
    /// <param name="count">How many records there are: 65,536 at most.</param>
    public RecordPage(string? file, byte[] octets, Record[] records, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Math.Min(records.Length, MaximumCount));
        File = file;
        Octets = octets;
        Records = records;
        Count = count;
    }

    /// <summary>The source file's path as the operator named it, or null for records made here.</summary>
    public string? File { get; }

    /// <summary>Owner names and RDATA.</summary>
    public byte[] Octets { get; }

    /// <summary>The records; those from <see cref="Count"/> on are not used.</summary>
    public Record[] Records { get; }

    /// <summary>How many records there are.</summary>
    public int Count { get; }

    /// <summary>The owner's wire name.</summary>
    public ReadOnlySpan<byte> OwnerOf(in Record record)
    {
        ReadOnlySpan<byte> octets = Octets.AsSpan((int)record.OwnerOffset);
        return octets[..WireName.LengthOf(octets)];
    }

    /// <summary>The RDATA in wire form.</summary>
    public ReadOnlySpan<byte> RDataOf(in Record record) =>
        Octets.AsSpan((int)record.RDataOffset, record.RDataLength);
}
