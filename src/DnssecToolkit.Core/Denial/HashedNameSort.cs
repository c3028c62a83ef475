namespace DnssecToolkit.Denial;

/// <summary>Sorts names by hash in place, on several threads: hashes are spread evenly, so their first bits
/// make even shares.</summary>
internal static class HashedNameSort
{
    private const int SmallestShare = 1 << 12;

    /// <summary>Sorts on so many threads.</summary>
    public static void Sort(HashedName[] names, int threads)
    {
        int levels = 0;
        while (1 << levels < threads)
        {
            levels++;
        }

        SortShare(names, 0, names.Length, 0, levels);
    }

    private static void SortShare(HashedName[] names, int start, int end, int bit, int levels)
    {
        if (bit == levels || end - start < SmallestShare)
        {
            names.AsSpan(start, end - start).Sort();
            return;
        }

        int middle = PartByBit(names, start, end, bit);
        Parallel.Invoke(
            () => SortShare(names, start, middle, bit + 1, levels),
            () => SortShare(names, middle, end, bit + 1, levels));
    }

    private static int PartByBit(HashedName[] names, int start, int end, int bit)
    {
        while (start < end)
        {
            if (!names[start].HasBit(bit))
            {
                start++;
            }
            else
            {
                end--;
                (names[start], names[end]) = (names[end], names[start]);
            }
        }

        return start;
    }
}
