using System.Collections.Immutable;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>What a zone served, version after version: by it one knows what resolvers can have in their
/// caches.</summary>
/// <remarks>Where it errs, it errs to the safe side: a version that was not seen at its servers counts as
/// served, and the one before counts as served on. Of the time before the record nothing is taken for granted
/// but what the first version shows.</remarks>
/// <param name="Versions">In their order; the last is the one that is installed.</param>
public sealed record ServedHistory(ImmutableArray<ServedVersion> Versions)
{
    private const int MostVersions = 64;
    private const long Kept = 400 * 86_400L; // seconds: longer than any TTL that resolvers heed, and a year to look back on

    /// <summary>Nothing was ever served.</summary>
    public static ServedHistory Empty { get; } = new([]);

    /// <summary>The version that is installed, or null.</summary>
    public ServedVersion? Last => Versions.IsEmpty ? null : Versions[^1];

    /// <summary>The same after a look at what is installed, be it served already or not.</summary>
    /// <param name="present">The version, or null where there is none, or none to be trusted.</param>
    /// <param name="now">The present.</param>
    public ServedHistory Observe(ServedVersion? present, Timestamp now)
    {
        if (Versions.IsEmpty)
        {
            return present is null ? this
                : new ServedHistory([.. AssumedBefore(present, now),
                    present with { Since = now, Until = now }]);
        }

        // From the last that was seen on, each may be served by some server until now.
        int seen = Versions.Select((version, place) => version.IsSeen ? place : 0).Max();
        IEnumerable<ServedVersion> versions = Versions.Select((version, place) => version with
        {
            Since = version.Since < now ? version.Since : now, // a clock that was ahead knew no better
            Until = place < seen && version.Until < now ? version.Until : now,
        });
        return With(present is null || present.HasSameKeys(Versions[^1])
            ? versions : versions.Append(present with { Since = now, Until = now }), now);
    }

    /// <summary>The same after a version was installed, told to its servers, and seen there where they are
    /// asked.</summary>
    public ServedHistory Confirm(ServedVersion present, Timestamp now)
    {
        ServedHistory observed = Versions.IsEmpty
            ? new([present with { Since = now, Until = now }]) : Observe(present, now);
        ServedVersion last = observed.Versions[^1];
        return observed with
        {
            Versions = observed.Versions.SetItem(observed.Versions.Length - 1,
            last with { IsSeen = true, Since = last.IsSeen ? last.Since : now })
        };
    }

    /// <summary>Since when a key has been in every version, or null where it is not in the last
    /// one.</summary>
    public Timestamp? PublishedSince(ServedKey key) =>
        Versions.Reverse().TakeWhile(version => version.Published.Contains(key)).LastOrDefault()?.Since;

    private static ServedHistory With(IEnumerable<ServedVersion> versions, Timestamp now) =>
        new([.. versions.Where(version => version.Until + Kept > now).TakeLast(MostVersions)]);

    // Any key that does not sign may have come just now, and any that does not sign any more may have signed
    // alone until just now.
    private static IEnumerable<ServedVersion> AssumedBefore(ServedVersion present, Timestamp now)
    {
        yield return present with
        {
            Published = [.. present.Published.Where(key => present.ZoneSigners.Contains(key)
                || present.KeySigners.Contains(key))],
            Since = now,
            Until = now,
        };
        foreach (ServedKey key in present.Published.Where(key => !present.ZoneSigners.Contains(key)
            && MayHaveSigned(key, present)))
        {
            yield return present with
            {
                ZoneSigners = [.. present.ZoneSigners.Where(signer => signer.Algorithm != key.Algorithm),
                    key],
                Since = now,
                Until = now,
            };
        }
    }

    private static bool MayHaveSigned(ServedKey key, ServedVersion present) => !key.IsRevoked
        && present.IsSignedBy(key.Algorithm)
        && (!key.IsSep || !present.Published.Any(other => !other.IsSep && other.Algorithm == key.Algorithm));
}
