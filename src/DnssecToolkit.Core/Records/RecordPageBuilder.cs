namespace DnssecToolkit.Records;

/// <summary>Fills one small page with records made here (DNSKEY, NSEC3PARAM, a new SOA); not for hot
/// paths.</summary>
public sealed class RecordPageBuilder
{
    private readonly List<byte> _octets = [];
    private readonly List<Record> _records = [];

    /// <summary>Adds a record.</summary>
    /// <param name="owner">The owner's wire name.</param>
    /// <param name="type">The type.</param>
    /// <param name="ttl">TTL in seconds.</param>
    /// <param name="rdata">RDATA in uncompressed wire form: 65,535 octets at most.</param>
    public void Add(ReadOnlySpan<byte> owner, RRType type, uint ttl, ReadOnlySpan<byte> rdata)
    {
        uint ownerOffset = (uint)_octets.Count;
        _octets.AddRange(owner);
        uint rdataOffset = (uint)_octets.Count;
        _octets.AddRange(rdata);
        _records.Add(new Record(ownerOffset, rdataOffset, ttl, 0, checked((ushort)rdata.Length), type));
    }

    /// <summary>Gives the page.</summary>
    public RecordPage Build() => new(null, [.. _octets], [.. _records], _records.Count);
}
