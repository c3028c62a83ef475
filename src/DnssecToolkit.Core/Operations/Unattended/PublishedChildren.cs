using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Resolving;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>What a parent's book of its children begins with: the DS sets that are published, and that the
/// input does not account for.</summary>
internal static class PublishedChildren
{
    /// <summary>Compares the signed file with the input.</summary>
    /// <param name="zone">The parent, which has a policy for its children.</param>
    /// <param name="accepted">The content that the signed file was made from, or null where that is not known
    /// any more.</param>
    /// <param name="now">The moment.</param>
    /// <param name="threads">How many threads may work.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>The sets; none where nothing was signed yet.</returns>
    /// <exception cref="UnreadableInputException">One of the files cannot be read.</exception>
    internal static Dictionary<DomainName, ChildSet> Of(ZoneConfiguration zone, string? accepted,
        Timestamp now, int threads, CancellationToken stop)
    {
        Dictionary<DomainName, ChildSet> sets = [];
        if (!File.Exists(zone.Output))
        {
            return sets;
        }

        Delegations published = Delegations.Read(zone.Output, zone, threads, new QueryPolicy(), stop);
        Delegations input = Delegations.Read(accepted ?? zone.File, zone, threads, new QueryPolicy(), stop);
        foreach (DomainName child in published.Children)
        {
            // Without the accepted content a DS that only the input has may be a new one: then the input is
            // right.
            IReadOnlyList<byte[]> ds = published.DsOf(child);
            bool wasPutIn = ds.Count > 0 || accepted is not null;
            if (wasPutIn && input.ServersOf(child).Count > 0 && !new ChildSet(now, ds).HasSame(input.DsOf(child)))
            {
                sets[child] = new ChildSet(now, ds);
            }
        }

        return sets;
    }
}
