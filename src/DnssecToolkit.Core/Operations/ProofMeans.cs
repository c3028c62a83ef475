using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Operations;

/// <summary>What a proof takes beside the set itself.</summary>
/// <param name="Passphrases">Gives the passphrases of encrypted PEM files, or null.</param>
/// <param name="Tokens">How tokens are used.</param>
/// <param name="Module">SoftHSM's module by its full path, or null.</param>
public sealed record ProofMeans(PassphraseReader? Passphrases, TokenUse Tokens, string? Module)
{
    /// <summary>The second device that wrapped keys are lent to, and on which others sign, or null.</summary>
    public Pkcs11Uri? Device { get; init; }

    /// <summary>What kind of host this is.</summary>
    public ProofHost Host { get; init; }
}
