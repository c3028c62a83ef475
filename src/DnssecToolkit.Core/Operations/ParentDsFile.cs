using DnssecToolkit.Canonical;
using DnssecToolkit.Keys;
using DnssecToolkit.Records;
using DnssecToolkit.ZoneFiles;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Operations;

/// <summary>The DS records for the parent, in a file named as <c>dnssec-signzone</c> names it: <c>dsset-</c> and the zone.</summary>
public static class ParentDsFile
{
    /// <summary>Writes the file.</summary>
    /// <param name="directory">Where to, or null for nowhere.</param>
    /// <param name="keys">The keys the parent should name.</param>
    /// <param name="zone">The zone.</param>
    /// <returns>The file's path, or null where there was nothing to write.</returns>
    /// <exception cref="Diagnostics.UnwritableOutputException">It cannot be written.</exception>
    public static string? Write(string? directory, IReadOnlyList<ZoneKey> keys, Zone zone)
    {
        if (directory is null || keys.Count == 0)
        {
            return null;
        }

        string path = Path.Combine(directory, $"dsset-{zone.Apex}".Replace('/', '_'));
        using OutputFile file = OutputFile.Create(path);
        long offset = 0;
        foreach (ZoneKey key in keys)
        {
            byte[] rdata = key.ToDsRData(DsDigestType.SHA256);
            byte[] text = new byte[RecordText.MaximumLength(zone.Apex.Wire.Length, rdata.Length)];
            int length = RecordText.Write(zone.Apex.Wire, zone.Soa.Ttl, RRType.DS, rdata, text);
            RandomAccess.Write(file.Handle, text.AsSpan(0, length), offset);
            offset += length;
        }

        file.Flush();
        file.Commit();
        return path;
    }
}
