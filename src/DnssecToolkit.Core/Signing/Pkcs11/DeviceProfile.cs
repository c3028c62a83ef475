using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>What a kind of token can do, and what it does differently: data, so that a new device needs no
/// code.</summary>
/// <remarks>What the token itself can be asked (mechanisms, key sizes, sessions, PIN lengths) is asked; the
/// profile has the rest.</remarks>
public sealed record DeviceProfile
{
    /// <summary>The profile's name, for configuration and reports.</summary>
    public required string Name { get; init; }

    /// <summary>The device, for people.</summary>
    public required string Device { get; init; }

    /// <summary>What the token's model or manufacturer begins with, case aside; empty for a profile that is
    /// never chosen by itself.</summary>
    public IReadOnlyList<string> Recognized { get; init; } = [];

    /// <summary>What the file name of its PKCS#11 module has in it, for tokens that are named and not asked;
    /// empty where that says nothing.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>Whether its keys can leave it at all, by themselves or with its files.</summary>
    public bool KeysCanLeave { get; init; } = true;

    /// <summary>How many sessions sign faster than one: 0 for one a core, 1 where the device or its driver
    /// takes turns.</summary>
    public int UsefulSessions { get; init; } = 1;

    /// <summary>Whether two sessions may sign at once at all: no where that breaks the driver.</summary>
    public bool SignsInParallel { get; init; } = true;

    /// <summary>The ways to let it sign, the best first; of those that an algorithm has, the first with a
    /// mechanism in the token is taken.</summary>
    public IReadOnlyList<SigningWay> SigningWays { get; init; } =
    [
        SigningWay.RsaDigestInfo, SigningWay.RsaPaddedBlock, SigningWay.EcdsaHash, SigningWay.EddsaMessage,
        SigningWay.RsaMessage, SigningWay.EcdsaMessage,
    ];

    /// <summary>Whether its module has to reach the network; where it need not, its process gives it up
    /// before it gets a PIN.</summary>
    public NetworkNeed Network { get; init; } = NetworkNeed.Always;

    /// <summary>How its ECDSA signatures are written.</summary>
    public EcdsaEncoding Ecdsa { get; init; } = EcdsaEncoding.Flat;

    /// <summary>What a PIN may be made of.</summary>
    public PinAlphabet PinAlphabet { get; init; } = PinAlphabet.Any;

    /// <summary>The session that logs in and signs.</summary>
    public SessionKind Session { get; init; } = SessionKind.ReadOnly;

    /// <summary>The longest label of a key in octets, or 0 for no limit.</summary>
    public int MaximumLabelLength { get; init; }

    /// <summary>Whether the label of a key may change after it was made.</summary>
    public bool LabelsCanChange { get; init; } = true;

    /// <summary>Whether keys have an identifier (CKA_ID) to be found by; all have a label.</summary>
    public bool KeysHaveId { get; init; } = true;

    /// <summary>Whether the serial number tells tokens of this kind apart.</summary>
    public bool SerialIsUnique { get; init; } = true;

    /// <summary>Whether slot numbers stay the same from start to start.</summary>
    public bool SlotsAreStable { get; init; }

    /// <summary>Whether a login whose answer is out, because the module or the run ended over it or gave
    /// something else than CKR_PIN_INCORRECT, may be made again while the token shows no lost try: yes where
    /// the device is known to show each (CKF_USER_PIN_COUNT_LOW), or has dozens that come back with
    /// time.</summary>
    public bool LoginsMayBeMadeAgain { get; init; }

    /// <summary>Whether new keys are made so that they can be taken out wrapped (CKA_EXTRACTABLE), where that
    /// is the device's way to back up.</summary>
    public bool NewKeysAreExtractable { get; init; }

    /// <summary>What the yes-or-no attributes of a new public half are set to, by their names; null for one
    /// that is left out, since the device refuses it.</summary>
    public IReadOnlyDictionary<string, bool?> PublicHalf { get; init; } =
        new Dictionary<string, bool?> { ["CKA_VERIFY"] = true, ["CKA_PRIVATE"] = false };

    /// <summary>The same of a private half; CKA_EXTRACTABLE, where it is not here, is as
    /// <see cref="NewKeysAreExtractable"/> says.</summary>
    public IReadOnlyDictionary<string, bool?> PrivateHalf { get; init; } =
        new Dictionary<string, bool?>
        {
            ["CKA_SIGN"] = true,
            ["CKA_PRIVATE"] = true,
            ["CKA_SENSITIVE"] = true
        };

    /// <summary>The algorithms that it makes keys of; empty for all that it has the mechanisms for.</summary>
    public IReadOnlyList<DnssecAlgorithm> Generates { get; init; } = [];

    /// <summary>Names of the environment's variables that its module reads, beside those that all modules
    /// get.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>Whether keys from elsewhere can be put in (C_CreateObject).</summary>
    public bool TakesKeys { get; init; } = true;

    /// <summary>The SO PIN that the token has after it was initialised, to be changed at once; null where
    /// initialising sets it.</summary>
    public string? FactorySoPin { get; init; }

    /// <summary>The user PIN that the token has then, where it has no way for the SO to set one (C_InitPIN);
    /// null elsewhere.</summary>
    public string? FactoryUserPin { get; init; }

    /// <summary>What its users should know, as clauses.</summary>
    public IReadOnlyList<string> Quirks { get; init; } = [];

    /// <summary>What return values mean for it and what to try, by their CKR_ names, where it is more than
    /// for any token.</summary>
    public IReadOnlyDictionary<string, string> Advice { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether it makes keys of an algorithm, as far as the profile says.</summary>
    internal bool MayGenerate(DnssecAlgorithm algorithm) =>
        Generates.Count == 0 || Generates.Contains(algorithm);

    /// <summary>Gives that of one value, or null.</summary>
    internal string? AdviceOn(ReturnValue result) =>
        ReturnValueTable.Find(result.Number) is { } row ? Advice.GetValueOrDefault(row.Name) : null;

    /// <summary>Gives the name.</summary>
    public override string ToString() => Name;
}
