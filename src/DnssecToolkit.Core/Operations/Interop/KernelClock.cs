using System.Runtime.InteropServices;

namespace DnssecToolkit.Operations.Interop;

/// <summary>Asks the kernel whether somebody keeps its clock right (adjtimex(2)), as timedatectl does.</summary>
internal static partial class KernelClock
{
    private const int Unsynchronised = 5; // TIME_ERROR
    private const int StructureLength = 256; // struct timex has 208 octets; all zero asks and sets nothing

    /// <summary>Whether the clock is synchronised; false also where the kernel does not say.</summary>
    public static bool IsSynchronised => Adjtimex(new byte[StructureLength]) is >= 0 and not Unsynchronised;

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    private static partial int Adjtimex([In, Out] byte[] timex);
}
