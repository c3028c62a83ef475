using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Planning;

/// <summary>Puts DS sets that came from the children's keys in the place of those in the input.</summary>
internal static class DelegationSigners
{
    /// <summary>Replaces DS records.</summary>
    /// <param name="pages">The zone's pages.</param>
    /// <param name="sets">DS RDATA by child; children that are not named keep theirs.</param>
    /// <param name="findings">Takes the sets of names that are not delegated.</param>
    /// <returns>The same pages where nothing in them changes, and one with the new DS records.</returns>
    public static IEnumerable<RecordPage> Replace(
        IReadOnlyList<RecordPage> pages, IReadOnlyDictionary<DomainName, IReadOnlyList<byte[]>> sets,
        FindingList findings)
    {
        if (sets.Count == 0)
        {
            return pages;
        }

        RecordPageBuilder added = new();
        HashSet<DomainName> delegated = [];
        List<RecordPage> replaced = [.. pages.Select(page => Without(page, sets, delegated, added))];
        replaced.Add(added.Build());
        foreach (DomainName child in sets.Keys.Where(child => !delegated.Contains(child)).Order())
        {
            findings.Add(new Finding(
                CheckCodes.ChildDsWithoutDelegation, default,
                $"there is a DS set for {child}, which the zone does not delegate"));
        }

        return replaced;
    }

    private static RecordPage Without(
        RecordPage page,
        IReadOnlyDictionary<DomainName, IReadOnlyList<byte[]>> sets,
        HashSet<DomainName> delegated,
        RecordPageBuilder added)
    {
        List<Record> kept = new(page.Count);
        foreach (ref readonly Record record in page.Records.AsSpan(0, page.Count))
        {
            if (record.Type is not (RRType.DS or RRType.NS))
            {
                kept.Add(record);
                continue;
            }

            DomainName owner = DomainName.FromTrustedWire(page.OwnerOf(record));
            bool isReplaced = sets.TryGetValue(owner, out IReadOnlyList<byte[]>? set);
            if (record.Type == RRType.NS && isReplaced && delegated.Add(owner))
            {
                Add(added, owner, record.Ttl, set!); // a DS lives as long as the NS beside it
            }

            if (record.Type == RRType.NS || !isReplaced)
            {
                kept.Add(record);
            }
        }

        return kept.Count == page.Count
            ? page : new RecordPage(page.File, page.Octets, [.. kept], kept.Count);
    }

    private static void Add(RecordPageBuilder added, DomainName owner, uint ttl, IReadOnlyList<byte[]> set)
    {
        foreach (byte[] rdata in set)
        {
            added.Add(owner.Wire, RRType.DS, ttl, rdata);
        }
    }
}
