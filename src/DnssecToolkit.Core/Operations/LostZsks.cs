using DnssecToolkit.Bundles;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations;

/// <summary>What becomes of a keyindex when the ZSKs are lost and a sealed response with a standby ZSK is put
/// to use.</summary>
public static class LostZsks
{
    private const string Standby = "standby";

    /// <summary>When the standby ZSK can sign: resolvers may still have the DNSKEY RRset without
    /// it.</summary>
    public static Timestamp SignsFrom(RolloverPolicy policy, Timestamp now) =>
        now + policy.PublicationInterval;

    /// <summary>Gives the standby ZSKs their rows, and lets the lost ones end.</summary>
    /// <param name="index">The keyindex.</param>
    /// <param name="response">The sealed response: its ZSKs without a row are the standby ones.</param>
    /// <param name="keys">The directory, which has the standby ZSKs' private halves by now.</param>
    /// <param name="policy">How long things take in the zone.</param>
    /// <param name="now">The present.</param>
    /// <exception cref="KeyUnavailableException">A standby ZSK's private half is not there.</exception>
    public static KeyIndex Replace(KeyIndex index, SignedResponse response, KeyDirectory keys,
        RolloverPolicy policy, Timestamp now)
    {
        Timestamp from = SignsFrom(policy, now);
        Timestamp until = response.Bundles[^1].Expiration!.Value;
        ILookup<bool, KeyIndexEntry> rows = index.EntriesOf(response.Domain)
            .Where(row => !row.IsSep && row.Removed > now).ToLookup(row => row.Note == Standby);
        DirectoryKey[] standby = [.. response.Bundles.SelectMany(bundle => bundle.ZoneSigners)
            .Select(key => key.Key).Distinct()
            .Where(key => !index.EntriesOf(response.Domain).Any(row => KeyStock.IsRowOf(row, key)))
            .Select(key => keys.Keys.FirstOrDefault(own => own.Key.Equals(key) && own.Reference is not null)
                ?? throw new KeyUnavailableException(
                $"the private half of the standby {key} is not in {keys.Path}",
                "copy its files there from where they are kept, and activate again"))];

        // What has begun to sign goes on until the standby can; what has not begun never will.
        foreach (KeyIndexEntry row in rows[false].Where(row => row.Ended > from || row.Start > now))
        {
            Timestamp end = row.Start > now ? row.Start : from;
            index = index.Replace(row, row with { End = end, Remove = row.Removed < end ? end : row.Remove });
        }

        // A later sealed response prolongs the standby ZSK of an earlier one.
        foreach (KeyIndexEntry row in rows[true].Where(row => row.Removed < until))
        {
            index = index.Replace(row, row with { End = until, Remove = until });
        }

        return standby.Aggregate(index, (changed, key) => changed.Add(new KeyIndexEntry
        {
            Zone = response.Domain,
            Role = KeyRole.ZSK,
            Algorithm = key.Key.Algorithm,
            Tag = key.Key.Tag.Value,
            Publish = now,
            Start = from,
            End = until,
            Remove = until,
            Key = KeyStock.ReferenceOf(key),
            Note = Standby,
        }));
    }
}
