using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Verification;

namespace DnssecToolkit.Verifyzone;

/// <summary>Reads which checks do not count: <c>zone code reason</c> on each line, <c>*</c> for every zone; a
/// line that begins with <c>#</c> is a comment.</summary>
internal static class SuppressionFile
{
    private const int MostCharacters = 1 << 20;

    /// <summary>Reads a file.</summary>
    /// <exception cref="UnreadableInputException">It cannot be read.</exception>
    /// <exception cref="UsageException">A line is not of that form, or names
    /// a check that there is not.</exception>
    public static IReadOnlyList<Suppression> Read(string path)
    {
        string[] lines = ReadText(path).Split('\n');
        List<Suppression> suppressions = [];
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length > 0 && line[0] != '#')
            {
                Suppression row = ReadLine(line, $"{path}:{i + 1}");
                if (suppressions.Exists(other => other.Zone == row.Zone && other.Code == row.Code))
                {
                    throw new UsageException(
                        $"{path}:{i + 1}: {row.Code} is there before for the same zone",
                        "one reason is enough: remove one of the lines");
                }

                suppressions.Add(row);
            }
        }

        return suppressions;
    }

    private static string ReadText(string path)
    {
        try
        {
            using StreamReader reader = new(path);
            char[] text = new char[MostCharacters];
            int length = reader.ReadBlock(text);
            return reader.Peek() < 0 ? new string(text, 0, length) : throw new UnreadableInputException(
                $"{path}: over {MostCharacters} characters",
                "a policy file has a line for each check that does not count");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableInputException($"{path}: {failure.Message.TrimEnd('.')}", inner: failure);
        }
    }

    private static Suppression ReadLine(string line, string place)
    {
        string[] words = line.Split((char[]?)null, 3, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 3)
        {
            throw new UsageException($"{place}: a check that does not count needs zone, code and reason");
        }

        CheckCode code = CheckCodes.Find(words[1].ToUpperInvariant())
            ?? throw new UsageException($"{place}: {words[1]} is no check", CheckCodes.HintFor(words[1]));
        if (!CheckAdvice.IsOfZones(code))
        {
            throw new UsageException(
                $"{place}: {code.Tag} is no check of a zone: no report would ever have it");
        }

        DomainName? zone = null;
        if (words[0] != "*")
        {
            zone = DomainName.TryParse(words[0], out DomainName name, out string? fault)
                ? name : throw new UsageException($"{place}: {words[0]}: {fault}");
        }

        return new Suppression(zone, code, words[2]);
    }
}
