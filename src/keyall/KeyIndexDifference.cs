using DnssecToolkit.Names;
using DnssecToolkit.Schedule;

namespace DnssecToolkit.Keyall;

/// <summary>What differs between two versions of a keyindex, as lines.</summary>
internal static class KeyIndexDifference
{
    /// <summary>Gives the lines that go, with <c>-</c>, and those that come, with <c>+</c>, in the order of
    /// the file.</summary>
    /// <param name="before">A version.</param>
    /// <param name="after">A later one, made out of it by changing rows and adding some.</param>
    internal static IEnumerable<string> Lines(KeyIndex before, KeyIndex after)
    {
        string[] old = LinesOf(before);
        string[] changed = LinesOf(after);
        for (int i = 0; i < changed.Length; i++)
        {
            if (i < old.Length && old[i] == changed[i])
            {
                continue;
            }

            if (i < old.Length)
            {
                yield return $"- {old[i]}";
            }

            yield return $"+ {changed[i]}";
        }
    }

    /// <summary>Gives those of them that are rows of a zone.</summary>
    internal static IEnumerable<string> Lines(KeyIndex before, KeyIndex after, DomainName zone) =>
        Lines(before, after).Where(line => line[2..].Split(' ', '\t')[0] is var name && (name == "root"
            ? zone.IsRoot : DomainName.TryParse(name, out DomainName found, out _) && found == zone));

    private static string[] LinesOf(KeyIndex index) =>
        System.Text.Encoding.UTF8.GetString(index.ToOctets()).TrimEnd('\n').Split('\n')
            .Select(line => line.TrimEnd('\r')).ToArray();
}
