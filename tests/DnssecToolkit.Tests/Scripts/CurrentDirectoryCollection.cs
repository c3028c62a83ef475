namespace DnssecToolkit.Tests.Scripts;

/// <summary>Tests that change the process's current directory, and so run by themselves.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CurrentDirectoryCollection
{
    internal const string Name = "current directory";
}
