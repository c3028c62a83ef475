using System.Runtime.InteropServices;

namespace DnssecToolkit.Records;

/// <summary>One resource record as offsets into its page's octets: 20 octets for each of millions.</summary>
/// <param name="OwnerOffset">Where the owner's wire name begins in <see cref="RecordPage.Octets"/>; records
/// in a row share it.</param>
/// <param name="RDataOffset">Where the RDATA begins, in uncompressed wire form, letter case as given.</param>
/// <param name="Ttl">TTL in seconds.</param>
/// <param name="Line">The line of the source file the record began on, from 1; 0 for a record made
/// here.</param>
/// <param name="RDataLength">The RDATA's octets.</param>
/// <param name="Type">The type.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Record(
    uint OwnerOffset, uint RDataOffset, uint Ttl, uint Line, ushort RDataLength, RRType Type);
