using DnssecToolkit.Records;

namespace DnssecToolkit.Zones;

/// <summary>Copies records whose TTL changes to new pages; these share the octets of the pages that the
/// records came from.</summary>
internal static class RetimedPages
{
    /// <summary>Adds the pages, and lets the assembly's records refer to them.</summary>
    public static void Apply(List<RecordPage> pages, NodeAssembly assembly)
    {
        foreach (IGrouping<int, (int Place, uint Ttl)> group in
            assembly.Retimed.GroupBy(change => assembly.Records[change.Place].Page).ToList())
        {
            foreach ((int Place, uint Ttl)[] changes in group.Chunk(RecordPage.MaximumCount))
            {
                RecordPage source = pages[group.Key];
                Record[] records = new Record[changes.Length];
                for (int i = 0; i < changes.Length; i++)
                {
                    ref RecordReference reference = ref assembly.Records[changes[i].Place];
                    records[i] = source.Records[reference.Index] with { Ttl = changes[i].Ttl };
                    reference = new RecordReference(pages.Count, i);
                }

                pages.Add(new RecordPage(source.File, source.Octets, records, records.Length));
            }
        }
    }
}
