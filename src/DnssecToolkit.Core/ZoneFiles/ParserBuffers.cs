using DnssecToolkit.Names;

namespace DnssecToolkit.ZoneFiles;

/// <summary>What one thread's parsers use one after the other: buffers, and what the last page teaches about
/// the next.</summary>
internal sealed class ParserBuffers
{
    private byte[]? _rdata;

    /// <summary>Room for one name.</summary>
    public byte[] Name { get; } = new byte[WireName.MaximumLength];

    /// <summary>The origin with room to read whole blocks.</summary>
    public byte[] PaddedOrigin { get; } = new byte[WireName.MaximumLength + TextClass.BlockLength];

    /// <summary>Room for the RDATA of any record; made when first needed.</summary>
    public byte[] RData => _rdata ??= GC.AllocateUninitializedArray<byte>(RDataTextParser.BufferLength);

    /// <summary>Room for what comes in pieces.</summary>
    public ScratchOctets Scratch { get; } = new();

    /// <summary>Room for an owner that <c>$GENERATE</c> makes.</summary>
    public ScratchOctets GeneratedOwner { get; } = new();

    /// <summary>Room for data that <c>$GENERATE</c> makes.</summary>
    public ScratchOctets GeneratedData { get; } = new();

    /// <summary>The octets of records that an octet of text is expected to make.</summary>
    public double OctetsPerText { get; set; } = 1.1;

    /// <summary>The records that an octet of text is expected to make.</summary>
    public double RecordsPerText { get; set; } = 1 / 40.0;
}
