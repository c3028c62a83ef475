using System.CommandLine;

namespace DnssecToolkit.CommandLine;

/// <summary>Gives commands their jobs and their examples.</summary>
public static class CommandActions
{
    /// <summary>Sets what the command does.</summary>
    /// <param name="command">The command.</param>
    /// <param name="job">Takes the run and gives its exit status; failures are thrown.</param>
    /// <returns>The command.</returns>
    public static T Does<T>(this T command, Func<ToolRun, ExitStatus> job)
        where T : Command
    {
        command.SetAction(options =>
        {
            using ToolRun run = new(options, (ToolInvocation)options.InvocationConfiguration);
            try
            {
                run.TakeTime();
                return (int)job(run);
            }
            catch (Exception failure)
            {
                run.Record(failure); // while the log is still open; the tool prints it for people
                throw;
            }
        });
        return command;
    }

    /// <summary>Adds a worked example to the end of the command's help.</summary>
    /// <param name="command">The command.</param>
    /// <param name="commandLine">What to type.</param>
    /// <param name="meaning">What that does, in a sentence.</param>
    /// <returns>The command.</returns>
    public static T WithExample<T>(this T command, string commandLine, string meaning)
        where T : Command
    {
        HelpExamples.Add(command, commandLine, meaning);
        return command;
    }
}
