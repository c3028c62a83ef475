using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Checks that records stand at names where they mean something.</summary>
internal static class OwnerCheck
{
    /// <summary>Checks an RRset at a name of the zone's own, or at a zone cut.</summary>
    public static void Check(RRset rrset, int node, NodeRole role, FindingSink sink)
    {
        switch (rrset.Type)
        {
            case RRType.NS when WireName.IsWildcard(rrset.Owner):
                sink.Add(
                    CheckCodes.ZoneNsWildcard, rrset.LocationOf(0),
                    $"{Phrase.Set(rrset)}: a zone cut cannot be a wildcard");
                break;
            case RRType.DNSKEY or RRType.NSEC3PARAM when node != 0:
                sink.Add(
                    CheckCodes.ZoneApexType, rrset.LocationOf(0),
                    $"{Phrase.Set(rrset)} stands below the apex");
                break;
            case RRType.SPF:
                sink.Add(
                    CheckCodes.ZoneSpfType, rrset.LocationOf(0),
                    $"{Phrase.Set(rrset)}: nobody asks for it");
                break;
            case RRType.TLSA when !IsServiceName(rrset.Owner):
                sink.Add(
                    CheckCodes.ZoneTlsaOwner, rrset.LocationOf(0),
                    $"{Phrase.Set(rrset)} does not stand at _port._protocol");
                break;
            case RRType.SMIMEA when !HasLabel(rrset.Owner, "_smimecert"u8):
            case RRType.OPENPGPKEY when !HasLabel(rrset.Owner, "_openpgpkey"u8):
                sink.Add(
                    CheckCodes.ZoneSmimeaOwner, rrset.LocationOf(0),
                    $"{Phrase.Set(rrset)} stands at a name nobody asks for");
                break;
            case RRType.DS when node == 0:
                sink.Add(
                    CheckCodes.ZoneDsAtApex, rrset.LocationOf(0),
                    $"{Phrase.Set(rrset)} belongs to the parent");
                break;
            case RRType.DS when (role & NodeRole.Delegation) == 0:
                sink.Add(
                    CheckCodes.ZoneDsWithoutNs, rrset.LocationOf(0),
                    $"{Phrase.Set(rrset)} stands without NS");
                break;
        }
    }

    /// <summary>Checks what stands at a zone cut: NS and what the parent says of them, and the
    /// glue of a server of that name.</summary>
    public static void CheckCut(RRset rrset, FindingSink sink)
    {
        bool isParents = rrset.Type is RRType.NS or RRType.DS or RRType.NSEC or RRType.NSEC3 or RRType.RRSIG
            or RRType.A or RRType.AAAA;
        if (!isParents && !HasCheckOfItsOwn(rrset.Type))
        {
            sink.Add(
                CheckCodes.ZoneOccluded, rrset.LocationOf(0),
                $"{Phrase.Set(rrset)} stands at a zone cut, where only the child is asked");
        }
    }

    // What is said of these is worse.
    private static bool HasCheckOfItsOwn(RRType type) =>
        type is RRType.DNSKEY or RRType.NSEC3PARAM or RRType.CDS or RRType.CDNSKEY
        or RRType.ZONEMD or RRType.SOA or RRType.CNAME or RRType.DNAME;

    /// <summary>Checks what stands below a zone cut or DNAME.</summary>
    public static void CheckOccluded(RRset rrset, bool isBelowDname, FindingSink sink)
    {
        if (isBelowDname)
        {
            sink.Add(
                CheckCodes.ZoneBelowDname, rrset.LocationOf(0),
                $"{Phrase.Set(rrset)} stands below a DNAME");
        }
        else if (rrset.Type is not (RRType.A or RRType.AAAA or RRType.RRSIG or RRType.NSEC))
        {
            sink.Add(
                CheckCodes.ZoneOccluded, rrset.LocationOf(0),
                $"{Phrase.Set(rrset)} stands below a zone cut");
        }
    }

    /// <summary>Checks a name with an asterisk.</summary>
    public static void CheckWildcard(ReadOnlySpan<byte> name, SourceLocation location, FindingSink sink)
    {
        for (ReadOnlySpan<byte> rest = WireName.ParentOf(name); rest[0] != 0; rest = WireName.ParentOf(rest))
        {
            if (WireName.IsWildcard(rest))
            {
                sink.Add(
                    CheckCodes.ZoneWildcardInner, location,
                    $"{Phrase.Name(name)} has an asterisk inside");
                return;
            }
        }
    }

    private static bool IsServiceName(ReadOnlySpan<byte> owner)
    {
        ReadOnlySpan<byte> port = owner[..(owner[0] + 1)];
        ReadOnlySpan<byte> protocol = WireName.ParentOf(owner);
        bool isPort = WireName.IsWildcard(owner)
            || (port.Length > 2 && port[1] == (byte)'_'
                && !port[2..].ContainsAnyExceptInRange((byte)'0', (byte)'9'));
        return isPort && protocol[0] > 1 && protocol[1] == (byte)'_';
    }

    private static bool HasLabel(ReadOnlySpan<byte> name, ReadOnlySpan<byte> label)
    {
        for (; name[0] != 0; name = WireName.ParentOf(name))
        {
            if (WireName.CompareFolded(name.Slice(1, name[0]), label) == 0)
            {
                return true;
            }
        }

        return false;
    }
}
