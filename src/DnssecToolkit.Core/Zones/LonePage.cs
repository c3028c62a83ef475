using DnssecToolkit.Records;

namespace DnssecToolkit.Zones;

/// <summary>A page with one record.</summary>
internal static class LonePage
{
    /// <summary>Copies a record to a page of its own.</summary>
    /// <param name="owner">The owner's wire name.</param>
    /// <param name="record">The record: its type, TTL and line count.</param>
    /// <param name="rdata">The RDATA it gets.</param>
    /// <param name="file">The file it stood in, or null.</param>
    public static RecordPage Of(ReadOnlySpan<byte> owner, in Record record, ReadOnlySpan<byte> rdata,
        string? file)
    {
        byte[] octets = new byte[owner.Length + rdata.Length];
        owner.CopyTo(octets);
        rdata.CopyTo(octets.AsSpan(owner.Length));
        Record copy = record with
        {
            OwnerOffset = 0,
            RDataOffset = (uint)owner.Length,
            RDataLength = (ushort)rdata.Length,
        };
        return new RecordPage(file, octets, [copy], 1);
    }
}
