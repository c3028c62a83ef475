using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Rebuilds the NSEC chain from the zone's names and compares (RFC 4034 §4,
/// RFC 4035 §2.3); one thread's.</summary>
internal sealed class NsecCheck(ZoneUnderCheck context)
{
    private static readonly (CheckCode, CheckCode) BitmapCodes =
        (CheckCodes.NsecBitmap, CheckCodes.NsecMalformed);

    private readonly Zone _zone = context.Zone;
    private readonly ZoneWalk _walk = context.Walk;
    private readonly BitmapCheck _bitmaps = new(context.Zone, context.Walk);

    /// <summary>Checks a block of names.</summary>
    public void Check(int first, int end, FindingSink sink)
    {
        int next = -1;
        for (int node = end - 1; node >= first; node--) // backwards, so that each name's successor is known
        {
            if (_walk.IsInNsecChain(node))
            {
                CheckName(node, next < 0 ? FindNext(end) : next, sink);
                next = node;
            }
            else if (_zone.TryFind(node, RRType.NSEC, out RRset stray))
            {
                sink.Add(
                    CheckCodes.NsecUnwanted, stray.LocationOf(0),
                    $"{Phrase.Name(stray.Owner)} is glue, occluded, or has no other records");
            }
        }
    }

    private int FindNext(int node)
    {
        while (node < _zone.NodeCount && !_walk.IsInNsecChain(node))
        {
            node++;
        }

        return node == _zone.NodeCount ? 0 : node; // the last one names the apex
    }

    private void CheckName(int node, int next, FindingSink sink)
    {
        if (!_zone.TryFind(node, RRType.NSEC, out RRset nsec))
        {
            sink.Add(
                CheckCodes.NsecMissing, context.LocationOf(node),
                $"{Phrase.Name(_zone.NameOf(node))} has no NSEC");
            return;
        }

        if (nsec.Count > 1)
        {
            sink.Add(
                CheckCodes.NsecMultiple, nsec.LocationOf(1),
                $"{Phrase.Name(nsec.Owner)} has {nsec.Count} NSECs");
        }

        context.CheckDenialTtl(nsec, sink);
        ReadOnlySpan<byte> rdata = nsec.RDataOf(0);
        if (!WireName.TryMeasure(rdata, out int length))
        {
            sink.Add(
                CheckCodes.NsecMalformed, nsec.LocationOf(0),
                $"{Phrase.Name(nsec.Owner)} names no next name");
            return;
        }

        if (!WireName.AreEqual(rdata[..length], _zone.NameOf(next)))
        {
            sink.Add(
                CheckCodes.NsecChainBroken,
                nsec.LocationOf(0),
                $"{Phrase.Name(nsec.Owner)} names {Phrase.Name(nsec.RDataOf(0)[..length])} as next,"
                + $" expected {Phrase.Name(_zone.NameOf(next))}");
        }

        _bitmaps.Check(node, rdata[length..], BitmapCodes, nsec.LocationOf(0), sink);
    }
}
