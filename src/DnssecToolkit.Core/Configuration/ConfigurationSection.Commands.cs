using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Configuration;

/// <content>Commands of other programs.</content>
internal sealed partial class ConfigurationSection
{
    /// <summary>Gives a command: a list of its words, because no shell takes a string apart; null where the
    /// key is absent.</summary>
    internal IReadOnlyList<string>? Command(string key)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case ListNode list when list.Items.Count > 0 && list.Items.All(item => item is ScalarNode):
                return CommandOf(key, list);
            case { } other:
                Fault(
                    CheckCodes.ConfigValue, other.Location, $"{key} is no list of a command's words",
                    $"write it as {key}: [/usr/sbin/rndc, reload, \"{{zone}}\"]; no shell is used");
                return null;
        }
    }

    /// <summary>Gives a list of commands.</summary>
    internal IReadOnlyList<IReadOnlyList<string>> Commands(string key)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case ListNode list when list.Items.Count > 0
                && list.Items.All(item => item is ListNode { Items.Count: > 0 }):
                return [.. list.Items.Cast<ListNode>()
                    .Select(item => CommandOf(key, item)).OfType<string[]>()];
            case { } other:
                Fault(
                    CheckCodes.ConfigValue, other.Location, $"{key} is no list of commands",
                    $"write it as {key}: [[/usr/bin/dnssec-verify, -o, \"{{zone}}\", \"{{file}}\"]]; no shell is used");
                return [];
        }
    }

    private string[]? CommandOf(string key, ListNode list)
    {
        string[] words = [.. list.Items.Select(item => TextOf(key, item)).OfType<string>()];
        if (words.Length > 0 && !words[0].StartsWith('/'))
        {
            Fault(
                CheckCodes.ConfigValue, list.Items[0].Location,
                $"{key}: {ConfigurationValue.Shown(words[0])} is no absolute path of a program",
                "begin it with /; cron has another PATH than you");
            return null;
        }

        return words.Length == list.Items.Count ? words : null;
    }
}
