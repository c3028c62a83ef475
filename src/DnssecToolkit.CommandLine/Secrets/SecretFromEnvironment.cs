using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.CommandLine.Secrets;

/// <summary>Reads from an environment variable.</summary>
/// <param name="Name">The variable's name.</param>
public sealed record SecretFromEnvironment(string Name) : SecretSource
{
    /// <inheritdoc/>
    public override Secret Read(string what, ToolConsole console)
    {
        using StringReader reader = new(Environment.GetEnvironmentVariable(Name)
            ?? throw new UsageException($"{what}: the environment variable {Name} is not set"));
        return FirstLine(reader, $"the environment variable {Name}");
    }
}
