using System.Buffers.Binary;
using System.Globalization;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;
using DnssecToolkit.Time;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Operations;

/// <summary>The zone that stays published when keys cannot be used, and how long that goes well.</summary>
internal static class LastGoodZone
{
    private const double SecondsPerHour = 3_600;

    /// <summary>Adds to a failure how many hours are left.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="zone">The zone signed last, or null.</param>
    /// <param name="path">Its file.</param>
    /// <param name="moment">The run's moment.</param>
    public static KeyUnavailableException Explain(KeyUnavailableException failure, Zone? zone, string path,
        Timestamp moment)
    {
        if (zone is null || FirstExpirationOf(zone, moment) is not { } first)
        {
            return new KeyUnavailableException($"{failure.Message}; nothing was written", failure.Hint,
                failure);
        }

        string left = first <= moment
            ? $"its signatures began to expire at {first}"
            : string.Create(CultureInfo.InvariantCulture,
                $"its first signature expires in {(first - moment) / SecondsPerHour:0.0} hours, at {first}");
        return new KeyUnavailableException($"{failure.Message}; {path} stays as it is, and {left}",
            failure.Hint, failure);
    }

    /// <summary>The earliest expiration among a zone's signatures, or null without any.</summary>
    internal static Timestamp? FirstExpirationOf(Zone zone, Timestamp moment)
    {
        Timestamp? first = null;
        AreAll(zone, moment, (_, expiration) =>
        {
            first = first is { } before && before <= expiration ? before : expiration;
            return true;
        });
        return first;
    }

    /// <summary>Whether a zone's data has signatures, and all of them have expired.</summary>
    /// <remarks>Those that a KSK makes do not count: they may last longer, and alone they validate no
    /// data.</remarks>
    internal static bool HasExpired(Zone zone, Timestamp moment)
    {
        bool isSigned = false;
        return AreAll(zone, moment, (covered, expiration) =>
        {
            bool isData = covered is not (RRType.DNSKEY or RRType.CDS or RRType.CDNSKEY);
            isSigned |= isData;
            return !isData || expiration < moment;
        }) && isSigned;
    }

    // Looks at signatures until one is not so (RFC 4034 §3.1).
    private static bool AreAll(Zone zone, Timestamp moment, Func<RRType, Timestamp, bool> isSo)
    {
        for (int node = 0; node < zone.NodeCount; node++)
        {
            if (!zone.TryFind(node, RRType.RRSIG, out RRset signatures))
            {
                continue;
            }

            for (int i = 0; i < signatures.Count; i++)
            {
                ReadOnlySpan<byte> rdata = signatures.RDataOf(i);
                Timestamp expiration =
                    Timestamp.FromWire(BinaryPrimitives.ReadUInt32BigEndian(rdata[8..]), moment);
                if (!isSo((RRType)BinaryPrimitives.ReadUInt16BigEndian(rdata), expiration))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
