using System.Buffers.Binary;
using DnssecToolkit.Canonical;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Checks the digests of the whole zone (RFC 8976 §4).</summary>
internal static class ZonemdCheck
{
    private const int FixedLength = 6; // serial, scheme, hash
    private const int MinimumDigestLength = 12; // RFC 8976 §2.2.4

    /// <summary>Checks a zone, signed or not.</summary>
    public static void Run(Zone zone, FindingSink sink, CancellationToken stop)
    {
        if (!zone.TryFind(0, RRType.ZONEMD, out RRset rrset))
        {
            return;
        }

        HashSet<(byte Scheme, byte Hash)> seen = [];
        for (int i = 0; i < rrset.Count; i++)
        {
            ReadOnlySpan<byte> rdata = rrset.RDataOf(i);
            if (rdata.Length < FixedLength + MinimumDigestLength)
            {
                sink.Add(CheckCodes.ZonemdMalformed, rrset.LocationOf(i), $"a ZONEMD that cannot be read");
            }
            else if (!seen.Add((rdata[4], rdata[5])))
            {
                sink.Add(
                    CheckCodes.ZonemdDuplicate,
                    rrset.LocationOf(i),
                    $"a second ZONEMD of scheme {rrset.RDataOf(i)[4]} and hash {rrset.RDataOf(i)[5]}");
            }
            else
            {
                CheckRecord(zone, rrset, i, sink, stop);
            }
        }
    }

    private static void CheckRecord(
        Zone zone, RRset rrset, int place, FindingSink sink, CancellationToken stop)
    {
        ReadOnlySpan<byte> rdata = rrset.RDataOf(place);
        uint serial = BinaryPrimitives.ReadUInt32BigEndian(rdata);
        ZoneDigestHash hash = (ZoneDigestHash)rdata[5];
        int length = ZoneDigest.LengthOf(hash);
        SourceLocation location = rrset.LocationOf(place);
        if (rdata[4] != ZoneDigest.SimpleScheme || length == 0)
        {
            sink.Add(
                CheckCodes.ZonemdUnknown,
                location,
                $"a ZONEMD of scheme {rrset.RDataOf(place)[4]} and hash {(int)hash} cannot be checked here");
        }
        else if (rdata.Length != FixedLength + length)
        {
            sink.Add(
                CheckCodes.ZonemdMalformed,
                location,
                $"a ZONEMD digest of {rrset.RDataOf(place).Length - FixedLength} octets,"
                + $" and its hash has {length}");
        }
        else if (serial != zone.Soa.Serial.Value)
        {
            sink.Add(
                CheckCodes.ZonemdSerial, location,
                $"the ZONEMD is of serial {serial}, the SOA of {zone.Soa.Serial}");
        }
        else if (!rdata[FixedLength..].SequenceEqual(Compute(zone, hash, stop)))
        {
            sink.Add(
                CheckCodes.ZonemdMismatch, location,
                $"the digest in the ZONEMD ({hash}) is not that of the zone");
        }
    }

    private static ReadOnlySpan<byte> Compute(Zone zone, ZoneDigestHash hash, CancellationToken stop)
    {
        using ZoneDigest digest = new(zone.Apex, hash);
        for (int node = 0; node < zone.NodeCount; node++)
        {
            stop.ThrowIfCancellationRequested();
            foreach (RRset rrset in zone.RRsetsOf(node))
            {
                for (int i = 0; i < rrset.Count; i++)
                {
                    digest.Append(rrset.OwnerOf(i), rrset.Type, rrset.TtlOf(i), rrset.RDataOf(i));
                }
            }
        }

        byte[] octets = new byte[ZoneDigest.MaximumLength];
        return octets.AsSpan(0, digest.Finish(octets));
    }
}
