using System.Globalization;
using System.Runtime.InteropServices;

namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <summary>What a token host gives up before it loads a module.</summary>
/// <remarks>Each is asked of the system and not insisted on: a container may forbid some of them.</remarks>
internal static partial class HostLimits
{
    private const int PR_SET_PDEATHSIG = 1;
    private const int PR_SET_DUMPABLE = 4;
    private const int PR_SET_NO_NEW_PRIVS = 38;
    private const int SIGKILL = 9;
    private const int F_GETFD = 1;
    private const int F_SETFD = 2;
    private const int FD_CLOEXEC = 1;
    private const int StandardError = 2;
    private const int RLIMIT_FSIZE = 1;
    private const int RLIMIT_DATA = 2;
    private const int RLIMIT_CORE = 4;
    private const int RLIMIT_NOFILE = 7;
    private const int RLIMIT_MEMLOCK = 8;

    private const ulong MostOpenFiles = 1_024;
    private const ulong MostMemory = 2UL << 30;  // a module that leaks ends in its process, not with the machine
    private const ulong LargestFile = 256UL << 20; // tokens in files are small; a module that logs without end is not

    /// <summary>Applies them.</summary>
    /// <param name="parent">The process that it serves.</param>
    /// <returns>False if that has ended already.</returns>
    public static bool Apply(int parent)
    {
        _ = prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
        ForbidCoreFiles();
        LockAsMuchMemoryAsAllowed();
        _ = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        Limit(RLIMIT_NOFILE, MostOpenFiles);
        Limit(RLIMIT_FSIZE, LargestFile);
        Limit(RLIMIT_DATA, MostMemory);
        // what a terminal sends its programs, Ctrl-C for one, is for the tool alone
        _ = setsid();
        return getppid() == parent;
    }

    /// <summary>Closes what was open in the process that started it all, such as the descriptor of a PIN: it
    /// is nothing for a module.</summary>
    /// <param name="kept">The descriptors of the pipe; standard input, output and error stay too.</param>
    /// <remarks>What .NET opens by itself is closed on an exec (FD_CLOEXEC), so that what is not was
    /// inherited.</remarks>
    public static void CloseInherited(params ReadOnlySpan<int> kept)
    {
        foreach (string path in Directory.GetFiles("/proc/self/fd"))
        {
            if (int.TryParse(
                Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out int descriptor)
                && descriptor > StandardError && !kept.Contains(descriptor)
                && fcntl(descriptor, F_GETFD) == 0)
            {
                _ = close(descriptor);
            }
        }
    }

    /// <summary>Lets no process that is started have a descriptor of this one.</summary>
    public static void CloseOnExec(int descriptor) => _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC);

    /// <summary>No core file, no debugger of the same user: PINs and keys pass through here.</summary>
    public static void ForbidCoreFiles()
    {
        _ = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
        Limit(RLIMIT_CORE, 0);
    }

    /// <summary>How many octets this process may lock into memory.</summary>
    public static ulong MostLockedMemory =>
        getrlimit(RLIMIT_MEMLOCK, out ResourceLimit limit) == 0 ? limit.Soft : 0;

    /// <summary>Raises that to what an administrator allowed.</summary>
    public static void LockAsMuchMemoryAsAllowed()
    {
        if (getrlimit(RLIMIT_MEMLOCK, out ResourceLimit limit) == 0)
        {
            limit.Soft = limit.Hard;
            _ = setrlimit(RLIMIT_MEMLOCK, in limit);
        }
    }

    /// <summary>Ends the process at once, without the exit handlers of a module that may hang in
    /// them.</summary>
    public static void End(int status) => _exit(status);

    private static void Limit(int resource, ulong most)
    {
        ResourceLimit limit = new() { Soft = most, Hard = most };
        _ = setrlimit(resource, in limit);
    }

    [LibraryImport("libc")]
    private static partial int prctl(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    [LibraryImport("libc")]
    private static partial int setrlimit(int resource, in ResourceLimit limit);

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, out ResourceLimit limit);

    [LibraryImport("libc")]
    private static partial int setsid();

    [LibraryImport("libc")]
    private static partial int fcntl(int descriptor, int command);

    [LibraryImport("libc")]
    private static partial int fcntl(int descriptor, int command, int flags);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);

    [LibraryImport("libc")]
    private static partial int getppid();

    [LibraryImport("libc")]
    private static partial void _exit(int status);

    /// <summary>struct rlimit.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        internal ulong Soft;
        internal ulong Hard;
    }
}
