using DnssecToolkit.Canonical;
using DnssecToolkit.Keys;
using DnssecToolkit.Records;
using DnssecToolkit.ZoneFiles;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Operations;

/// <summary>The DS records for the parent, in a file named as <c>dnssec-signzone</c> names it: <c>dsset-</c>
/// and the zone.</summary>
public static class ParentDsFile
{
    /// <summary>Writes the file beside its destination and flushes it; the caller commits it.</summary>
    /// <param name="directory">Where to, or null for nowhere.</param>
    /// <param name="keys">The keys the parent should name.</param>
    /// <param name="zone">The zone.</param>
    /// <returns>The file, or null where there is nothing to write.</returns>
    /// <exception cref="Diagnostics.UnwritableOutputException">It cannot be written.</exception>
    public static OutputFile? Prepare(string? directory, IReadOnlyList<ZoneKey> keys, Zone zone)
    {
        if (directory is null || keys.Count == 0)
        {
            return null;
        }

        OutputFile file = OutputFile.Create(Path.Combine(directory, $"dsset-{FileNameText.Of(zone.Apex)}"));
        long offset = 0;
        foreach (ZoneKey key in keys)
        {
            byte[] rdata = key.ToDsRData(DsDigestType.SHA256);
            byte[] text = new byte[RecordText.MaximumLength(zone.Apex.Wire.Length, rdata.Length)];
            int length = RecordText.Write(zone.Apex.Wire, zone.Soa.Ttl, RRType.DS, rdata, text);
            file.Write(offset, text.AsSpan(0, length));
            offset += length;
        }

        file.Flush();
        return file;
    }
}
