using System.CommandLine;
using System.Text.RegularExpressions;
using DnssecToolkit.Keyall;
using DnssecToolkit.Keybackup;
using DnssecToolkit.Signall;
using DnssecToolkit.Tests.CommandLine;

namespace DnssecToolkit.Tests.Scripts;

/// <summary>The commands that a script may give: our tools in this process, and a few to look at
/// files.</summary>
internal sealed partial class ScriptShell
{
    /// <summary>Runs a command line; words are split at blanks, and '…' keeps one together.</summary>
    internal ScriptResult Run(string commandLine)
    {
        string[] words = [.. Word().Matches(commandLine).Select(match => match.Value.Trim('\''))];
        return words[0] switch
        {
            "signall" => RunTool("signall", SignallCommand.Create(), words[1..]),
            "keybackup" => RunTool("keybackup", KeybackupCommand.Create(), words[1..]),
            "keyall" => RunTool("keyall", KeyallCommand.Create(), words[1..]),
            "cat" => new ScriptResult(0, File.ReadAllText(words[1]), ""),
            "ls" => new ScriptResult(0, List(words.ElementAtOrDefault(1) ?? "."), ""),
            "mkdir" => Silently(() => Directory.CreateDirectory(words[1])),
            "rm" => Silently(() => File.Delete(words[1])),
            "cp" => Silently(() => File.Copy(words[1], words[2], overwrite: true)),
            _ => throw new InvalidOperationException($"a script cannot run {words[0]}"),
        };
    }

    private static ScriptResult RunTool(string name, RootCommand root, string[] arguments)
    {
        ToolTrial trial = ToolTrial.Run(name, root, () => ToolTrial.Now, arguments);

        // System.CommandLine calls a root command what the process is called, which here is the test host.
        string said = trial.Output.Replace($"  {RootCommand.ExecutableName} ", $"  {name} ",
            StringComparison.Ordinal);
        return new ScriptResult(trial.Status, said, trial.Error);
    }

    private static string List(string directory) => string.Concat(
        Directory.GetFileSystemEntries(directory).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .Select(name => $"{name}\n"));

    private static ScriptResult Silently(Action action)
    {
        action();
        return new ScriptResult(0, "", "");
    }

    [GeneratedRegex(@"'[^']*'|\S+")]
    private static partial Regex Word();
}
