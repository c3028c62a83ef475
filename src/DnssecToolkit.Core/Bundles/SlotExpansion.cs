using System.Collections.Immutable;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;

namespace DnssecToolkit.Bundles;

/// <summary>Cuts the slots of a request as text into bundles: such a request says only when keys
/// change.</summary>
public static class SlotExpansion
{
    private const int MostBundles = 4_096;

    /// <summary>Gives a request whose bundles each have an expiration; one that has them is given back as it
    /// is.</summary>
    /// <param name="request">The request.</param>
    /// <param name="policy">How long signatures are valid, and when they are replaced.</param>
    /// <param name="changes">Moments at which the KSKs change: bundles begin there too.</param>
    /// <exception cref="UsageException">The validity does not outlast the refresh time, or there would be
    /// thousands of bundles.</exception>
    public static SigningRequest Expand(SigningRequest request, ResponsePolicy policy,
        ImmutableSortedSet<Timestamp> changes)
    {
        if (request.HasExpirations)
        {
            return request;
        }

        if (policy.Validity <= policy.Refresh || policy.Refresh < 0)
        {
            throw new UsageException("signatures would be replaced before they are made",
                "choose a validity that is longer than the refresh time");
        }

        List<KeyBundle> bundles = [];
        for (int i = 0; i < request.Bundles.Length; i++)
        {
            KeyBundle slot = request.Bundles[i];
            Timestamp end = i + 1 < request.Bundles.Length ? request.Bundles[i + 1].Inception : policy.Until
                ?? (slot.Inception + 1);
            Cut(slot, end, policy, changes, bundles);
        }

        return request with { Bundles = [.. bundles] };
    }

    private static void Cut(KeyBundle slot, Timestamp end, ResponsePolicy policy,
        ImmutableSortedSet<Timestamp> changes,
        List<KeyBundle> bundles)
    {
        Timestamp start = slot.Inception;
        while (start < end)
        {
            if (bundles.Count == MostBundles)
            {
                throw new UsageException($"the request would take more than {MostBundles} bundles",
                    "ask for a shorter time, or let signatures be valid for longer");
            }

            bundles.Add(slot with
            {
                Id = start.ToCompactString(),
                Inception = start,
                Expiration = start
                + policy.Validity
            });
            Timestamp next = start + (policy.Validity - policy.Refresh);
            start = changes.Where(change => change > start && change < next).DefaultIfEmpty(next).First();
        }
    }
}
