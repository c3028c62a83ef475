using DnssecToolkit.Records;

namespace DnssecToolkit.Zones;

/// <summary>Records of one owner in a row on one page, none of them left out: 8 octets for each while a zone
/// is sorted.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Packed">How many more there are (bits 8 and up), whether the run before in the file is the
/// same owner's (bit 7), and the labels below the apex (bits 0 to 6).</param>
internal readonly record struct OwnerRun(RecordReference First, uint Packed)
{
    private const uint ContinuesBit = 0x80;

    /// <summary>Names a run.</summary>
    public OwnerRun(RecordReference first, int count, int depth, bool continues)
        : this(first, ((uint)(count - 1) << 8) | (continues ? ContinuesBit : 0) | (uint)depth)
    {
    }

    /// <summary>How many records it has: 1 at least.</summary>
    public int Count => (int)(Packed >> 8) + 1;

    /// <summary>How many labels the owner has below the apex.</summary>
    public int Depth => (int)(Packed & 0x7F);

    /// <summary>Whether only a page's end or records left out part it from the same owner's run before
    /// it.</summary>
    public bool Continues => (Packed & ContinuesBit) != 0;
}
