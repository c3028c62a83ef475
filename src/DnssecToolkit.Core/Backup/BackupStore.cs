namespace DnssecToolkit.Backup;

/// <summary>The files of a token in a sealed set.</summary>
/// <param name="Name">Where in the set: the directory <c>tokens/NAME</c>.</param>
/// <param name="Kind">The device's profile, such as <c>softhsm</c>.</param>
public sealed record BackupStore(string Name, string Kind)
{
    /// <summary>The kind of keys that left their token one by one, each encrypted by an AES key that is in
    /// the set too.</summary>
    public const string Wrapped = "wrapped-keys";

    /// <summary>The file of that AES key in the store.</summary>
    public const string WrappingKey = "wrapping-key";

    private const string WrappedName = "wrapped-";
    private const int SoftwareStrength = 1;
    private const int UnknownOrigin = int.MaxValue;

    private static readonly Dictionary<string, string> Meanings = new(StringComparer.Ordinal)
    {
        ["softhsm"] = "opens in SoftHSM on any host with the token's PIN",
        ["opencryptoki-tpm"] =
            "opens with another TPM 1.2 and both PINs: take ownership, then log in once as SO and once as user; "
            + "whoever has the files and a PIN has the keys",
        ["opencryptoki-soft"] = "opens in opencryptoki on any host with the token's PINs",
        ["tpm2-pkcs11"] =
            "opens with the TPM that made it and no other: if that chip dies the keys are gone, so keep a standby key elsewhere",
        ["smartcard-hsm"] =
            "key blobs that a card with the same DKEK shares takes in again; the DKEK shares must be kept apart from them",
        [Wrapped] = "opens in any token that unwraps private keys by AES as they were wrapped (RFC 5649 or AES-GCM); the wrapping key is in the set",
    };

    // What it takes to get a key out of a device without its owner: copying files, a PIN and files, or
    // nothing that is known.
    private static readonly Dictionary<string, int> Strengths = new(StringComparer.Ordinal)
    {
        ["softhsm"] = SoftwareStrength,
        ["opencryptoki-soft"] = SoftwareStrength,
        ["opencryptoki-tpm"] = 2,
        ["tpm2-pkcs11"] = 3,
        ["smartcard-hsm"] = 3,
        ["keyper"] = 4,
    };

    /// <summary>The kinds that are known, of which an operator names the files.</summary>
    public static IReadOnlyCollection<string> Kinds => [.. Meanings.Keys.Where(kind => kind != Wrapped)];

    /// <summary>The directory of the store in the set.</summary>
    public string Place => $"tokens/{Name}";

    /// <summary>The profile of the device that its keys come from.</summary>
    public string Origin => Kind == Wrapped && Name.StartsWith(WrappedName, StringComparison.Ordinal)
        ? Name[WrappedName.Length..] : Kind;

    /// <summary>Whether what is here can come back when the device is gone.</summary>
    public bool SurvivesItsDevice => Kind != "tpm2-pkcs11";

    /// <summary>What the files are good for, as a clause.</summary>
    public string Meaning => Meanings.GetValueOrDefault(Kind, "nothing is known about this kind of token");

    /// <summary>Makes the store of keys that were taken out wrapped.</summary>
    /// <param name="profile">The profile of the token that they come from.</param>
    public static BackupStore OfWrapped(string profile) => new(WrappedName + profile, Wrapped);

    /// <summary>Whether a device holds keys less safely than the one that they come from.</summary>
    /// <param name="profile">The device's profile. A device that is not known counts as the strongest where
    /// keys come from it, and as software where they go to it.</param>
    public bool IsStrongerThan(string profile) =>
        Strengths.GetValueOrDefault(Origin, UnknownOrigin) > Strengths.GetValueOrDefault(profile,
            SoftwareStrength);
}
