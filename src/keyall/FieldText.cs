using DnssecToolkit.Diagnostics;
using DnssecToolkit.Schedule;

namespace DnssecToolkit.Keyall;

/// <summary>What an operator writes into a field of a keyindex.</summary>
internal static class FieldText
{
    /// <summary>Gives the text of an option, if a field can have it.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="text">The text; not empty.</param>
    /// <exception cref="UsageException">It would not stay one line, or not one word of a line; or it is too
    /// long.</exception>
    internal static string Demand(string option, string text)
    {
        if (text.Contains('"', StringComparison.Ordinal) || text.Any(char.IsControl))
        {
            throw new UsageException($"{option} has a quote or a control character",
                "it is one line of plain text");
        }

        int length = System.Text.Encoding.UTF8.GetByteCount(text);
        return length <= KeyIndexEntry.MostOctetsOfText ? text : throw new UsageException(
            $"{option} has {length} octets, and a field of the keyindex {KeyIndexEntry.MostOctetsOfText} at most",
            "say it shorter, and keep the rest elsewhere");
    }
}
