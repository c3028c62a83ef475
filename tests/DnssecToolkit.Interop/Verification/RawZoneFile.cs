using System.Buffers.Binary;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Interop.Verification;

/// <summary>Reads BIND's raw form of a zone, so that the verifier is tested on what BIND read, not on what we
/// read.</summary>
internal static class RawZoneFile
{
    private const int HeaderLength = 24;

    /// <summary>Lets named-compilezone turn a text file into raw form, and builds the zone.</summary>
    public static Zone Compile(ForeignSigner files, string path)
    {
        files.Run("named-compilezone",
            ["-q", "-i", "none", "-k", "ignore", "-F", "raw", "-o", "zone.raw", "example", path]);
        return Read(File.ReadAllBytes(files.Directory["zone.raw"]), DomainName.Parse("example."));
    }

    private static Zone Read(byte[] octets, DomainName apex)
    {
        RecordPageBuilder page = new();
        int position = HeaderLength;
        while (position < octets.Length)
        {
            ReadOnlySpan<byte> set = octets.AsSpan(position);
            position += (int)BinaryPrimitives.ReadUInt32BigEndian(set);
            RRType type = (RRType)BinaryPrimitives.ReadUInt16BigEndian(set[6..]);
            uint ttl = BinaryPrimitives.ReadUInt32BigEndian(set[10..]);
            uint count = BinaryPrimitives.ReadUInt32BigEndian(set[14..]);
            ReadOnlySpan<byte> owner = set.Slice(20, BinaryPrimitives.ReadUInt16BigEndian(set[18..]));
            ReadOnlySpan<byte> rest = set[(20 + owner.Length)..];
            for (; count > 0; count--)
            {
                int length = BinaryPrimitives.ReadUInt16BigEndian(rest);
                page.Add(owner, type, ttl, rest.Slice(2, length));
                rest = rest[(2 + length)..];
            }
        }

        return new ZoneBuilder(apex, new FindingList()).Add(page.Build()).Build();
    }
}
