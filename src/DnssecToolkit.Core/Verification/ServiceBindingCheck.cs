using System.Buffers.Binary;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Checks SVCB and HTTPS records by what they say (RFC 9460), and
/// those of DNS servers (RFC 9461).</summary>
internal sealed class ServiceBindingCheck(TargetCheck targets, ServiceAliasCheck aliases)
{
    private const int MandatoryKey = 0;
    private const int AlpnKey = 1;
    private const int NoDefaultAlpnKey = 2;
    private const int DohPathKey = 7;

    /// <summary>Checks an RRset.</summary>
    public void Check(RRset rrset, FindingSink sink)
    {
        aliases.Check(rrset, sink);
        for (int i = 0; i < rrset.Count; i++)
        {
            ReadOnlySpan<byte> rdata = rrset.RDataOf(i);
            if (rdata.Length > 2 && WireName.TryMeasure(rdata[2..], out int length))
            {
                CheckRecord(rrset, i, rdata.Slice(2, length), rdata[(2 + length)..], sink);
            }
        }
    }

    private void CheckRecord(
        RRset rrset, int place, ReadOnlySpan<byte> target, ReadOnlySpan<byte> parameters, FindingSink sink)
    {
        if (ServiceAliasCheck.IsAlias(rrset.RDataOf(place)))
        {
            if (!parameters.IsEmpty)
            {
                sink.Add(
                    CheckCodes.ZoneSvcbAlias, rrset.LocationOf(place),
                    $"{Phrase.Set(rrset)} in alias mode has parameters");
            }

            return;
        }

        if (target.Length > 1)
        {
            targets.CheckHost(rrset, place, target, sink);
        }
        else
        {
            // RFC 9460 §2.5.2: a dot for the target stands for the owner, which may be like an address
            // (in-addr.arpa).
            targets.CheckAddress(rrset, place, rrset.Owner, sink);
        }

        if (FaultOf(parameters) is string fault)
        {
            sink.Add(CheckCodes.ZoneSvcbParameters, rrset.LocationOf(place), $"{Phrase.Set(rrset)}: {fault}");
        }

        if (rrset.Type == RRType.SVCB && IsDnsServer(rrset.Owner)
            && DnsServerFaultOf(parameters) is string lack)
        {
            sink.Add(CheckCodes.ZoneSvcbDns, rrset.LocationOf(place), $"{Phrase.Set(rrset)}: {lack}");
        }
    }

    // RFC 9461 §3: _dns, or _PORT._dns.
    private static bool IsDnsServer(ReadOnlySpan<byte> owner)
    {
        ReadOnlySpan<byte> label = "\u0004_dns"u8;
        if (owner.Length > 2 && owner[1] == (byte)'_' && !StartsWith(owner, label))
        {
            owner = WireName.ParentOf(owner);
        }

        return StartsWith(owner, label);

        static bool StartsWith(ReadOnlySpan<byte> name, ReadOnlySpan<byte> label) =>
            name.Length > label.Length && WireName.CompareFolded(name[..label.Length], label) == 0;
    }

    // RFC 9461 §4.1 and §5: no protocol goes without saying, and one over HTTP needs to be told the path.
    private static string? DnsServerFaultOf(ReadOnlySpan<byte> parameters)
    {
        if (!Has(parameters, AlpnKey, out ReadOnlySpan<byte> protocols))
        {
            return "a DNS server without alpn";
        }

        for (;
            protocols.Length > 0 && protocols[0] < protocols.Length;
            protocols = protocols[(1 + protocols[0])..])
        {
            ReadOnlySpan<byte> protocol = protocols.Slice(1, protocols[0]);
            if ((protocol.SequenceEqual("h2"u8) || protocol.SequenceEqual("h3"u8))
                && !Has(parameters, DohPathKey, out _))
            {
                return "a DNS server over HTTP (alpn h2 or h3) without dohpath";
            }
        }

        return null;
    }

    private static string? FaultOf(ReadOnlySpan<byte> parameters)
    {
        if (Has(parameters, NoDefaultAlpnKey, out _) && !Has(parameters, AlpnKey, out _))
        {
            return "no-default-alpn without alpn";
        }

        if (Has(parameters, MandatoryKey, out ReadOnlySpan<byte> keys))
        {
            for (; keys.Length >= 2; keys = keys[2..])
            {
                int key = BinaryPrimitives.ReadUInt16BigEndian(keys);
                if (key == MandatoryKey || !Has(parameters, key, out _))
                {
                    return $"key {key} is mandatory but not there";
                }
            }
        }

        return null;
    }

    private static bool Has(ReadOnlySpan<byte> parameters, int key, out ReadOnlySpan<byte> value)
    {
        while (parameters.Length >= 4)
        {
            int length =
                Math.Min(BinaryPrimitives.ReadUInt16BigEndian(parameters[2..]), parameters.Length - 4);
            if (BinaryPrimitives.ReadUInt16BigEndian(parameters) == key)
            {
                value = parameters.Slice(4, length);
                return true;
            }

            parameters = parameters[(4 + length)..];
        }

        value = default;
        return false;
    }
}
