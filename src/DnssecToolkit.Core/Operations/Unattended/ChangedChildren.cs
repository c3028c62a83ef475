using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Resolving;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>The children whose DS the registry changed in the input: there its word counts, and not that of the book.</summary>
/// <remarks>The content accepted last is what the input said when a set was entered, or since.</remarks>
internal static class ChangedChildren
{
    /// <summary>Compares new input with the content accepted last.</summary>
    /// <param name="zone">The parent.</param>
    /// <param name="accepted">The content accepted last.</param>
    /// <param name="input">The new one.</param>
    /// <param name="booked">The children that the book has sets of.</param>
    /// <param name="threads">How many threads may work.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>The DS set that the input has now, by child; an empty one where it has none any more.</returns>
    /// <exception cref="UnreadableInputException">One of the files cannot be read.</exception>
    internal static SortedDictionary<DomainName, IReadOnlyList<byte[]>> Of(
        ZoneConfiguration zone, string accepted, string input, IEnumerable<DomainName> booked, int threads,
        CancellationToken stop)
    {
        Delegations before = Delegations.Read(accepted, zone, threads, new QueryPolicy(), stop);
        Delegations now = Delegations.Read(input, zone, threads, new QueryPolicy(), stop);
        SortedDictionary<DomainName, IReadOnlyList<byte[]>> changed = [];
        foreach (DomainName child in booked.Where(child => now.ServersOf(child).Count > 0))
        {
            IReadOnlyList<byte[]> ds = now.DsOf(child);
            if (!new ChildSet(default, before.DsOf(child)).HasSame(ds))
            {
                changed[child] = ds;
            }
        }

        return changed;
    }
}
