namespace DnssecToolkit.Signing;

/// <summary>What one thread made of one block of names; pooled.</summary>
internal sealed class SignedBlock
{
    // 2,048 owners of a TLD zone make about 900 KB of text.
    private const int TypicalTextOctets = 1 << 20;

    /// <summary>The zone file's text.</summary>
    public OctetBuffer Text { get; } = new(TypicalTextOctets);

    /// <summary>The same records in wire form and canonical order, where the zone's digest needs them; else
    /// empty.</summary>
    public OctetBuffer Wire { get; } = new(0);

    /// <summary>Makes it ready for another block.</summary>
    public void Clear()
    {
        Text.Clear();
        Wire.Clear();
    }
}
