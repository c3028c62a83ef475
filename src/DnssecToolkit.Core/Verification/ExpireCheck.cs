using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;
using DnssecToolkit.Time;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Checks that a secondary cut off from its primary stops serving before
/// signatures expire (RFC 6781 §4.4.2).</summary>
internal static class ExpireCheck
{
    /// <summary>Holds the SOA's EXPIRE and the longest TTL against the first expiration.</summary>
    public static void Run(ZoneUnderCheck context, SignatureTotals totals, FindingSink sink)
    {
        Timestamp now = context.Policy.Moments[0];
        if (totals.First is not { } first || first.Expiration <= now
            || !context.Zone.TryFind(0, RRType.SOA, out RRset soa))
        {
            return;
        }

        long served = (long)context.Zone.Soa.Expire + totals.LongestTtl;
        if (first.Expiration - now < served)
        {
            Period left = new(0, first.Expiration - now);
            Period limit = new(0, served);
            sink.Add(
                CheckCodes.ZoneExpireOutlives,
                soa.LocationOf(0),
                $"the first signature expires in {left}, and EXPIRE and the longest TTL are {limit}");
        }
    }
}
