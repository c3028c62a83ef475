using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <summary>The environment as modules see it: .NET keeps a copy of its own, which getenv does not
/// know.</summary>
internal static unsafe partial class ProcessEnvironment
{
    // What modules and the libraries below them read, and what .NET needs to start. Nothing else reaches a
    // token host: an environment is where passwords and proxies of other programs stand.
    private static readonly FrozenSet<string> Passed = FrozenSet.Create(
        StringComparer.Ordinal,
        "SOFTHSM2_CONF", "OPENSC_CONF", "OPENSC_DEBUG", "OPENSC_DRIVER", "PCSCLITE_CSOCK_NAME",
        "PCSCLITE_FILTER_IGNORE_READER_NAMES", "TPM2_PKCS11_STORE", "TPM2_PKCS11_TCTI",
        "TPM2_PKCS11_LOG_LEVEL",
        "TPM2_PKCS11_BACKEND", "TPM2_PKCS11_OWNER_AUTH", "TSS2_LOG", "TSS2_LOGFILE", "TSS2_FAPICONF",
        "TSS_TCSD_HOSTNAME",
        "TSS_TCSD_PORT", "TSS_USER_PS_FILE", "OCK_SRK_MODE", "OCK_SRK_SECRET", "OPENCRYPTOKI_TRACE_LEVEL",
        "PKCS11_PROXY_SOCKET", "PKCS11_DAEMON_SOCKET", "KEYPER_LIBRARY_PATH", "P11_KIT_SERVER_ADDRESS",
        "YUBIHSM_PKCS11_CONF", "NFAST_HOME", "NFAST_SERVER", "ChrystokiConfigurationPath", "CS_PKCS11_R2_CFG",
        "CS_PKCS11_R3_CFG", "DBUS_SYSTEM_BUS_ADDRESS", "OPENSSL_CONF", "LD_LIBRARY_PATH", "PATH", "HOME",
        "USER",
        "LOGNAME", "TMPDIR", "TZ", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "DOTNET_ROOT",
        "DOTNET_BUNDLE_EXTRACT_BASE_DIR");

    private static readonly ConcurrentDictionary<string, bool> Withheld = new(StringComparer.Ordinal);

    /// <summary>Keeps a variable that holds a secret from every process that is started for a
    /// token.</summary>
    internal static void Withhold(string name) => Withheld[name] = true;

    /// <summary>Takes such variables from the environment of a process that is to be started.</summary>
    internal static void Withhold(IDictionary<string, string?> environment)
    {
        foreach (string name in Withheld.Keys)
        {
            _ = environment.Remove(name);
        }
    }

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
    /// <remarks> The runtime's diagnostic port stays shut: whoever reaches it may ask a process that has held
    /// a PIN for its memory, and a host that is killed would leave its sockets behind in TMPDIR. </remarks>
    /// <param name="further">Names that the device's profile has beside those that all get.</param>
    internal static IEnumerable<KeyValuePair<string, string>> ForTokenHost(IReadOnlyList<string> further)
    {
        List<KeyValuePair<string, string>> passed = [new("DOTNET_EnableDiagnostics", "0")];
        byte** first = *(byte***)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "environ");
        for (byte** place = first; place is not null && *place is not null; place++)
        {
            string[] parts = (Marshal.PtrToStringUTF8((nint)(*place)) ?? "").Split('=', 2);
            if (parts.Length == 2
                && (Passed.Contains(parts[0]) || further.Contains(parts[0]))
                && !Withheld.ContainsKey(parts[0]))
            {
                passed.Add(new(parts[0], parts[1]));
            }
        }

        return passed;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
