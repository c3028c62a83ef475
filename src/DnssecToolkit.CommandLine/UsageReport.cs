using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;

namespace DnssecToolkit.CommandLine;

/// <summary>Says what is wrong with a command line, and what was probably meant.</summary>
internal static partial class UsageReport
{
    internal static ExitStatus Print(ParseResult options, ToolConsole console, Timestamp moment)
    {
        string[] errors = [.. options.Errors.Select(error => AsClause(error.Message))];
        string[] hints = [.. GuessesFor(options),
            $"see `{PathOf(options.CommandResult, console.Tool)} --help`"];
        Array.ForEach(errors, console.Error);
        Array.ForEach(hints, console.Hint);
        if (options.GetValue(CommonOptions.Json))
        {
            console.Output.WriteLine(FailureJson.OfUsage(errors, hints, moment));
        }

        return ExitStatus.Usage;
    }

    private static IEnumerable<string> GuessesFor(ParseResult options)
    {
        string[] words = [.. WordsOf(options.CommandResult.Command)];
        foreach (string word in options.UnmatchedTokens)
        {
            if (NearestWord.To(word.Split('=')[0], words) is { } meant)
            {
                yield return $"did you mean {meant}?";
            }
        }
    }

    // The library's messages are sentences, some over several lines, some with names of .NET's types; ours
    // are clauses on one.
    private static string AsClause(string message)
    {
        if (NotParsed().Match(message) is { Success: true } match)
        {
            return $"{match.Groups["option"].Value} {match.Groups["given"].Value} is not a number that it takes";
        }

        string[] lines = message.Split('\n', StringSplitOptions.TrimEntries
            | StringSplitOptions.RemoveEmptyEntries);
        string sentence = lines.Length > 1 ? $"{lines[0]} {string.Join(", ", lines[1..])}" : lines[0];
        return char.ToLowerInvariant(sentence[0])
            + sentence[1..].TrimEnd('.').Replace(". Must ", "; must ", StringComparison.Ordinal);
    }

    [GeneratedRegex(
        "^Cannot parse argument '(?<given>.*)' for option '(?<option>.*)' as expected type '.*Int.*'", RegexOptions.Singleline)]
    private static partial Regex NotParsed();

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
