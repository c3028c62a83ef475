using System.CommandLine;
using System.CommandLine.Invocation;
using DnssecToolkit.Backup;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Time;

namespace DnssecToolkit.CommandLine;

/// <summary>Runs an executable's command line: parse, do, and turn whatever happens into messages and an exit
/// status.</summary>
/// <remarks><c>Program.cs</c> is <c>return new Tool("signall", Root()).Run(args);</c>.</remarks>
public sealed class Tool
{
    private readonly string _name;
    private readonly RootCommand _root;

    /// <summary>Takes a tool's commands and adds to them what all tools share.</summary>
    /// <param name="name">The executable's name.</param>
    /// <param name="root">Its commands, each with its job by <see cref="CommandActions.Does"/>.</param>
    public Tool(string name, RootCommand root)
    {
        _name = name;
        _root = root;
        CommonOptions.AddTo(root);
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction(name);
    }

    /// <summary>Runs with the process's own streams and clock; SIGINT and SIGTERM ask the run to end. Started
    /// as a token host, it is that alone.</summary>
    /// <remarks>Refuses to start where the runtime would write its memory to a disk.</remarks>
    /// <returns>The exit status.</returns>
    public int Run(string[] arguments)
    {
        if (CrashDump.Switch is { } variable)
        {
            ToolConsole console = new(_name, StandardStreams.OfProcess(), Verbosity.Normal);
            console.Error(
                $"{variable} is set: if this process died, the keys in its memory would be written to a disk");
            console.Hint($"unset {variable}");
            return (int)ExitStatus.Usage;
        }

        if (TokenHosting.TryServe(arguments, out int status))
        {
            return status;
        }

        ProcessPrivacy.ForbidCoreFiles();
        using Interruption interruption = new();
        StandardStreams streams = StandardStreams.OfProcess();
        status = Run(arguments, streams, Clock.System, interruption);
        streams.Output.Flush();
        streams.Error.Flush();
        TokenHosting.LeaveStuckModule(status);
        return status;
    }

    /// <summary>Runs in a test's own world.</summary>
    /// <returns>The exit status.</returns>
    public int Run(string[] arguments, StandardStreams streams, Func<Timestamp> clock)
    {
        using Interruption interruption = new();
        return Run(arguments, streams, clock, interruption);
    }

    private int Run(string[] arguments, StandardStreams streams, Func<Timestamp> clock,
        Interruption interruption)
    {
        HelpExamples.AddTo(_root, streams.Width);
        ParseResult options = _root.Parse(arguments,
            new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (options.Errors.Count > 0 && options.Action is ParseErrorAction)
        {
            return (int)UsageReport.Print(options, new ToolConsole(_name, streams, Verbosity.Normal),
                clock());
        }

        ToolInvocation invocation = new(_name, streams, clock, interruption)
        {
            Output = streams.Output,
            Error = streams.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // Interruption sees to it
        };
        try
        {
            int status = options.Invoke(invocation);
            if (ProcessPrivacy.Lapse is { } lapse)
            {
                ToolConsole console = new(_name, streams, CommonOptions.VerbosityOf(options));
                console.Warn(lapse);
                console.Hint(
                    "see with `swapon --show` that swap is off or encrypted, or allow more: `ulimit -l unlimited`, LimitMEMLOCK= in a unit");
            }

            return status;
        }
#pragma warning disable CA1031 // the one place where everything ends
        catch (Exception failure)
#pragma warning restore CA1031
        {
            ToolConsole console = new(_name, streams, CommonOptions.VerbosityOf(options));
            return FailureReport.Print(failure, console, interruption.Status);
        }
    }

    /// <summary>Prints the tool's name and version.</summary>
    private sealed class VersionAction(string name) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(
                $"{name} {typeof(Tool).Assembly.GetName().Version!.ToString(3)}");
            return (int)ExitStatus.Done;
        }
    }
}
