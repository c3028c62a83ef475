using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Follows aliases through the zone (RFC 1034 §3.6.2, RFC 6672 §2.4); one thread's.</summary>
/// <remarks>Each is followed by itself, and only as far as resolvers go, so that a ring of a million names
/// costs each of them a few steps.</remarks>
internal sealed class AliasCheck(ZoneUnderCheck context, TargetLookup targets)
{
    private const int MostAliases = 16; // name servers and resolvers give up there or earlier

    private readonly Zone _zone = context.Zone;
    private byte[] _name = new byte[WireName.MaximumLength];
    private byte[] _spare = new byte[WireName.MaximumLength];

    /// <summary>Follows a CNAME, through DNAMEs as well.</summary>
    public void CheckAlias(int start, RRset alias, FindingSink sink)
    {
        ReadOnlySpan<byte> name = TargetOf(alias);
        int further = 0;
        for (int steps = 0; steps < MostAliases && !name.IsEmpty; steps++)
        {
            TargetState state = targets.Find(name, out int node);
            if (state == TargetState.Missing && steps == 0)
            {
                sink.Add(
                    CheckCodes.ZoneCnameDangling,
                    alias.LocationOf(0),
                    $"{Phrase.Name(alias.Owner)} is an alias of {Phrase.Name(name)}, which is not there");
            }

            if (node == start)
            {
                sink.Add(
                    CheckCodes.ZoneCnameLoop, alias.LocationOf(0),
                    $"{Phrase.Name(alias.Owner)} is an alias that leads back to itself");
                return;
            }

            if (state != TargetState.Alias)
            {
                ReportChain(further, alias, sink);
                return;
            }

            further += node < 0 ? 0 : 1;
            name = node < 0 ? Redirect(name, FindRedirection(name)) : AliasAt(node);
        }

        ReportEndless(alias, sink);
    }

    /// <summary>Follows a DNAME: where it leads to its own owner or below, names are redirected again and
    /// again.</summary>
    public void CheckRedirection(RRset redirection, FindingSink sink)
    {
        ReadOnlySpan<byte> name = TargetOf(redirection);
        for (int steps = 0; steps < MostAliases && !name.IsEmpty; steps++)
        {
            if (WireName.IsAtOrBelow(name, redirection.Owner))
            {
                sink.Add(
                    CheckCodes.ZoneCnameLoop, redirection.LocationOf(0),
                    $"{Phrase.Set(redirection)} leads back to itself");
                return;
            }

            int node = FindRedirection(name);
            if (node < 0)
            {
                return;
            }

            name = Redirect(name, node);
        }

        ReportEndless(redirection, sink);
    }

    private static ReadOnlySpan<byte> TargetOf(RRset rrset)
    {
        ReadOnlySpan<byte> rdata = rrset.RDataOf(0);
        return WireName.TryMeasure(rdata, out int length) ? rdata[..length] : default;
    }

    private ReadOnlySpan<byte> AliasAt(int node) =>
        _zone.TryFind(node, RRType.CNAME, out RRset rrset) ? TargetOf(rrset) : default;

    // The DNAME at a name or above it by which what is below the name is redirected; -1 where there is none.
    private int FindRedirection(ReadOnlySpan<byte> name)
    {
        for (; WireName.IsAtOrBelow(name, _zone.Apex.Wire); name = WireName.ParentOf(name))
        {
            int node = _zone.Find(name);
            NodeRole role = node < 0 ? NodeRole.Occluded : context.Walk.RoleOf(node);
            if ((role & NodeRole.Occluded) == 0) // else what occludes it is above; the apex never is
            {
                return (role & (NodeRole.Delegation | NodeRole.HasDname)) == NodeRole.HasDname ? node : -1;
            }
        }

        return -1;
    }

    // Nothing where the name becomes too long, for which name servers give YXDOMAIN (RFC 6672 §2.2).
    private ReadOnlySpan<byte> Redirect(ReadOnlySpan<byte> name, int node)
    {
        if (node < 0 || !_zone.TryFind(node, RRType.DNAME, out RRset rrset))
        {
            return default;
        }

        ReadOnlySpan<byte> target = TargetOf(rrset);
        int kept = name.Length - rrset.Owner.Length;
        if (target.IsEmpty || kept + target.Length > WireName.MaximumLength)
        {
            return default;
        }

        // The name may stand in the buffer of the last step.
        name[..kept].CopyTo(_spare);
        target.CopyTo(_spare.AsSpan(kept));
        (_name, _spare) = (_spare, _name);
        return _name.AsSpan(0, kept + target.Length);
    }

    private static void ReportChain(int further, RRset alias, FindingSink sink)
    {
        if (further > 0)
        {
            sink.Add(
                CheckCodes.ZoneCnameChain, alias.LocationOf(0),
                $"{Phrase.Name(alias.Owner)} is an alias of an alias");
        }
    }

    private static void ReportEndless(RRset alias, FindingSink sink) => sink.Add(
        CheckCodes.ZoneCnameLoop, alias.LocationOf(0),
        $"{Phrase.Set(alias)} leads on for more than {MostAliases} steps, in a circle, or to names that are"
        + $" too long");
}
