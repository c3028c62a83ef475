using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.CommandLine.Secrets;

/// <summary>Reads from an environment variable.</summary>
/// <remarks>The weakest of the sources: the system keeps a process's environment as long as the process
/// lives, in memory that is neither locked nor wiped.</remarks>
/// <param name="Name">The variable's name.</param>
public sealed record SecretFromEnvironment(string Name) : SecretSource
{
    /// <inheritdoc/>
    public override Secret Read(string what, ToolConsole console) => SecretLine.Of(
        Environment.GetEnvironmentVariable(Name)
            ?? throw new UsageException($"{what}: the environment variable {Name} is not set"),
        $"the environment variable {Name}");
}
