using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>What is wrong with the directories of zones as such, and belongs to no zone: files that are none,
/// directories that cannot be read, signed files of zones that nothing knows. People are told once of each,
/// and once of its end.</summary>
public static class StrayFiles
{
    private const string FileName = "strays.json";
    private const int MostKept = 1_000; // those beyond are shown, and nobody is told

    /// <summary>Gives all that there is at the moment.</summary>
    public static IReadOnlyList<Finding> Of(SignerConfiguration configuration) =>
        [.. configuration.Strays, .. UnconfiguredOutputs.Of(configuration)];

    /// <summary>Compares with what people were told.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="strays">All that there is.</param>
    /// <returns>Those that people were not told of yet; and the paths of those that they were told of and
    /// that are gone, each with what it was.</returns>
    public static (IReadOnlyList<Finding> Began, IReadOnlyDictionary<string, string> Ended) Changes(
        StateDirectory state, IReadOnlyList<Finding> strays)
    {
        IReadOnlyDictionary<string, string> told = Read(state);
        HashSet<string> present = [.. strays.Select(stray => stray.Location.File!)];
        return (
            [.. strays.Take(MostKept).Where(stray => !told.ContainsKey(stray.Location.File!))],
            told.Where(entry => !present.Contains(entry.Key))
                .ToDictionary(entry => entry.Key, entry => entry.Value));
    }

    /// <summary>Remembers that they were told of these, and of the end of others.</summary>
    /// <returns>Why that cannot be remembered, as a clause, so that it will be told again; or null.</returns>
    public static string? Remember(StateDirectory state, IReadOnlyList<Finding> strays)
    {
        try
        {
            StateFile.Write(state.PathOf(FileName), json =>
            {
                foreach (Finding stray in strays.Take(MostKept).DistinctBy(stray => stray.Location.File))
                {
                    json.WriteString(stray.Location.File!, $"[{stray.Code.Tag}] {stray.Message}");
                }
            });
            return null;
        }
        catch (UnwritableOutputException e)
        {
            return e.Message;
        }
    }

    /// <summary>Those that people were told of last, and of whose end they do not know.</summary>
    internal static IReadOnlyList<Finding> Told(StateDirectory state) =>
        [.. Read(state).Select(stray => new Finding(
            CodeOf(stray.Value), new SourceLocation(stray.Key),
            stray.Value[(stray.Value.IndexOf(']', StringComparison.Ordinal) + 1)..].TrimStart()))];

    /// <summary>The check in what is remembered of one.</summary>
    internal static CheckCode CodeOf(string told) =>
        told.StartsWith('[') && told.IndexOf(']', StringComparison.Ordinal) is var end and > 1
            && CheckCodes.Find(told[1..end]) is { } code
            ? code : CheckCodes.DirectoryStray; // of a time when there was nothing else

    private static IReadOnlyDictionary<string, string> Read(StateDirectory state) =>
        StateFile.Read(state.PathOf(FileName)) ?? new Dictionary<string, string>();
}
