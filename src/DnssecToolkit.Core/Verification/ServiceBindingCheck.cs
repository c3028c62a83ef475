using System.Buffers.Binary;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Checks SVCB and HTTPS records by what they say (RFC 9460).</summary>
internal sealed class ServiceBindingCheck(TargetCheck targets)
{
    private const int MandatoryKey = 0;
    private const int AlpnKey = 1;
    private const int NoDefaultAlpnKey = 2;

    /// <summary>Checks an RRset.</summary>
    public void Check(RRset rrset, FindingSink sink)
    {
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
        bool isAlias = BinaryPrimitives.ReadUInt16BigEndian(rrset.RDataOf(place)) == 0;
        if (isAlias && (!parameters.IsEmpty || WireName.AreEqual(target, rrset.Owner)))
        {
            sink.Add(
                CheckCodes.ZoneSvcbAlias,
                rrset.LocationOf(place),
                $"{Phrase.Set(rrset)} in alias mode leads to itself or has parameters");
        }
        else if (!isAlias && target.Length > 1)
        {
            targets.CheckHost(rrset, place, target, sink);
        }

        if (!isAlias && FaultOf(parameters) is string fault)
        {
            sink.Add(CheckCodes.ZoneSvcbParameters, rrset.LocationOf(place), $"{Phrase.Set(rrset)}: {fault}");
        }
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
            int length = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(parameters[2..]), parameters.Length - 4);
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
