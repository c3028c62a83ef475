using System.Buffers.Binary;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Follows SVCB and HTTPS records in alias mode as far as the zone knows
/// (RFC 9460 §2.4.2, §3); one thread's.</summary>
internal sealed class ServiceAliasCheck(Zone zone, TargetLookup targets)
{
    private const int MostAliases = 16; // clients give up at about that many

    /// <summary>Whether a record is in alias mode: its priority is 0.</summary>
    public static bool IsAlias(ReadOnlySpan<byte> rdata) =>
        rdata.Length > 2 && BinaryPrimitives.ReadUInt16BigEndian(rdata) == 0;

    /// <summary>Checks an RRset.</summary>
    public void Check(RRset rrset, FindingSink sink)
    {
        if (!TryFindAlias(rrset, out int place, out ReadOnlySpan<byte> target))
        {
            return;
        }

        if (rrset.Count > 1)
        {
            sink.Add(
                CheckCodes.ZoneSvcbAlias, rrset.LocationOf(place),
                $"{Phrase.Set(rrset)} has {rrset.Count} records, and one in alias mode:"
                + $" clients ignore the others");
        }

        Follow(rrset, place, target, sink);
    }

    private static bool TryFindAlias(RRset rrset, out int place, out ReadOnlySpan<byte> target)
    {
        for (place = 0; place < rrset.Count; place++)
        {
            ReadOnlySpan<byte> rdata = rrset.RDataOf(place);
            if (IsAlias(rdata) && WireName.TryMeasure(rdata[2..], out int length))
            {
                target = rdata.Slice(2, length);
                return true;
            }
        }

        target = default;
        return false;
    }

    private void Follow(RRset start, int place, ReadOnlySpan<byte> target, FindingSink sink)
    {
        // The root as target: there is no such service.
        for (int steps = 0; steps < MostAliases && target[0] != 0; steps++)
        {
            if (WireName.AreEqual(target, start.Owner))
            {
                sink.Add(
                    CheckCodes.ZoneSvcbAlias, start.LocationOf(place),
                    $"{Phrase.Set(start)} leads back to itself");
                return;
            }

            TargetState state = targets.Find(target, out int node);
            if (node < 0 || !TryStep(node, start.Type, out ReadOnlySpan<byte> next))
            {
                if (state == TargetState.Missing
                    || (state == TargetState.NoAddress && !zone.Has(node, start.Type)))
                {
                    sink.Add(
                        CheckCodes.ZoneTargetNoAddress, start.LocationOf(place),
                        $"{Phrase.Set(start)} leads to {Phrase.Name(target)},"
                        + $" where the zone has no such service and no address");
                }

                return;
            }

            target = next;
        }

        if (target[0] != 0)
        {
            sink.Add(
                CheckCodes.ZoneSvcbAlias, start.LocationOf(place),
                $"{Phrase.Set(start)} leads on for {MostAliases} steps or in a circle");
        }
    }

    private bool TryStep(int node, RRType type, out ReadOnlySpan<byte> target)
    {
        if (zone.TryFind(node, type, out RRset rrset) && TryFindAlias(rrset, out _, out target))
        {
            return true;
        }

        target = default;
        if (!zone.TryFind(node, RRType.CNAME, out RRset cname)
            || !WireName.TryMeasure(cname.RDataOf(0), out int length))
        {
            return false;
        }

        target = cname.RDataOf(0)[..length];
        return true;
    }
}
