using DnssecToolkit.Canonical;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Checks the DS records of children by what stands in them (RFC 4034 §5, RFC 9904).</summary>
internal static class DsCheck
{
    private const int FixedLength = 4; // key tag, algorithm, digest type

    /// <summary>Checks a DS RRset.</summary>
    public static void Check(RRset rrset, FindingSink sink)
    {
        bool hasAlgorithm = false;
        bool hasDigest = false;
        for (int i = 0; i < rrset.Count; i++)
        {
            ReadOnlySpan<byte> rdata = rrset.RDataOf(i);
            if (rdata.Length < FixedLength)
            {
                sink.Add(CheckCodes.ZoneDsLength, rrset.LocationOf(i), $"{Phrase.Set(rrset)} cannot be read");
                continue;
            }

            DsDigestType type = (DsDigestType)rdata[3];
            int length = DsDigest.LengthOf(type);
            hasAlgorithm |= AlgorithmTraits.Find((DnssecAlgorithm)rdata[2]) is { SignsOnlyWhenForced: false };
            hasDigest |= type is DsDigestType.SHA256 or DsDigestType.SHA384;
            if (length > 0 && rdata.Length != FixedLength + length)
            {
                sink.Add(
                    CheckCodes.ZoneDsLength,
                    rrset.LocationOf(i),
                    $"{Phrase.Set(rrset)} has a digest of {rrset.RDataOf(i).Length - FixedLength} octets, and its type has {length}");
            }
        }

        if (!hasAlgorithm)
        {
            sink.Add(CheckCodes.ZoneDsAlgorithm, rrset.LocationOf(0), $"{Phrase.Set(rrset)} has no algorithm that resolvers should support");
        }

        if (!hasDigest)
        {
            sink.Add(CheckCodes.ZoneDsDigest, rrset.LocationOf(0), $"{Phrase.Set(rrset)} has no digest that resolvers should support");
        }
    }
}
