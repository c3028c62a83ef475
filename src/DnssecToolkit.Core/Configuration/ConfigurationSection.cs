using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;

namespace DnssecToolkit.Configuration;

/// <summary>A mapping of the configuration being read: gives the values of its keys, and reports what is
/// wrong with them.</summary>
/// <remarks>Each key that is asked for is known; <see cref="Finish"/> reports the others, with what was
/// probably meant.</remarks>
internal sealed partial class ConfigurationSection
{
    private readonly MappingNode _node;
    private readonly ConfigurationSection? _template;
    private readonly ConfigurationFaults _faults;
    private readonly SortedSet<string> _known = new(StringComparer.Ordinal);

    internal ConfigurationSection(MappingNode node, ConfigurationFaults faults,
        ConfigurationSection? template = null)
    {
        _node = node;
        _faults = faults;
        _template = template;
    }

    /// <summary>Where the section begins.</summary>
    internal SourceLocation Location => _node.Location;

    /// <summary>The keys that stand in it, in their order.</summary>
    internal IEnumerable<string> Keys => _node.Members.Select(member => member.Key.Text);

    /// <summary>Takes another section for the keys that this one does not have.</summary>
    internal ConfigurationSection Over(ConfigurationSection? template) => new(_node, _faults, template);

    /// <summary>Says that keys belong here though nobody asks for them.</summary>
    internal void Know(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            _known.Add(key);
        }
    }

    /// <summary>Whether the key is there, or in the template.</summary>
    internal bool Has(string key) => Find(key) is not null;

    /// <summary>The place of a key's value, or of the section where it has none.</summary>
    internal SourceLocation PlaceOf(string key) => Find(key)?.Location ?? Location;

    /// <summary>Gives a text, or null where the key is absent or has no single value.</summary>
    internal string? Text(string key)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case ScalarNode { Text.Length: > 0 } scalar when !scalar.Text.Any(char.IsControl):
                return scalar.Text;
            case ScalarNode scalar:
                Fault(CheckCodes.ConfigValue, scalar.Location, $"{key} is empty, or has a control character");
                return null;
            case { } other:
                Fault(CheckCodes.ConfigValue, other.Location, $"{key} has one value, not several");
                return null;
        }
    }

    /// <summary>Gives a text that has to be there; empty where it is not, which is reported.</summary>
    internal string RequiredText(string key, string hint)
    {
        if (!Has(key))
        {
            Fault(CheckCodes.ConfigMissing, Location, $"{key} is missing", hint);
        }

        return Text(key) ?? "";
    }

    /// <summary>Gives the path of a file or directory: absolute, because nobody knows where cron
    /// runs.</summary>
    internal string? AbsolutePath(string key)
    {
        string? path = Text(key);
        if (path is not null && !path.StartsWith('/'))
        {
            Fault(CheckCodes.ConfigValue, PlaceOf(key),
                $"{key} {ConfigurationValue.Shown(path)} is no absolute path", "begin it with /");
            return null;
        }

        return path;
    }

    /// <summary>Gives a length of time in seconds.</summary>
    internal long? Seconds(string key) =>
        Value(key, ConfigurationValue.TryReadSeconds, "a length of time", PeriodText.Forms, out long value)
        ? value : null;

    /// <summary>Gives a length of time, which may be in months unless it is to be fixed.</summary>
    internal Period? Length(string key, bool isFixed) => Value(
        key,
        (string text, out Period period) =>
            PeriodText.TryParse(text, out period) && (period.IsFixed || !isFixed),
        isFixed ? "a length of time in days or less" : "a length of time",
        PeriodText.Forms,
        out Period value) ? value : null;

    /// <summary>Gives a share in percent.</summary>
    internal double? Percent(string key) =>
        Value(key, ConfigurationValue.TryReadPercent, "a share", "write it as 5%", out double value)
            ? value : null;

    /// <summary>Gives an answer; no where the key is absent.</summary>
    internal bool IsYes(string key) =>
        Value(key, ConfigurationValue.TryReadYes, "an answer", "write yes or no", out bool value) && value;

    /// <summary>Gives a whole number within bounds.</summary>
    internal int? Number(string key, int least, int most) => Value(
        key,
        (string text, out int number) => int.TryParse(text, out number) && number >= least && number <= most,
        $"a number from {least} to {most}",
        "write it in digits",
        out int value) ? value : null;

    /// <summary>Gives one of several words, or the first of them where the key is absent.</summary>
    internal T Choice<T>(string key, params (string Word, T Meaning)[] choices)
    {
        string? text = Text(key);
        foreach ((string word, T meaning) in choices)
        {
            if (text == word)
            {
                return meaning;
            }
        }

        if (text is not null)
        {
            string? meant = NearestWord.To(text, choices.Select(choice => choice.Word));
            Fault(
                CheckCodes.ConfigValue, PlaceOf(key),
                $"{key} {ConfigurationValue.Shown(text)} is none of {string.Join(", ", choices.Select(choice => choice.Word))}",
                meant is null ? null : $"did you mean {meant}?");
        }

        return choices[0].Meaning;
    }

    /// <summary>Gives a list of texts; a single one may stand without brackets.</summary>
    internal IReadOnlyList<string> Texts(string key)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case ListNode list:
                return [.. list.Items.Select(item => TextOf(key, item)).OfType<string>()];
            default:
                return Text(key) is { } text ? [text] : [];
        }
    }

    /// <summary>Reports a fault of a key's value.</summary>
    internal void Fault(CheckCode code, SourceLocation place, string message, string? hint = null) =>
        _faults.Add(code, place, message, hint);

    /// <summary>Reports the keys that nobody asked for.</summary>
    internal void Finish()
    {
        foreach ((ScalarNode key, _) in _node.Members.Where(member => !_known.Contains(member.Key.Text)))
        {
            string? meant = NearestWord.To(key.Text, _known);
            Fault(
                CheckCodes.ConfigKey, key.Location,
                $"there is no key {ConfigurationValue.Shown(key.Text)} here",
                meant is null ? $"known here: {string.Join(", ", _known)}" : $"did you mean {meant}?");
        }
    }

    private delegate bool Form<T>(string text, out T value);

    private ConfigurationNode? Find(string key)
    {
        _known.Add(key);
        foreach ((ScalarNode name, ConfigurationNode value) in _node.Members)
        {
            if (name.Text == key)
            {
                return value;
            }
        }

        return _template?.Find(key);
    }

    private bool Value<T>(string key, Form<T> form, string what, string hint, out T value)
    {
        value = default!;
        if (Text(key) is not { } text)
        {
            return false;
        }

        if (form(text, out value))
        {
            return true;
        }

        Fault(CheckCodes.ConfigValue, PlaceOf(key), $"{key} {ConfigurationValue.Shown(text)} is not {what}",
            hint);
        return false;
    }

    private string? TextOf(string key, ConfigurationNode item)
    {
        if (item is ScalarNode { Text.Length: > 0 } scalar && !scalar.Text.Any(char.IsControl))
        {
            return scalar.Text;
        }

        Fault(CheckCodes.ConfigValue, item.Location, $"{key} has something else than a text in it");
        return null;
    }
}
