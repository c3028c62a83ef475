namespace DnssecToolkit.CommandLine;

/// <summary>What makes .NET's runtime write all memory to a disk when a process of ours dies, whatever the
/// limit for core files says.</summary>
internal static class CrashDump
{
    private static readonly string[] Switches = ["DOTNET_DbgEnableMiniDump", "COMPlus_DbgEnableMiniDump"];

    /// <summary>The variable of the environment that asks for it, or null where none does.</summary>
    /// <remarks>The runtime has read it by then: nothing but another start takes it back.</remarks>
    internal static string? Switch => Switches.FirstOrDefault(name =>
        Environment.GetEnvironmentVariable(name)?.Trim().Trim('0').Length > 0);
}
