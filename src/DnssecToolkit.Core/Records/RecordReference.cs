namespace DnssecToolkit.Records;

/// <summary>Names one record of a zone: a page and a place in it, in four octets.</summary>
/// <param name="Value">The page's number in the high 16 bits, the record's place in the low 16.</param>
public readonly record struct RecordReference(uint Value)
{
    /// <summary>The most pages that can be told apart; at 65,536 records each, 2^32 records.</summary>
    public const int MaximumPages = 1 << 16;

    /// <summary>Names the record at <paramref name="index"/> in page <paramref name="page"/>.</summary>
    public RecordReference(int page, int index)
        : this(((uint)page << 16) | (uint)index)
    {
    }

    /// <summary>The page's number.</summary>
    public int Page => (int)(Value >> 16);

    /// <summary>The record's place in the page.</summary>
    public int Index => (int)(Value & 0xFFFF);
}
