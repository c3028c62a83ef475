using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.CommandLine;

/// <summary>Says what went wrong and what to do, and gives the exit status for it.</summary>
public static class FailureReport
{
    internal const string Interrupted = "interrupted";

    /// <param name="failure">What was thrown.</param>
    /// <param name="console">Where to say it.</param>
    /// <param name="interruptedStatus">The exit status after a signal, or 0 where none came.</param>
    internal static int Print(Exception failure, ToolConsole console, int interruptedStatus)
    {
        Exception essence = Essence(failure);
        switch (essence)
        {
            case OperationCanceledException when interruptedStatus != 0:
                console.Error(Interrupted);
                break;
            case ToolkitException known:
                Print(known, console);
                break;
            case OutOfMemoryException:
                console.Error("there is not enough memory for this");
                console.Hint("see what limits it: `ulimit -a`, MemoryMax= in a unit, or the machine itself");
                break;
            default:
                PrintOwnFault(essence, console);
                break;
        }

        return StatusOf(essence, interruptedStatus);
    }

    /// <summary>The exit status for what was thrown.</summary>
    /// <param name="essence">What <see cref="Essence"/> gives.</param>
    /// <param name="interruptedStatus">The exit status after a signal, or 0 where none came.</param>
    internal static int StatusOf(Exception essence, int interruptedStatus) => essence switch
    {
        OperationCanceledException when interruptedStatus != 0 => interruptedStatus,
        ToolkitException known => (int)StatusOf(known),
        _ => (int)ExitStatus.InternalError,
    };

    /// <summary>Parallel loops wrap what their workers threw; the first kind that we know is the one to
    /// tell.</summary>
    internal static Exception Essence(Exception failure) => failure is AggregateException many
        ? many.Flatten().InnerExceptions.OrderByDescending(inner => inner is ToolkitException).First()
        : failure;

    private static void Print(ToolkitException failure, ToolConsole console)
    {
        if (failure is UnreadableInputException unreadable)
        {
            console.Report(unreadable.Findings);
        }

        console.Error(failure.Message);
        if (failure.Hint is not null)
        {
            console.Hint(failure.Hint);
        }
    }

    /// <summary>Gives the exit status for a failure.</summary>
    public static ExitStatus StatusOf(Exception failure) => failure switch
    {
        RefusedException => ExitStatus.Refused,
        UsageException => ExitStatus.Usage,
        UnreadableInputException => ExitStatus.UnreadableInput,
        KeyUnavailableException => ExitStatus.KeyUnavailable,
        UnwritableOutputException => ExitStatus.UnwritableOutput,
        LockHeldException => ExitStatus.LockHeld,
        _ => ExitStatus.InternalError,
    };

    private static void PrintOwnFault(Exception failure, ToolConsole console)
    {
        console.Error(
            $"this is a fault of ours, not of your zone: {failure.GetType().Name}: {failure.Message}");
        console.Hint(
            $"report it with the command line, the output of `{console.Tool} --version` and these lines:");
        console.Streams.Error.WriteLine(failure.StackTrace);
    }
}
