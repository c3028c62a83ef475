namespace DnssecToolkit.Interop.Foreign;

/// <summary>Why a test cannot run on this machine; null where it can.</summary>
internal static class SkipReason
{
    private const string ToolPrefix = "tool:";

    internal static string? ForPrograms(params IEnumerable<string> programs)
    {
        string[] missing = [.. programs.Where(program => ForeignTool.Find(program) is null)];
        return missing.Length == 0
            ? null : $"not installed: {string.Join(", ", missing)} (tests/run.sh says from which package)";
    }

    internal static string? ForCorpus(params string[] needs)
    {
        if (Corpus.Root is null)
        {
            return $"the published test data is absent (set {Corpus.Variable} to its directory)";
        }

        string? missing = needs.FirstOrDefault(need => !IsTool(need)
            && !Path.Exists(Path.Combine(Corpus.Root, need)));
        return missing is null
            ? ForPrograms(needs.Where(IsTool).Select(need => need[ToolPrefix.Length..]))
            : $"the published test data has no {missing}";
    }

    private static bool IsTool(string need) => need.StartsWith(ToolPrefix, StringComparison.Ordinal);
}
