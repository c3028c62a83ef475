using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;

namespace DnssecToolkit.CommandLine;

/// <summary>The end of every command's help: worked examples and the exit statuses.</summary>
internal static class HelpExamples
{
    private static readonly ConditionalWeakTable<Command, List<(string CommandLine,
        string Meaning)>> Examples = [];

    private static readonly (ExitStatus Status, string Meaning)[] Statuses =
    [
        (ExitStatus.Done, "done"),
        (ExitStatus.Refused, "the check or the policy says no"),
        (ExitStatus.Usage, "usage or configuration"),
        (ExitStatus.UnreadableInput, "input cannot be read"),
        (ExitStatus.KeyUnavailable, "key or token unavailable"),
        (ExitStatus.UnwritableOutput, "output cannot be written"),
        (ExitStatus.LockHeld, "another run holds the lock"),
        (ExitStatus.InternalError, "our own bug"),
    ];

    internal static void Add(Command command, string commandLine, string meaning) =>
        Examples.GetOrCreateValue(command).Add((commandLine, meaning));

    /// <summary>Lets the help option of a tool end with them.</summary>
    internal static void AddTo(RootCommand root, int width)
    {
        HelpOption option = root.Options.OfType<HelpOption>().Single();
        option.Action = new HelpWithExamples(new HelpAction { MaxWidth = width });
    }

    private static void WriteTo(TextWriter output, Command command)
    {
        if (Examples.TryGetValue(command, out List<(string CommandLine, string Meaning)>? examples))
        {
            output.WriteLine(examples.Count == 1 ? "Example:" : "Examples:");
            foreach ((string commandLine, string meaning) in examples)
            {
                output.WriteLine($"  $ {commandLine}");
                output.WriteLine($"    {meaning}");
            }

            output.WriteLine();
        }

        output.WriteLine("Exit status:");
        foreach ((ExitStatus status, string meaning) in Statuses)
        {
            output.WriteLine($"  {(int)status,2}  {meaning}");
        }
    }

    /// <summary>Prints help, then the examples and the exit statuses.</summary>
    private sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            help.Invoke(parseResult);
            WriteTo(parseResult.InvocationConfiguration.Output, parseResult.CommandResult.Command);
            return (int)ExitStatus.Done;
        }
    }
}
