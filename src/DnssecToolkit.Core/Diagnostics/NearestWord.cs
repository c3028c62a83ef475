namespace DnssecToolkit.Diagnostics;

/// <summary>Finds the word that was probably meant.</summary>
public static class NearestWord
{
    private const int FarthestTypo = 3;

    /// <summary>Finds the known word nearest to another.</summary>
    /// <param name="word">What was written; hyphens in front do not count as letters.</param>
    /// <param name="known">What it may have been meant to be.</param>
    /// <returns>Null where none is within three typing mistakes, or half of the word.</returns>
    public static string? To(string word, IEnumerable<string> known) =>
        known.Select(candidate => (candidate, Distance: Distance(word, candidate)))
            .Where(pair => pair.Distance <= Math.Min(FarthestTypo, word.TrimStart('-').Length / 2))
            .OrderBy(pair => pair.Distance)
            .Select(pair => pair.candidate)
            .FirstOrDefault();

    // Levenshtein's distance, where two neighbors that changed places are one mistake (Damerau), two rows
    // behind.
    private static int Distance(string left, string right)
    {
        int[] before = [];
        int[] last = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int[] row = new int[right.Length + 1];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int substituted = last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                row[j] = Math.Min(substituted, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last) = (last, row);
        }

        return last[^1];
    }
}
