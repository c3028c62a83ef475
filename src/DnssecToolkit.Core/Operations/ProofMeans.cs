using DnssecToolkit.Backup;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Operations;

/// <summary>What a proof takes beside the set itself.</summary>
/// <param name="Passphrases">Gives the passphrases of encrypted PEM files, or null.</param>
/// <param name="Tokens">How tokens are used.</param>
/// <param name="Module">The module by its full path, or null.</param>
public sealed record ProofMeans(PassphraseReader? Passphrases, TokenUse Tokens, string? Module)
{
    /// <summary>The second device that keys are lent to, or null.</summary>
    public Pkcs11Uri? Device { get; init; }

    /// <summary>Makes the way into that device where it is a SmartCard-HSM, or null.</summary>
    public Func<Pkcs11Uri, IKeyInlet>? Card { get; init; }

    /// <summary>The place of a second opencryptoki's token, to which the files of one of its kind are lent,
    /// or null.</summary>
    public (BackupStore Store, string Directory)? Place { get; init; }

    /// <summary>Gives the SO PIN by which another TPM takes a token over, or null.</summary>
    public PinReader? SoPins { get; init; }

    /// <summary>What kind of host this is.</summary>
    public ProofHost Host { get; init; }
}
