using System.Runtime.InteropServices;

namespace DnssecToolkit.Operations.Interop;

/// <summary>Asks the kernel whether somebody keeps its clock right (adjtimex(2)), as timedatectl does, and
/// how long it has been up.</summary>
internal static partial class KernelClock
{
    private const int Unsynchronised = 5; // TIME_ERROR
    private const int StructureLength = 256; // struct timex has 208 octets; all zero asks and sets nothing

    private const int SinceBoot = 7; // CLOCK_BOOTTIME

    /// <summary>Seconds since the machine started, those asleep included (clock_gettime(2)); null where the
    /// kernel does not say.</summary>
    public static long? SecondsSinceBoot
    {
        get
        {
            nint[] moment = new nint[2]; // struct timespec: seconds, nanoseconds
            return ClockGetTime(SinceBoot, moment) == 0 ? moment[0] : null;
        }
    }

    /// <summary>Whether the clock is synchronised; false also where the kernel does not say.</summary>
    public static bool IsSynchronised => Adjtimex(new byte[StructureLength]) is >= 0 and not Unsynchronised;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, [In, Out] nint[] moment);

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    private static partial int Adjtimex([In, Out] byte[] timex);
}
