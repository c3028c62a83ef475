using System.Globalization;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>A theory that looks into the memory of our tools, which forbid that to all but an administrator;
/// skipped with the reason printed where this user is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeekingTheoryAttribute : TheoryAttribute
{
    private const int Trace = 19; // CAP_SYS_PTRACE
    private const int Lock = 14; // CAP_IPC_LOCK: else RLIMIT_MEMLOCK decides

    public PeekingTheoryAttribute() => Skip = SkipReason.ForPrograms(SoftHsm.Program, FaultyModule.Compiler)
        ?? (Has(Trace) && Has(Lock)
            ? null : "only an administrator may look into a tool's memory (CAP_SYS_PTRACE, CAP_IPC_LOCK)");

    private static bool Has(int capability)
    {
        string line = File.ReadLines("/proc/self/status")
            .First(line => line.StartsWith("CapEff:", StringComparison.Ordinal));
        return ((long.Parse(line["CapEff:".Length..].Trim(), NumberStyles.HexNumber,
            CultureInfo.InvariantCulture) >> capability) & 1) != 0;
    }
}
