using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Holds to the rules of host names what names a host, owner or target, and to those of mailboxes
/// what names one (RFC 952, RFC 1123 §2.1, RFC 1035 §8).</summary>
/// <remarks>The types are those of BIND's <c>check-names</c>, by which named does not load a
/// primary zone that breaks them.</remarks>
internal static class HostNameCheck
{
    /// <summary>Checks an RRset anywhere in the zone's file, glue and occluded names too.</summary>
    public static void Check(RRset rrset, FindingSink sink)
    {
        if (IsHostType(rrset.Type) && !HostName.IsValid(rrset.Owner) && !IsGlobalCatalogue(rrset))
        {
            sink.Add(
                CheckCodes.ZoneHostName, rrset.LocationOf(0),
                $"{Phrase.Set(rrset)}: no name for a host");
        }

        switch (rrset.Type)
        {
            case RRType.NS:
            case RRType.PTR when IsReverse(rrset.Owner):
                CheckHosts(rrset, 0, sink);
                break;
            case RRType.MX or RRType.AFSDB or RRType.RT or RRType.SVCB or RRType.HTTPS:
                CheckHosts(rrset, 2, sink);
                break;
            case RRType.SRV:
                CheckHosts(rrset, 6, sink);
                break;
            case RRType.SOA:
                CheckHosts(rrset, 0, sink);
                CheckMailboxes(rrset, skipsName: true, sink);
                break;
            case RRType.RP:
                CheckMailboxes(rrset, skipsName: false, sink);
                break;
            case RRType.MINFO:
                CheckMailboxes(rrset, skipsName: false, sink);
                CheckMailboxes(rrset, skipsName: true, sink);
                break;
        }
    }

    private static bool IsHostType(RRType type) =>
        type is RRType.A or RRType.AAAA or RRType.MX or RRType.WKS or RRType.A6;

    // Active Directory's global catalogue is known by gc._msdcs below the forest's name; BIND excepts it too.
    private static bool IsGlobalCatalogue(RRset rrset) =>
        rrset.Type is RRType.A or RRType.AAAA
        && rrset.Owner.StartsWith("\u0002gc\u0006_msdcs"u8)
        && HostName.IsValid(WireName.ParentOf(WireName.ParentOf(rrset.Owner)));

    private static bool IsReverse(ReadOnlySpan<byte> owner) =>
        WireName.IsAtOrBelow(owner, "\u0007in-addr\u0004arpa\0"u8)
        || WireName.IsAtOrBelow(owner, "\u0003ip6\u0004arpa\0"u8)
        || WireName.IsAtOrBelow(owner, "\u0003ip6\u0003int\0"u8);

    private static void CheckHosts(RRset rrset, int fixedLength, FindingSink sink)
    {
        bool isService = rrset.Type is RRType.SVCB or RRType.HTTPS;
        for (int i = 0; i < rrset.Count; i++)
        {
            ReadOnlySpan<byte> rdata = rrset.RDataOf(i);
            if (isService && ServiceAliasCheck.IsAlias(rdata))
            {
                continue; // RFC 9460 §2.4.2: an alias leads to any name
            }

            ReadOnlySpan<byte> host = NameAt(rdata, fixedLength);
            if (WireName.IsWildcard(host) || !HostName.IsValid(host))
            {
                sink.Add(
                    CheckCodes.ZoneHostName, rrset.LocationOf(i),
                    $"{Phrase.Set(rrset)} names {Phrase.Name(host)}, no name for a host");
            }
        }
    }

    private static void CheckMailboxes(RRset rrset, bool skipsName, FindingSink sink)
    {
        for (int i = 0; i < rrset.Count; i++)
        {
            ReadOnlySpan<byte> rdata = rrset.RDataOf(i);
            ReadOnlySpan<byte> mailbox = NameAt(rdata, skipsName ? NameAt(rdata, 0).Length : 0);
            if (!HostName.IsMailbox(mailbox))
            {
                sink.Add(
                    CheckCodes.ZoneHostName, rrset.LocationOf(i),
                    $"{Phrase.Set(rrset)} names {Phrase.Name(mailbox)}, no mailbox at a host");
            }
        }
    }

    private static ReadOnlySpan<byte> NameAt(ReadOnlySpan<byte> rdata, int offset) =>
        rdata.Length > offset && WireName.TryMeasure(rdata[offset..], out int length)
            ? rdata.Slice(offset, length) : "\0"u8;
}
