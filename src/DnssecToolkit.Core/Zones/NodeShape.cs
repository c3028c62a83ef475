namespace DnssecToolkit.Zones;

/// <summary>What of a name's records decides its own kind and that of the names below it; kept only while a
/// zone is built.</summary>
/// <param name="Packed">The labels below the apex in the low octet, the marks above.</param>
internal readonly record struct NodeShape(ushort Packed)
{
    private const ushort NsMark = 0x100;
    private const ushort DnameMark = 0x200;
    private const ushort Nsec3Mark = 0x400;

    /// <summary>Describes a name.</summary>
    /// <param name="depth">How many labels it has below the apex.</param>
    /// <param name="hasNs">Whether it has NS records.</param>
    /// <param name="hasDname">Whether it has a DNAME.</param>
    /// <param name="isNsec3Owner">Whether it has NSEC3 and RRSIG records only.</param>
    public NodeShape(int depth, bool hasNs, bool hasDname, bool isNsec3Owner)
        : this((ushort)(depth | (hasNs ? NsMark : 0) | (hasDname ? DnameMark : 0)
            | (isNsec3Owner ? Nsec3Mark : 0)))
    {
    }

    /// <summary>How many labels it has below the apex.</summary>
    public int Depth => Packed & 0xFF;

    /// <summary>Whether it is a zone cut, if it is not occluded: NS below the apex (RFC 9499 §7).</summary>
    public bool IsCut => (Packed & NsMark) != 0 && Depth > 0;

    /// <summary>Whether what is below it is not the zone's to speak for: a zone cut, or a DNAME (RFC 6672
    /// §2.4).</summary>
    public bool Occludes => IsCut || (Packed & DnameMark) != 0;

    /// <summary>Whether it has NSEC3 and RRSIG records only.</summary>
    public bool IsNsec3Owner => (Packed & Nsec3Mark) != 0;
}
