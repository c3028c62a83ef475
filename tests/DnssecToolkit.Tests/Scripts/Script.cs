using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DnssecToolkit.Tests.Scripts;

/// <summary>A script of commands with what they print, as README.md beside it says.</summary>
internal sealed partial class Script
{
    private readonly ScriptShell _shell = new();
    private readonly List<(Regex Pattern, string Replacement)> _masks =
    [
        (Version(), "N.N.N"), (RunId(), "RUN"), (StageSeconds(), "S"), (Duration(), "S s"), (Speed(),
            "N signatures a second"),
        (new Regex(Regex.Escape(Environment.CurrentDirectory)), "DIR"),
    ];

    private readonly StringBuilder _written = new();

    /// <summary>Runs a script in the current directory and writes it anew with what really
    /// happened.</summary>
    /// <param name="text">The script.</param>
    /// <returns>The same text, where all commands did what it says.</returns>
    internal static string Run(string text) => new Script().RunLines(text.Split('\n'));

    private string RunLines(string[] lines)
    {
        for (int place = 0; place < lines.Length; place++)
        {
            string line = lines[place];
            if (IsResult(line))
            {
                continue;
            }

            _written.Append(line).Append(place < lines.Length - 1 ? "\n" : "");
            if (line.StartsWith("> ", StringComparison.Ordinal))
            {
                place = TakeFile(line[2..], lines, place);
            }
            else if (line.StartsWith("~ ", StringComparison.Ordinal))
            {
                string[] parts = line[2..].Split(" => ");
                _masks.Add((new Regex(parts[0], RegexOptions.Multiline | RegexOptions.CultureInvariant),
                    parts[1]));
            }
            else if (line.StartsWith("$ ", StringComparison.Ordinal))
            {
                WriteResult(_shell.Run(line[2..]));
            }
        }

        return _written.ToString();
    }

    // What a command printed the last time; what it prints this time is written instead.
    private static bool IsResult(string line) =>
        line is "|" or "!" || line.StartsWith("| ", StringComparison.Ordinal)
            || line.StartsWith("! ", StringComparison.Ordinal)
        || Status().IsMatch(line);

    private int TakeFile(string name, string[] lines, int place)
    {
        StringBuilder content = new();
        while (place + 1 < lines.Length && lines[place + 1].StartsWith("  ", StringComparison.Ordinal))
        {
            place++;
            content.Append(lines[place].AsSpan(2)).Append('\n');
            _written.Append(lines[place]).Append('\n');
        }

        File.WriteAllText(name, content.ToString());
        return place;
    }

    private void WriteResult(ScriptResult result)
    {
        WriteStream('|', result.Output);
        WriteStream('!', result.Error);
        if (result.Status != 0)
        {
            _written.Append(CultureInfo.InvariantCulture, $"[{result.Status}]\n");
        }
    }

    private void WriteStream(char mark, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        string masked = _masks.Aggregate(text,
            (current, mask) => mask.Pattern.Replace(current, mask.Replacement));
        foreach (string line in masked.TrimEnd('\n').Split('\n'))
        {
            _written.Append(mark).Append(line.Length > 0 ? " " : "").Append(line).Append('\n');
        }
    }

    [GeneratedRegex(@"^\[\d+\]$")]
    private static partial Regex Status();

    [GeneratedRegex(@"(?<=^(signall|keyall|keybackup) )\d+\.\d+\.\d+$", RegexOptions.Multiline)]
    private static partial Regex Version();

    [GeneratedRegex("(?<=\"run\": \")[0-9a-f]{8}(?=\")")]
    private static partial Regex RunId();

    [GeneratedRegex(@"(?<=""seconds"": \{[^}]*: )[0-9.]+")]
    private static partial Regex StageSeconds();

    [GeneratedRegex(@"\d+\.\d\d s\b")]
    private static partial Regex Duration();

    [GeneratedRegex("[0-9,]+ signatures a second")]
    private static partial Regex Speed();
}
