using System.Runtime.InteropServices;

namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <summary>A filter of system calls (seccomp) by which a token host gives up the network; it stays for the
/// life of the process.</summary>
/// <remarks>Sockets of other families than AF_UNIX cannot be made any more: pcscd, pkcsslotd and the system's
/// log are reached, nobody on another machine is. Open connections, and what the standard descriptors are,
/// stay as they are.</remarks>
internal static unsafe partial class HostFilter
{
    private const nuint SECCOMP_SET_MODE_FILTER = 1;
    private const nuint SECCOMP_FILTER_FLAG_TSYNC = 1;      // all threads, those of the module too
    private const nuint SECCOMP_FILTER_FLAG_SPEC_ALLOW = 4; // older kernels slow a filtered process down without it
    private const uint SECCOMP_RET_ALLOW = 0x7fff_0000;
    private const uint SECCOMP_RET_ERRNO = 0x0005_0000;
    private const uint EACCES = 13;
    private const uint AF_UNIX = 1;
    private const uint IoUringSetup = 425;                  // makes sockets without a call that a filter sees
    private const uint FirstOfX32 = 0x4000_0000;            // the other numbers of x86-64
    private const int NumberOfCall = 0;                     // offsets in struct seccomp_data
    private const int Architecture = 4;
    private const int FirstArgument = 16;

    private const ushort Load = 0x20;                       // BPF_LD | BPF_W | BPF_ABS
    private const ushort IfEqual = 0x15;                    // BPF_JMP | BPF_JEQ | BPF_K
    private const ushort IfNotBelow = 0x35;                 // BPF_JMP | BPF_JGE | BPF_K
    private const ushort Return = 0x06;                     // BPF_RET | BPF_K

    /// <summary>Closes the network for this process.</summary>
    /// <returns>False where the system has no such filters, or its machine is one whose numbers are not known
    /// here.</returns>
    public static bool TryCloseNetwork() => RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => TryInstall(0xc000_003e, socket: 41, seccomp: 317),
        System.Runtime.InteropServices.Architecture.Arm64 =>
            TryInstall(0xc000_00b7, socket: 198, seccomp: 277),
        _ => false,
    };

    private static bool TryInstall(uint architecture, uint socket, int seccomp)
    {
        ReadOnlySpan<Instruction> program =
        [
            new(Load, Architecture),
            new(IfEqual, architecture, otherwise: 7),
            new(Load, NumberOfCall),
            new(IfNotBelow, FirstOfX32, then: 5),
            new(IfEqual, IoUringSetup, then: 4),
            new(IfEqual, socket, otherwise: 2),
            new(Load, FirstArgument),
            new(IfEqual, AF_UNIX, otherwise: 1),
            new(Return, SECCOMP_RET_ALLOW),
            new(Return, SECCOMP_RET_ERRNO | EACCES),
        ];
        fixed (Instruction* first = program)
        {
            Program whole = new() { Length = (ushort)program.Length, First = first };
            return syscall(
                seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_SPEC_ALLOW,
                &whole) == 0;
        }
    }

    [LibraryImport("libc")]
    private static partial nint syscall(nint number, nuint operation, nuint flags, Program* program);

    /// <summary>struct sock_filter.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Instruction(ushort code, uint operand, byte then = 0, byte otherwise = 0)
    {
        internal readonly ushort Code = code;
        internal readonly byte Then = then;
        internal readonly byte Otherwise = otherwise;
        internal readonly uint Operand = operand;
    }

    /// <summary>struct sock_fprog.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Program
    {
        internal ushort Length;
        internal Instruction* First;
    }
}
