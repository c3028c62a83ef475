namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <summary>Reads what a module prints to a stream that is not its own to print to, a line at a time and
/// never too much.</summary>
internal static class HostPrintouts
{
    private const int LongestLine = 240;
    private const int MostLines = 40;

    /// <summary>Reads to the end of the stream.</summary>
    /// <param name="reader">The stream.</param>
    /// <param name="tell">Takes each line, cleaned of what a terminal would obey; at last, how many more
    /// there were.</param>
    public static async Task ReadAsync(TextReader reader, Action<string> tell)
    {
        char[] buffer = new char[1_024];
        System.Text.StringBuilder line = new();
        int lines = 0;
        while (await reader.ReadAsync(buffer).ConfigureAwait(false) is > 0 and int count)
        {
            foreach (char character in buffer.AsSpan(0, count))
            {
                if (character != '\n')
                {
                    _ = line.Length < LongestLine
                        ? line.Append(char.IsControl(character) ? '?' : character) : line;
                }
                else if (line.Length > 0)
                {
                    lines = Tell(line, lines);
                }
            }
        }

        lines = line.Length > 0 ? Tell(line, lines) : lines;
        if (lines > MostLines)
        {
            tell($"and {lines - MostLines} more lines");
        }

        int Tell(System.Text.StringBuilder text, int before)
        {
            if (before < MostLines)
            {
                tell(text.ToString());
            }

            text.Clear();
            return before + 1;
        }
    }
}
