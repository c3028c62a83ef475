using System.Runtime.InteropServices;

namespace DnssecToolkit.Zones;

/// <summary>One name of a zone: 20 octets for each of millions.</summary>
/// <param name="FirstRecord">Its first record's place in the zone's sorted records.</param>
/// <param name="RecordCount">How many records it has; 0 for an empty non-terminal.</param>
/// <param name="NamePage">The page in which its wire name stands.</param>
/// <param name="NameOffset">Where the name begins there; an empty non-terminal's is the tail of a name below
/// it.</param>
/// <param name="Kind">What it is to the zone.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ZoneNode(
    uint FirstRecord, int RecordCount, uint NameOffset, ushort NamePage, NodeKind Kind);
