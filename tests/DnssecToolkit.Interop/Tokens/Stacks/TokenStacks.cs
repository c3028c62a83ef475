using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Interop.Tokens.Stacks;

/// <summary>All token stacks that can be started, by the names of their profiles; each is started at first
/// use, and once.</summary>
/// <remarks>Their tests are one xunit collection: modules in one process and daemons with fixed places allow
/// no two at a time.</remarks>
public static class TokenStacks
{
    public const string Collection = SoftHsm.Program; // SoftHSM is in this process too
    public const string OpencryptokiTpm = "opencryptoki-tpm";
    public const string OpencryptokiSoft = "opencryptoki-soft";
    public const string Tpm2 = "tpm2-pkcs11";
    public const string SmartCard = "smartcard-hsm";
    public const string Keyper = "keyper";

    private static readonly Dictionary<string, Lazy<TokenStack>> All = new()
    {
        [OpencryptokiTpm] = Started(() => new OpencryptokiStack(OpencryptokiTpm, "zone keys", "TPM")),
        [OpencryptokiSoft] =
            Started(() => new OpencryptokiStack(OpencryptokiSoft, "rehearsal", "IBM SoftTok")),
        [Tpm2] = Started(() => new Tpm2Stack()),
        [SmartCard] = Started(() => new SmartCardStack()),
        [Keyper] = Started(() => new KeyperStack()),
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Names => [OpencryptokiTpm, OpencryptokiSoft, Tpm2, SmartCard, Keyper];

    /// <summary>Gives a stack, started.</summary>
    public static TokenStack Of(string name) => All[name].Value;

    /// <summary>The algorithms whose keys a stack makes and signs with.</summary>
    public static DnssecAlgorithm[] AlgorithmsOf(string name) => name is Tpm2 or SmartCard
        ? [DnssecAlgorithm.RSASHA256, DnssecAlgorithm.RSASHA512, DnssecAlgorithm.ECDSAP256SHA256,
            DnssecAlgorithm.ECDSAP384SHA384]
        : [DnssecAlgorithm.RSASHA256, DnssecAlgorithm.RSASHA512];

    /// <summary>Why a stack cannot be started on this machine, or null.</summary>
    internal static string? SkipReasonOf(string name) => name switch
    {
        Tpm2 => SkipReason.ForPrograms(Tpm2Stack.Programs)
            ?? ForLibraries(Tpm2Stack.Library, "libtss2-tcti-swtpm.so.0"),
        SmartCard => SkipReason.ForPrograms(SmartCardStack.Programs)
            ?? ForLibraries(SmartCardStack.Library, SmartCardStack.ReaderDriver) ?? SmartCardStack.SkipReason,
        Keyper => SkipReason.ForPrograms(KeyperStack.Programs),
        _ => SkipReason.ForPrograms(Opencryptoki.Programs) ?? ForLibraries(Opencryptoki.Library)
            ?? Opencryptoki.SkipReason,
    };

    private static string? ForLibraries(params string[] libraries)
    {
        string[] missing = [.. libraries.Where(library => SystemLibrary.Find(library) is null)];
        return missing.Length == 0
            ? null : $"not installed: {string.Join(", ", missing)} (tests/run.sh says from which package)";
    }

    /// <summary>Stops what was started.</summary>
    internal static void StopAll()
    {
        foreach (Lazy<TokenStack> stack in All.Values.Where(stack => stack.IsValueCreated))
        {
            stack.Value.Dispose();
        }

        Opencryptoki.Stop();
    }

    private static Lazy<TokenStack> Started(Func<TokenStack> start) => new(start);
}
