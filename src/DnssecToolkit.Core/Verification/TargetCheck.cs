using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Checks what MX, SRV, SVCB and HTTPS name (RFC 2181 §10.3, RFC 2782, RFC 9460).</summary>
internal sealed class TargetCheck(TargetLookup targets)
{
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

        CheckAddress(rrset, place, host, sink);
    }

    /// <summary>Checks that a host has an address; its name may be of any form, such as a service's own
    /// owner.</summary>
    public void CheckAddress(RRset rrset, int place, ReadOnlySpan<byte> host, FindingSink sink)
    {
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
}
