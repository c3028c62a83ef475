using DnssecToolkit.Time;

namespace DnssecToolkit.Configuration;

/// <content>The form: YAML, two blanks a level.</content>
public sealed partial class EffectiveConfiguration
{
    private void Head(int depth, string key) =>
        _text.Append(' ', depth * 2).Append(Quoted(key)).Append(":\n");

    private void Line(int depth, string key, string value) =>
        _text.Append(' ', depth * 2).Append(Quoted(key)).Append(": ").Append(value).Append('\n');

    private void Text(int depth, string key, string? value)
    {
        if (value is not null)
        {
            Line(depth, key, Quoted(value));
        }
    }

    private void Texts(int depth, string key, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            Line(depth, key, Flow(values));
        }
    }

    private void Seconds(int depth, string key, long? seconds)
    {
        if (seconds is { } value)
        {
            Line(depth, key, PeriodText.Format(new Period(0, value)));
        }
    }

    private static string Flow(IReadOnlyList<string> values) =>
        $"[{string.Join(", ", values.Select(Quoted))}]";

    // Words of letters, digits, dots, slashes and inner hyphens cannot be taken for anything else in YAML.
    private static string Quoted(string text)
    {
        bool isPlain = text.Length > 0
            && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '/' or '_' or '-')
            && text[0] != '-';
        return isPlain ? text
            : $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }
}
