using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Checks what MX and SRV name (RFC 2181 §10.3, RFC 2782), and where
/// aliases lead (RFC 1034 §3.6.2).</summary>
internal sealed class TargetCheck(ZoneUnderCheck context, TargetLookup targets)
{
    private const int MostAliases = 16; // resolvers give up at about that many

    /// <summary>Checks an MX or SRV RRset.</summary>
    /// <param name="rrset">The RRset.</param>
    /// <param name="fixedLength">The octets before the target: 2 or 6.</param>
    /// <param name="sink">Takes the findings.</param>
    public void CheckHosts(RRset rrset, int fixedLength, FindingSink sink)
    {
        for (int i = 0; i < rrset.Count; i++)
        {
            ReadOnlySpan<byte> rdata = rrset.RDataOf(i);
            if (rdata.Length > fixedLength
                && WireName.TryMeasure(rdata[fixedLength..], out int length) && length > 1)
            {
                CheckHost(rrset, i, rdata.Slice(fixedLength, length), sink);
            }
        }
    }

    /// <summary>Checks one host that a record names.</summary>
    public void CheckHost(RRset rrset, int place, ReadOnlySpan<byte> host, FindingSink sink)
    {
        if (HostName.IsIpAddress(host))
        {
            sink.Add(
                CheckCodes.ZoneNsIpAddress, rrset.LocationOf(place),
                $"{Phrase.Set(rrset)} names an address: {Phrase.Name(host)}");
            return;
        }

        switch (targets.Find(host, out _))
        {
            case TargetState.Alias when rrset.Type is RRType.MX or RRType.SRV:
                sink.Add(
                    CheckCodes.ZoneTargetAlias, rrset.LocationOf(place),
                    $"{Phrase.Set(rrset)} names {Phrase.Name(host)}, which is an alias");
                break;
            case TargetState.NoAddress or TargetState.Missing:
                sink.Add(
                    CheckCodes.ZoneTargetNoAddress,
                    rrset.LocationOf(place),
                    $"{Phrase.Set(rrset)} names {Phrase.Name(host)}, which has no address in the zone");
                break;
        }
    }

    /// <summary>Follows a CNAME.</summary>
    public void CheckAlias(int start, RRset alias, FindingSink sink)
    {
        int node = start;
        for (int steps = 0; steps < MostAliases; steps++)
        {
            if (!context.Zone.TryFind(node, RRType.CNAME, out RRset rrset)
                || !WireName.TryMeasure(rrset.RDataOf(0), out int length))
            {
                ReportChain(steps, alias, sink);
                return;
            }

            TargetState state = targets.Find(rrset.RDataOf(0)[..length], out node);
            if (state == TargetState.Missing && steps == 0)
            {
                sink.Add(
                    CheckCodes.ZoneCnameDangling,
                    alias.LocationOf(0),
                    $"{Phrase.Name(alias.Owner)} is an alias of"
                    + $" {Phrase.Name(alias.RDataOf(0)[..length])}, which is not there");
            }

            if (node == start)
            {
                sink.Add(
                    CheckCodes.ZoneCnameLoop, alias.LocationOf(0),
                    $"{Phrase.Name(alias.Owner)} is an alias that leads back to itself");
                return;
            }

            if (state != TargetState.Alias || node < 0)
            {
                ReportChain(steps, alias, sink);
                return;
            }
        }

        ReportChain(MostAliases, alias, sink); // long, or into a loop that its own members report
    }

    /// <summary>Follows a DNAME: a target at or below its owner is redirected
    /// again and again (RFC 6672 §2.4).</summary>
    public void CheckRedirection(RRset redirection, FindingSink sink)
    {
        RRset rrset = redirection;
        for (int steps = 0; steps < MostAliases; steps++)
        {
            ReadOnlySpan<byte> rdata = rrset.RDataOf(0);
            if (!WireName.TryMeasure(rdata, out int length))
            {
                return;
            }

            if (WireName.IsAtOrBelow(rdata[..length], redirection.Owner))
            {
                sink.Add(
                    CheckCodes.ZoneCnameLoop, redirection.LocationOf(0),
                    $"{Phrase.Set(redirection)} leads back to itself");
                return;
            }

            int node = context.Zone.Find(rdata[..length]);
            if (node < 0 || !context.Zone.TryFind(node, RRType.DNAME, out rrset))
            {
                return;
            }
        }
    }

    private static void ReportChain(int steps, RRset alias, FindingSink sink)
    {
        if (steps > 0)
        {
            sink.Add(
                CheckCodes.ZoneCnameChain, alias.LocationOf(0),
                $"{Phrase.Name(alias.Owner)} is an alias of an alias");
        }
    }
}
