using System.CommandLine;
using System.Text.RegularExpressions;
using DnssecToolkit.CommandLine;

namespace DnssecToolkit.Interop.Documents;

/// <summary>Holds the man pages against the commands they describe.</summary>
public partial class ManPageTests
{
    public static TheoryData<string> Tools => ["signall", "keyall", "verifyzone", "keybackup"];

    [Theory]
    [MemberData(nameof(Tools))]
    public void Page_HasEveryOptionOfTheToolAndNoOther(string tool)
    {
        string[] expected = [.. OptionsOf(ToolCommands.RootOf(tool)).Distinct().Order()];
        string[] documented = [.. OptionName().Matches(PageOf(tool))
            .Select(match => match.Value.Replace("\\-", "-")).Distinct().Order()];
        Assert.Equal(expected, documented.Except(Shown(tool)));
    }

    [Theory]
    [MemberData(nameof(Tools))]
    public void Page_HasEveryExitStatus(string tool) => Assert.All(
        Enum.GetValues<ExitStatus>(), status =>
            Assert.Contains($"\n.B {(int)status}\n", PageOf(tool), StringComparison.Ordinal));

    [ForeignToolTheory("man")]
    [MemberData(nameof(Tools))]
    public void Page_IsUnderstoodByMan(string tool)
    {
        ForeignRun run = ForeignTool.Run("man", "--warnings", "-l", Repository.PathOf($"docs/man/{tool}.1"))
            .MustSucceed();
        Assert.Empty(run.Error);
    }

    private static IEnumerable<string> OptionsOf(Command command) =>
        command.Options.Where(option => !option.Hidden).Select(option => option.Name)
            .Concat(command.Subcommands.SelectMany(OptionsOf));

    private static string PageOf(string tool) => File.ReadAllText(Repository.PathOf($"docs/man/{tool}.1"));

    // The pages name an option of another command in passing.
    private static IEnumerable<string> Shown(string tool) => tool switch
    {
        "keyall" => ["--expiration"],
        _ => [],
    };

    [GeneratedRegex(@"(?<=\\fB)\\-\\-[a-z0-9\\-]+(?=\\fR)")]
    private static partial Regex OptionName();
}
