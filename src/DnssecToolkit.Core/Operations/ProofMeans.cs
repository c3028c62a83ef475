using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Operations;

/// <summary>What a proof takes beside the set itself.</summary>
/// <param name="Passphrases">Gives the passphrases of encrypted PEM files, or null.</param>
/// <param name="Pins">Gives the PINs of tokens, or null.</param>
/// <param name="Module">SoftHSM's module by its full path, or null.</param>
public sealed record ProofMeans(PassphraseReader? Passphrases, PinReader? Pins, string? Module);
