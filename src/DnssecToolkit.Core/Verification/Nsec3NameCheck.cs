using DnssecToolkit.Canonical;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Hashes every name and looks for its NSEC3, or for the opt-out that lets it
/// do without (RFC 5155 §7.1).</summary>
internal sealed class Nsec3NameCheck(ZoneUnderCheck context, Nsec3Index index)
{
    private static readonly (CheckCode, CheckCode) BitmapCodes =
        (CheckCodes.Nsec3Bitmap, CheckCodes.Nsec3Malformed);

    private readonly Zone _zone = context.Zone;
    private readonly ZoneWalk _walk = context.Walk;
    private readonly BitmapCheck _bitmaps = new(context.Zone, context.Walk);

    /// <summary>Checks the names with records in a block.</summary>
    public void CheckNames(int first, int end, FindingSink sink) => Check(first, end, default, sink);

    /// <summary>Checks the empty non-terminals in a block, after all names with records.</summary>
    public void CheckEmptyNonTerminals(int first, int end, FindingSink sink) =>
        Check(first, end, NodeRole.Empty, sink);

    private void Check(int first, int end, NodeRole kind, FindingSink sink)
    {
        Span<byte> hash = stackalloc byte[Nsec3Fields.HashLength];
        for (int node = first; node < end; node++)
        {
            if (_walk.IsHashedName(node) && (_walk.RoleOf(node) & NodeRole.Empty) == kind)
            {
                Nsec3Hash.Compute(
                    _zone.NameOf(node), index.Parameters.Salt, index.Parameters.Iterations, hash);
                CheckName(node, index.Find(hash), sink);
                CheckWildcard(node, sink);
            }
        }
    }

    private void CheckName(int node, int place, FindingSink sink)
    {
        if (place < 0)
        {
            CheckAbsent(node, ~place, sink);
            return;
        }

        RRset rrset = index.RRsetOf(place, out int record);
        int other = index.Claim(place, node);
        if (other >= 0)
        {
            sink.Add(
                CheckCodes.Nsec3HashCollision,
                rrset.LocationOf(record),
                $"{Phrase.Name(_zone.NameOf(other))} and {Phrase.Name(_zone.NameOf(node))} have one hash");
            return;
        }

        Nsec3Fields.TryReadNsec3(rrset.RDataOf(record), out Nsec3Fields fields);
        _bitmaps.Check(node, fields.Bitmaps, BitmapCodes, rrset.LocationOf(record), sink);
    }

    private void CheckWildcard(int node, FindingSink sink)
    {
        if (index.HasOptOut && WireName.IsWildcard(_zone.NameOf(node)))
        {
            sink.Add(
                CheckCodes.ZoneWildcardOptOut,
                context.LocationOf(node),
                $"{Phrase.Name(_zone.NameOf(node))} is a wildcard in a zone with opt-out");
        }
    }

    private void CheckAbsent(int node, int after, FindingSink sink)
    {
        if (!_walk.MayOptOut(node) || index.IsAboveProven(node) || index.Count == 0)
        {
            sink.Add(
                CheckCodes.Nsec3Missing, context.LocationOf(node),
                $"{Phrase.Name(_zone.NameOf(node))} has no NSEC3");
            return;
        }

        RRset covering = index.RRsetOf(after == 0 ? index.Count - 1 : after - 1, out int record);
        Nsec3Fields.TryReadNsec3(covering.RDataOf(record), out Nsec3Fields fields);
        if (!fields.IsOptOut)
        {
            sink.Add(
                CheckCodes.Nsec3OptOutWrong,
                context.LocationOf(node),
                $"{Phrase.Name(_zone.NameOf(node))} has no NSEC3, and {Phrase.Name(covering.Owner)},"
                + $" which covers it, has no opt-out");
        }
    }
}
