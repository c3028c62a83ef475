using DnssecToolkit.Interop.Tokens;

namespace DnssecToolkit.Interop.Backup;

/// <summary>A fact that needs NSS's softoken beside SoftHSM; skipped with the reason printed where one is not
/// installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SoftokenFactAttribute : FactAttribute
{
    public SoftokenFactAttribute() =>
        Skip = SkipReason.ForPrograms("gcc", SoftHsm.Program, "dnssec-verify", "ldns-verify-zone", "openssl")
        ?? (WrappingModule.Softoken is null
            ? "not installed: libsoftokn3.so (tests/run.sh says from which package)" : null);
}
