using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Checks what the zone says, signed or not; one thread's.</summary>
internal sealed class ContentCheck
{
    private readonly ZoneUnderCheck _context;
    private readonly bool[] _used;
    private readonly TargetCheck _targets;
    private readonly AliasCheck _aliases;
    private readonly NameServerCheck _servers;
    private readonly ServiceBindingCheck _bindings;

    /// <summary>Prepares one thread's check.</summary>
    /// <param name="context">The zone.</param>
    /// <param name="used">Takes which names' addresses something points at; shared by the threads.</param>
    public ContentCheck(ZoneUnderCheck context, bool[] used)
    {
        _context = context;
        _used = used;
        TargetLookup lookup = new(context.Zone, context.Walk);
        _targets = new TargetCheck(lookup);
        _aliases = new AliasCheck(context, lookup);
        _servers = new NameServerCheck(context, lookup, used);
        _bindings = new ServiceBindingCheck(_targets, new ServiceAliasCheck(context.Zone, lookup));
    }

    /// <summary>Runs over the whole zone.</summary>
    public static void Run(ZoneUnderCheck context, BlockRunner blocks, FindingSink sink)
    {
        CheckRecordCount(context, sink);
        bool[] used = new bool[context.Zone.NodeCount];
        blocks.Run("content", () => new ContentCheck(context, used).Check);
        blocks.Run("glue", () => (first, end, sink) => CheckGlue(context, used, first, end, sink));
    }

    private static void CheckRecordCount(ZoneUnderCheck context, FindingSink sink)
    {
        int count = context.Zone.RecordCount;
        (long fewest, long most) = context.Policy.RecordLimits;
        if (count < fewest || count > most)
        {
            string bound = count < fewest ? $"{fewest} at least" : $"{most} at most";
            sink.Add(
                CheckCodes.ZoneRecordCount, context.LocationOf(0),
                $"{context.Zone.Apex} has {count} records, and is to have {bound}");
        }
    }

    private static void CheckGlue(ZoneUnderCheck context, bool[] used, int first, int end, FindingSink sink)
    {
        for (int node = first; node < end; node++)
        {
            bool isBelowCut =
                (context.Walk.RoleOf(node) & (NodeRole.Occluded | NodeRole.Empty)) == NodeRole.Occluded;
            if (isBelowCut && !used[node]
                && (context.Zone.Has(node, RRType.A) || context.Zone.Has(node, RRType.AAAA)))
            {
                sink.Add(
                    CheckCodes.ZoneGlueUnused, context.LocationOf(node),
                    $"{Phrase.Name(context.Zone.NameOf(node))} is glue that no NS needs");
            }
        }
    }

    private void Check(int first, int end, FindingSink sink)
    {
        for (int node = first; node < end; node++)
        {
            CheckNode(node, sink);
        }
    }

    private void CheckNode(int node, FindingSink sink)
    {
        NodeRole role = _context.Walk.RoleOf(node);
        bool isOccluded = (role & NodeRole.Occluded) != 0;
        bool isBelowDname = (role & NodeRole.BelowDname) != 0;
        _used[node] |= isBelowDname; // no glue, so not to be taken for some that nobody needs
        int types = 0;
        foreach (RRset rrset in _context.Zone.RRsetsOf(node))
        {
            types++;
            if (rrset.Type != RRType.RRSIG)
            {
                RRsetSizeCheck.Check(rrset, sink);
            }

            HostNameCheck.Check(rrset, sink);
            if (rrset.Ttl > _context.Policy.MaximumTtl)
            {
                sink.Add(
                    CheckCodes.ZoneTtlLong, rrset.LocationOf(0),
                    $"{Phrase.Set(rrset)} has TTL {rrset.Ttl}");
            }

            if (isOccluded)
            {
                OwnerCheck.CheckOccluded(rrset, isBelowDname, sink);
            }
            else
            {
                OwnerCheck.Check(rrset, node, role, sink);
                if ((role & NodeRole.Delegation) != 0)
                {
                    OwnerCheck.CheckCut(rrset, sink);
                }

                CheckRRset(node, rrset, sink);
            }
        }

        RRsetSizeCheck.CheckTypes(_context.Zone.NameOf(node), types, _context.LocationOf(node), sink);
        if ((role & (NodeRole.Hashed | NodeRole.Empty)) == 0)
        {
            OwnerCheck.CheckWildcard(_context.Zone.NameOf(node), _context.LocationOf(node), sink);
        }
    }

    private void CheckRRset(int node, RRset rrset, FindingSink sink)
    {
        switch (rrset.Type)
        {
            case RRType.NS:
                _servers.Check(node, sink);
                break;
            case RRType.MX:
                _targets.CheckHosts(rrset, 2, sink);
                break;
            case RRType.SRV:
                _targets.CheckHosts(rrset, 6, sink);
                break;
            case RRType.SVCB or RRType.HTTPS:
                _bindings.Check(rrset, sink);
                break;
            case RRType.CNAME:
                _aliases.CheckAlias(node, rrset, sink);
                break;
            case RRType.DNAME:
                _aliases.CheckRedirection(rrset, sink);
                break;
            case RRType.DS:
                DsCheck.Check(rrset, sink);
                break;
            case RRType.RP:
                CheckResponsiblePerson(rrset, sink);
                break;
            case RRType.ZONEMD when node != 0:
                sink.Add(
                    CheckCodes.ZonemdMalformed, rrset.LocationOf(0),
                    $"{Phrase.Set(rrset)} stands below the apex");
                break;
            case RRType.CDS or RRType.CDNSKEY when node != 0:
                sink.Add(
                    CheckCodes.CdsWithoutDnssec, rrset.LocationOf(0),
                    $"{Phrase.Set(rrset)} stands below the apex");
                break;
        }
    }

    private void CheckResponsiblePerson(RRset rrset, FindingSink sink)
    {
        for (int i = 0; i < rrset.Count; i++)
        {
            ReadOnlySpan<byte> rdata = rrset.RDataOf(i);
            if (WireName.TryMeasure(rdata, out int mailbox)
                && WireName.TryMeasure(rdata[mailbox..], out int length)
                && length > 1
                && WireName.IsAtOrBelow(rdata.Slice(mailbox, length), _context.Zone.Apex.Wire)
                && _context.Zone.Find(rdata.Slice(mailbox, length)) is var node
                && (node < 0 || !_context.Zone.Has(node, RRType.TXT)))
            {
                sink.Add(
                    CheckCodes.ZoneRpTxtMissing, rrset.LocationOf(i),
                    $"{Phrase.Set(rrset)} names a TXT that is not there");
            }
        }
    }
}
