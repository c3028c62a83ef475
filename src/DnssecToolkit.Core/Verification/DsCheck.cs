using DnssecToolkit.Canonical;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Checks the DS records of children by what stands in them (RFC 4034 §5, RFC 9904).</summary>
internal static class DsCheck
{
    private const int FixedLength = 4; // key tag, algorithm, digest type

    /// <summary>Whether a digest type must not be used for delegations (RFC 9904 §4):
    /// none, SHA-1, GOST R 34.11-94.</summary>
    public static bool IsUnfit(byte type) => type is 0 or 1 or 3;

    /// <summary>Checks a DS RRset.</summary>
    public static void Check(RRset rrset, FindingSink sink)
    {
        bool hasAlgorithm = false;
        bool hasDigest = false;
        bool hasBoth = false; // in one DS: resolvers ignore those of which they lack either
        int unfit = -1;
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
            bool isKnown = AlgorithmTraits.Find((DnssecAlgorithm)rdata[2]) is { SignsOnlyWhenForced: false };
            bool isStrong = type is DsDigestType.SHA256 or DsDigestType.SHA384;
            hasAlgorithm |= isKnown;
            hasDigest |= isStrong;
            hasBoth |= isKnown && isStrong;
            unfit = unfit < 0 && IsUnfit(rdata[3]) ? i : unfit;
            if (length > 0 && rdata.Length != FixedLength + length)
            {
                sink.Add(
                    CheckCodes.ZoneDsLength,
                    rrset.LocationOf(i),
                    $"{Phrase.Set(rrset)} has a digest of {rrset.RDataOf(i).Length - FixedLength} octets,"
                    + $" and its type has {length}");
            }
        }

        if (!hasAlgorithm)
        {
            sink.Add(
                CheckCodes.ZoneDsAlgorithm, rrset.LocationOf(0),
                $"{Phrase.Set(rrset)} has no algorithm that resolvers should support");
        }

        if (!hasDigest || (hasAlgorithm && !hasBoth))
        {
            sink.Add(
                CheckCodes.ZoneDsDigest, rrset.LocationOf(0),
                $"{Phrase.Set(rrset)} has no digest that resolvers should support");
        }
        else if (unfit >= 0)
        {
            ReportUnfit(rrset, unfit, sink);
        }
    }

    /// <summary>Reports a DS, or a CDS, of a digest type that must not be used.</summary>
    public static void ReportUnfit(RRset rrset, int record, FindingSink sink) => sink.Add(
        CheckCodes.ZoneDsDigestUnfit, rrset.LocationOf(record),
        $"{Phrase.Set(rrset)} has digest type {rrset.RDataOf(record)[3]},"
        + $" which must not be used for delegations");
}
