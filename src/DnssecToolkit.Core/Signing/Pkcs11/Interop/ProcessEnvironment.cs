using System.Runtime.InteropServices;

namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <summary>The environment as modules see it: .NET keeps a copy of its own, which getenv does not know.</summary>
internal static partial class ProcessEnvironment
{
    /// <summary>Sets a variable for libraries loaded from here on, SOFTHSM2_CONF for instance.</summary>
    /// <remarks>LD_LIBRARY_PATH is read once when the process starts, and cannot be set late.</remarks>
    internal static void Set(string name, string value)
    {
        if (setenv(name, value, overwrite: 1) != 0)
        {
            throw new ArgumentException("no name for a variable", nameof(name));
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
