using System.Runtime.InteropServices;

namespace DnssecToolkit.Interop.Tokens.Stacks;

/// <summary>Environment variables as native libraries in this process and all its children see
/// them.</summary>
internal static partial class ModuleEnvironment
{
    internal static void Set(string name, string value)
    {
        Assert.Equal(0, setenv(name, value, 1));
        Environment.SetEnvironmentVariable(name, value);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
