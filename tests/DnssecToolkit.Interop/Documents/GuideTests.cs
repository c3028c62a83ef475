using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace DnssecToolkit.Interop.Documents;

/// <summary>Every command of our tools that a document shows can be typed as it stands: it has these options,
/// and no others are missing.</summary>
public partial class GuideTests
{
    private const string Continued = " \\\n";

    public static TheoryData<string> Documents => [.. Directory
        .GetFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories)
        .Append(Repository.PathOf("README.md"))
        .Where(path => CommandsOf(path).Any())
        .Select(path => Path.GetRelativePath(Repository.PathOf("."), path)).Order()];

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_command_that_a_document_shows_is_one(string document) =>
        Assert.All(CommandsOf(Repository.PathOf(document)), command =>
    {
        string[] words = [.. CommandLineParser.SplitCommandLine(command.Replace('\'', '"'))];
        ParseResult parsed = ToolCommands.RootOf(words[0])
            .Parse(words[1..], new ParserConfiguration { ResponseFileTokenReplacer = null });
        Assert.True(parsed.Errors.Count == 0,
            $"{document}: {command}\n{string.Join('\n', parsed.Errors.Select(error => error.Message))}");
    });

    // Lines in blocks of code that begin with a tool; what a shell would take for itself ends the command.
    private static IEnumerable<string> CommandsOf(string path) => Block().Matches(File.ReadAllText(path))
        .SelectMany(block => block.Value.Replace(Continued, " ", StringComparison.Ordinal).Split('\n'))
        .Select(line => Tool().Match(line))
        .Where(found => found.Success && !found.Value.AsSpan().ContainsAny('…', '─')
            && !found.Value.Contains("..", StringComparison.Ordinal) && !found.Value.Contains('['))
        .Select(found => found.Value.Trim());

    [GeneratedRegex(@"(?<=^```[a-z]*\n)[^`]*(?=^```)", RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(
        @"(?<=^(\$ )?)(signall|keyall|verifyzone|keybackup) (?:'[^'\n]*'|""[^""\n]*""|[^|<>#;&'""\n])*", RegexOptions.Multiline)]
    private static partial Regex Tool();
}
