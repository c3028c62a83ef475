using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>The files in directories of zones that people were told of: each is told once, as long as it lies there.</summary>
public static class StrayFiles
{
    private const string FileName = "strays.json";
    private const int MostKept = 1_000;

    /// <summary>Gives those that people were not told of yet.</summary>
    public static IReadOnlyList<Finding> Untold(StateDirectory state, IReadOnlyList<Finding> strays)
    {
        IReadOnlyDictionary<string, string> told = Read(state);
        return [.. strays.Where(stray => !told.ContainsKey(stray.Location.File!)).Take(MostKept)];
    }

    /// <summary>Remembers that they were told of these, and forgets those that are gone.</summary>
    /// <exception cref="UnwritableOutputException">It cannot be written.</exception>
    public static void Remember(StateDirectory state, IReadOnlyList<Finding> strays)
    {
        Finding[] kept = [.. strays.Take(MostKept)];
        if (!Read(state).Keys.Order(StringComparer.Ordinal)
            .SequenceEqual(kept.Select(stray => stray.Location.File!).Order(StringComparer.Ordinal)))
        {
            StateFile.Write(state.PathOf(FileName), json =>
            {
                foreach (Finding stray in kept)
                {
                    json.WriteString(stray.Location.File!, stray.Message);
                }
            });
        }
    }

    private static IReadOnlyDictionary<string, string> Read(StateDirectory state) =>
        StateFile.Read(state.PathOf(FileName)) ?? new Dictionary<string, string>();
}
