using System.Runtime.InteropServices;

namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <summary>The environment as modules see it: .NET keeps a copy of its own, which getenv does not know.</summary>
internal static unsafe partial class ProcessEnvironment
{
    // What modules and the libraries below them read, and what .NET needs to start. Nothing else reaches a token host:
    // an environment is where passwords and proxies of other programs stand.
    private static readonly string[] Passed =
    [
        "SOFTHSM", "OPENSC", "PCSC", "TPM2", "TSS", "TCTI", "TCSD", "OCK", "OPENCRYPTOKI", "PKCS11", "KEYPER",
        "P11_KIT", "YUBIHSM", "NFAST", "ChrystokiConfigurationPath", "CS_PKCS11", "DBUS_SYSTEM_BUS_ADDRESS",
        "OPENSSL_CONF", "LD_LIBRARY_PATH", "PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "TZ", "XDG_CONFIG_HOME",
        "XDG_RUNTIME_DIR", "DOTNET_ROOT", "DOTNET_BUNDLE_EXTRACT_BASE_DIR",
    ];

    /// <summary>Sets a variable for libraries loaded from here on, SOFTHSM2_CONF for instance.</summary>
    /// <remarks>LD_LIBRARY_PATH is read once when the process starts, and cannot be set late.</remarks>
    internal static void Set(string name, string value)
    {
        if (setenv(name, value, overwrite: 1) != 0)
        {
            throw new ArgumentException("no name for a variable", nameof(name));
        }
    }

    /// <summary>Gives the variables that a token host is started with.</summary>
    internal static IEnumerable<KeyValuePair<string, string>> ForTokenHost()
    {
        List<KeyValuePair<string, string>> passed = [];
        byte** first = *(byte***)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "environ");
        for (byte** place = first; place is not null && *place is not null; place++)
        {
            string[] parts = (Marshal.PtrToStringUTF8((nint)(*place)) ?? "").Split('=', 2);
            if (parts.Length == 2
                && Array.Exists(Passed, start => parts[0].StartsWith(start, StringComparison.Ordinal)))
            {
                passed.Add(new(parts[0], parts[1]));
            }
        }

        return passed;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
