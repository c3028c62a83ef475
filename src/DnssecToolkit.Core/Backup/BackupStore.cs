namespace DnssecToolkit.Backup;

/// <summary>The files of a token in a sealed set.</summary>
/// <param name="Name">Where in the set: the directory <c>tokens/NAME</c>.</param>
/// <param name="Kind">The device's profile, such as <c>softhsm</c>.</param>
public sealed record BackupStore(string Name, string Kind)
{
    private static readonly Dictionary<string, string> Meanings = new(StringComparer.Ordinal)
    {
        ["softhsm"] = "opens in SoftHSM on any host with the token's PIN",
        ["opencryptoki-tpm"] = "opens with another TPM 1.2 and both PINs: take ownership, then log in once as SO and once as user; "
            + "whoever has the files and a PIN has the keys",
        ["opencryptoki-soft"] = "opens in opencryptoki on any host with the token's PINs",
        ["tpm2-pkcs11"] = "opens with the TPM that made it and no other: if that chip dies the keys are gone, so keep a standby key elsewhere",
        ["smartcard-hsm"] = "key blobs that a card with the same DKEK shares takes in again; the DKEK shares must be kept apart from them",
    };

    /// <summary>The kinds that are known.</summary>
    public static IReadOnlyCollection<string> Kinds => Meanings.Keys;

    /// <summary>Whether what is here can come back when the device is gone.</summary>
    public bool SurvivesItsDevice => Kind != "tpm2-pkcs11";

    /// <summary>What the files are good for, as a clause.</summary>
    public string Meaning => Meanings.GetValueOrDefault(Kind, "nothing is known about this kind of token");
}
