using System.CommandLine;
using System.CommandLine.Parsing;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.CommandLine;

/// <summary>Says what is wrong with a command line, and what was probably meant.</summary>
internal static class UsageReport
{
    internal static ExitStatus Print(ParseResult options, ToolConsole console)
    {
        foreach (ParseError error in options.Errors)
        {
            console.Error(AsClause(error.Message));
        }

        Command command = options.CommandResult.Command;
        foreach (string word in options.UnmatchedTokens)
        {
            if (NearestWord.To(word.Split('=')[0], WordsOf(command)) is { } meant)
            {
                console.Hint($"did you mean {meant}?");
            }
        }

        console.Hint($"see `{PathOf(options.CommandResult, console.Tool)} --help`");
        return ExitStatus.Usage;
    }

    // The library's messages are sentences, some over several lines; ours are clauses on one.
    private static string AsClause(string message)
    {
        string[] lines = message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string sentence = lines.Length > 1 ? $"{lines[0]} {string.Join(", ", lines[1..])}" : lines[0];
        return char.ToLowerInvariant(sentence[0]) + sentence[1..].TrimEnd('.').Replace(". Must ", "; must ", StringComparison.Ordinal);
    }

    private static string PathOf(CommandResult result, string tool) =>
        result.Parent is CommandResult parent ? $"{PathOf(parent, tool)} {result.Command.Name}" : tool;

    private static IEnumerable<string> WordsOf(Command command)
    {
        IEnumerable<Option> inherited = command.Parents.OfType<Command>().SelectMany(parent => parent.Options)
            .Where(option => option.Recursive);
        return command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name)
            .Concat(command.Options.Concat(inherited).Where(option => !option.Hidden).SelectMany(NamesOf));
    }

    private static IEnumerable<string> NamesOf(Option option) => option.Aliases.Prepend(option.Name);
}
