using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Checks that every name server in the zone can be reached: address, glue, no
/// alias (RFC 1034 §4.2, RFC 9471).</summary>
/// <param name="context">The zone.</param>
/// <param name="targets">Looks the servers up.</param>
/// <param name="used">Takes which names' addresses an NS needs: glue is there for nothing else.</param>
internal sealed class NameServerCheck(ZoneUnderCheck context, TargetLookup targets, bool[] used)
{
    /// <summary>Checks the NS RRset at the apex or at a zone cut.</summary>
    public void Check(int node, FindingSink sink)
    {
        if (!context.Zone.TryFind(node, RRType.NS, out RRset rrset))
        {
            return;
        }

        if (node == 0 && rrset.Count == 1)
        {
            sink.Add(
                CheckCodes.ZoneNsSingle, rrset.LocationOf(0),
                $"{Phrase.Name(rrset.Owner)} has one name server");
        }

        for (int i = 0; i < rrset.Count; i++)
        {
            if (WireName.TryMeasure(rrset.RDataOf(i), out int length))
            {
                CheckServer(node, rrset, i, rrset.RDataOf(i)[..length], sink);
            }
        }
    }

    private void CheckServer(int node, RRset rrset, int place, ReadOnlySpan<byte> server, FindingSink sink)
    {
        if (HostName.IsIpAddress(server))
        {
            sink.Add(
                CheckCodes.ZoneNsIpAddress, rrset.LocationOf(place),
                $"{Phrase.Set(rrset)} names an address: {Phrase.Name(server)}");
            return;
        }

        TargetState state = targets.Find(server, out int found);
        if (state == TargetState.HasAddress)
        {
            used[found] = true; // threads only ever set it
        }

        CheckCode? code = state switch
        {
            TargetState.Delegated when node != 0 && WireName.IsAtOrBelow(server, rrset.Owner) =>
                CheckCodes.ZoneGlueMissing,
            TargetState.Delegated when node != 0 => CheckCodes.ZoneGlueSibling,
            TargetState.Delegated => CheckCodes.ZoneGlueMissing,
            TargetState.Alias => CheckCodes.ZoneNsAlias,
            TargetState.NoAddress or TargetState.Missing => CheckCodes.ZoneNsNoAddress,
            _ => null,
        };
        if (code is not null)
        {
            sink.Add(
                code, rrset.LocationOf(place),
                $"{Phrase.Set(rrset)} names {Phrase.Name(server)}, {Reason(code)}");
        }
    }

    private static string Reason(CheckCode code) =>
        code == CheckCodes.ZoneNsAlias ? "which is an alias"
        : code == CheckCodes.ZoneNsNoAddress ? "which has no address in the zone"
        : "for which the zone has no glue";
}
