using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Resolving;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>The children whose DS the registry changed in the input: there its word counts, and not that of
/// the book.</summary>
/// <remarks>The content accepted last is what the input said when a set was entered, or since.</remarks>
internal static class ChangedChildren
{
    /// <summary>Compares new input with the content accepted last.</summary>
    /// <param name="zone">The parent.</param>
    /// <param name="accepted">The content accepted last.</param>
    /// <param name="input">The new one.</param>
    /// <param name="booked">The children that the book has sets of; they are looked at beside those that had
    /// DS.</param>
    /// <param name="threads">How many threads may work.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>The DS sets that the input had and has now, by child; empty where it has none.</returns>
    /// <exception cref="UnreadableInputException">One of the files cannot be read.</exception>
    internal static SortedDictionary<DomainName, (IReadOnlyList<byte[]> Before,
        IReadOnlyList<byte[]> Now)> Of(
        ZoneConfiguration zone, string accepted, string input, IEnumerable<DomainName> booked, int threads,
        CancellationToken stop)
    {
        Delegations before = Delegations.Read(accepted, zone, threads, new QueryPolicy(), stop);
        Delegations now = Delegations.Read(input, zone, threads, new QueryPolicy(), stop);
        SortedDictionary<DomainName, (IReadOnlyList<byte[]> Before, IReadOnlyList<byte[]> Now)> changed = [];
        foreach (DomainName child in before.SecureChildren.Union(booked)
            .Where(child => now.ServersOf(child).Count > 0))
        {
            (IReadOnlyList<byte[]> had, IReadOnlyList<byte[]> has) = (before.DsOf(child), now.DsOf(child));
            if (!new ChildSet(default, had).HasSame(has))
            {
                changed[child] = (had, has);
            }
        }

        return changed;
    }
}
