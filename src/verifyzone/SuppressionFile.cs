using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Verification;

namespace DnssecToolkit.Verifyzone;

/// <summary>Reads which checks do not count: <c>zone code reason</c> on each line, <c>*</c> for every zone, comments after <c>#</c>.</summary>
internal static class SuppressionFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="UnreadableInputException">It cannot be read.</exception>
    /// <exception cref="UsageException">A line is not of that form, or names a check that there is not.</exception>
    public static IReadOnlyList<Suppression> Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableInputException($"{path}: {failure.Message.TrimEnd('.')}", inner: failure);
        }

        List<Suppression> suppressions = [];
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Split('#')[0].Trim();
            if (line.Length > 0)
            {
                suppressions.Add(ReadLine(line, $"{path}:{i + 1}"));
            }
        }

        return suppressions;
    }

    private static Suppression ReadLine(string line, string place)
    {
        string[] words = line.Split((char[]?)null, 3, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 3)
        {
            throw new UsageException($"{place}: a check that does not count needs zone, code and reason");
        }

        CheckCode code = CheckCodes.Find(words[1])
            ?? throw new UsageException($"{place}: {words[1]} is no check", "docs/checks.md has them all");
        DomainName? zone = null;
        if (words[0] != "*")
        {
            zone = DomainName.TryParse(words[0], out DomainName name, out string? fault)
                ? name : throw new UsageException($"{place}: {words[0]}: {fault}");
        }

        return new Suppression(zone, code, words[2]);
    }
}
