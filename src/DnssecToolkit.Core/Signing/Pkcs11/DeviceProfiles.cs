using DnssecToolkit.Keys;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>The devices that are known, and the choice among them.</summary>
public static class DeviceProfiles
{
    private const string CardIsGone =
        "the card, its reader or pcscd went away: `opensc-tool --list-readers`, then `systemctl restart pcscd` "
        + "(--token-restart-command)";

    private const string PinOfTpm2 =
        "wrong PINs, and power losses while keys are in use, lock the chip for a time: "
        + "`tpm2_getcap properties-variable` shows TPM2_PT_LOCKOUT_COUNTER, `tpm2_dictionarylockout --clear-lockout` "
        + "sets it back; then `keyall token clear-pin`";

    private const string LineToKeyper =
        "see that it is online at its panel, reached by the name in the file `machine` (KEYPER_LIBRARY_PATH), and "
        + "not behind a firewall";

    private const string Proxy = "p11-kit"; // its module has the tokens of all others

    private const string NoMember = "opencryptoki says so of a user whom /etc/group does not name in pkcs11: "
        + "`usermod -aG pkcs11 USER`; a group that a service's process has beside is not enough";

    private static readonly string[] Opencryptoki = ["opencryptoki", "PKCS11_API"];

    private static readonly DeviceProfile Generic = new()
    {
        Name = "generic",
        Device = "a token that has no profile of its own",
        Quirks = ["nothing is known about it: run `keyall token probe` and compare"],
    };

    private static readonly DeviceProfile[] Rows =
    [
        new()
        {
            Name = "softhsm",
            LoginsMayBeMadeAgain = true,
            Device = "SoftHSM 2, keys in files",
            Recognized = ["SoftHSM"],
            Modules = ["softhsm"],
            UsefulSessions = 0,
            Network = NetworkNeed.Never,
            Advice = new Dictionary<string, string>
            {
                ["CKR_GENERAL_ERROR"] =
                    "a file of the token cannot be read or written: see who owns its directory, whether its disk is "
                    + "full, and syslog",
                ["CKR_PIN_INCORRECT"] =
                    "set the PIN right at its source; SoftHSM does not lock, and counts no tries",
                ["CKR_USER_PIN_NOT_INITIALIZED"] =
                    "another program logged in at the same moment: run again; if it stays, initialise the token "
                    + "(`keyall token init`)",
                ["CKR_TOKEN_NOT_RECOGNIZED"] =
                    "a file of the token is damaged: restore its directory from the backup",
            },
            Quirks =
            [
                "slot numbers are random: name the token by label or serial",
                "a program that starts while another logs in may miss the token for a moment",
                "the keys are as safe as its directory: copying that copies them",
            ],
        },
        new()
        {
            Name = "opencryptoki-tpm",
            LoginsMayBeMadeAgain = true,
            Device = "a TPM 1.2 through TrouSerS and opencryptoki",
            Recognized = ["TPM v1.1"],
            Modules = Opencryptoki,
            SerialIsUnique = false,
            SlotsAreStable = true,
            FactorySoPin = "87654321",
            FactoryUserPin = "12345678",
            SigningWays = [SigningWay.RsaDigestInfo],
            Advice = new Dictionary<string, string>
            {
                ["CKR_HOST_MEMORY"] = NoMember,
                ["CKR_FUNCTION_FAILED"] =
                    "tcsd does not answer: `systemctl restart tcsd`; while it is away, so is the token",
                ["CKR_GENERAL_ERROR"] =
                    "see that pkcsslotd and tcsd run, and that this user is in the group pkcs11",
                ["CKR_KEY_SIZE_RANGE"] =
                    "the chip takes RSA to 2048 bits: `--algorithm RSASHA256 --bits 2048`",
                ["CKR_PIN_INCORRECT"] =
                    "set the PIN right at its source: the chip slows down after many wrong ones (tpm_resetdalock)",
                ["CKR_USER_PIN_NOT_INITIALIZED"] =
                    "log in once as SO: after a restore on another chip the token's keys are taken over by that "
                    + "(`keybackup adopt`)",
                ["CKR_DEVICE_MEMORY"] = "the chip holds few keys at a time: end other programs that use it",
            },
            // what the token itself does unless told otherwise; its keys leave it only wrapped by the TPM
            NewKeysAreExtractable = true,
            Quirks =
            [
                "RSA to 2048 bits and nothing else, without SHA-256 in the token",
                "the serial number is 123 on every token: name it by label",
                "two sessions are slower than one: the chip swaps keys",
                "two programs that log in at once make each other fail",
            ],
        },
        new()
        {
            Name = "opencryptoki-soft",
            LoginsMayBeMadeAgain = true,
            Device = "opencryptoki's token in software",
            Recognized = ["Soft", "IBM SoftTok", "IBM OS PKCS#11"],
            Modules = Opencryptoki,
            FactorySoPin = "87654321",
            Network = NetworkNeed.Never,
            Advice = new Dictionary<string, string> { ["CKR_HOST_MEMORY"] = NoMember },
            SignsInParallel = false, // two threads of a C program that does nothing but sign crash version 3.8.1
            SerialIsUnique = false,
            SlotsAreStable = true,
            Quirks = ["two threads in one process crash the module at times: one session signs",
                "for rehearsals: its keys are files"],
        },
        new()
        {
            Name = "tpm2-pkcs11",
            LoginsMayBeMadeAgain = true,
            Device = "a TPM 2.0 through tpm2-pkcs11",
            Recognized = ["SW   TPM", "TPM 2.0", "TPM2"],
            Modules = ["tpm2_pkcs11"],
            KeysCanLeave = false,
            SignsInParallel = false,
            TakesKeys = false, // version 1.9 has no C_CreateObject for keys
            Network = new NetworkNeed(true, "TPM2_PKCS11_TCTI", "device", "tabrmd"), // an emulated chip is behind TCP
            Advice = new Dictionary<string, string>
            {
                ["CKR_GENERAL_ERROR"] =
                    "the chip is away, or full of other programs' sessions: take device:/dev/tpmrm0 in "
                    + "TPM2_PKCS11_TCTI, and see dmesg",
                ["CKR_PIN_INCORRECT"] = PinOfTpm2,
                ["CKR_PIN_LOCKED"] = PinOfTpm2,
                ["CKR_OPERATION_ACTIVE"] = "two threads or programs used the module: let one at a time",
                ["CKR_OPERATION_NOT_INITIALIZED"] =
                    "two threads or programs used the module: let one at a time",
            },
            SlotsAreStable = true,
            Quirks = ["two threads in one process crash the module: one session signs",
                "keys cannot be taken to another TPM"],
        },
        new()
        {
            Name = "smartcard-hsm",
            LoginsMayBeMadeAgain = true,
            Device = "a SmartCard-HSM through OpenSC and pcscd",
            // the model, "PKCS#15 emulated", is that of many cards
            Recognized = ["www.CardContact.de", "SmartCard-HSM"],
            Modules = ["opensc-pkcs11"],
            TakesKeys = false,
            Network = NetworkNeed.Never,
            Advice = new Dictionary<string, string>
            {
                ["CKR_GENERAL_ERROR"] = CardIsGone,
                ["CKR_DEVICE_REMOVED"] = CardIsGone,
                ["CKR_TOKEN_NOT_PRESENT"] = CardIsGone,
                ["CKR_SESSION_HANDLE_INVALID"] = CardIsGone,
                ["CKR_USER_NOT_LOGGED_IN"] =
                    "another program resets the card again and again: keep it to one program",
                ["CKR_PIN_INCORRECT"] =
                    "set the PIN right at its source before anything else: the third wrong one locks the card",
                ["CKR_PIN_LOCKED"] =
                    "`pkcs11-tool --login --login-type so --init-pin` with the SO PIN gives it a new PIN",
                ["CKR_DEVICE_MEMORY"] =
                    "the card is full: remove keys that are no longer used (`keyall token forecast` counts them)",
            },
            Quirks =
            [
                "three wrong PINs lock it",
                "the label is followed by (UserPIN)",
                "no Ed25519",
                "a card or pcscd that is gone shows as CKR_GENERAL_ERROR",
            ],
        },
        new()
        {
            Name = "keyper",
            Device = "an AEP (Ultra Electronics) Keyper",
            Recognized = ["Ultra Electronics AEP", "AEP Networks", "Keyper"],
            PinAlphabet = PinAlphabet.Digits,
            Session = SessionKind.ReadWrite,
            MaximumLabelLength = 7,
            LabelsCanChange = false,
            KeysHaveId = false,
            SerialIsUnique = false,
            SlotsAreStable = true,
            SigningWays = [SigningWay.RsaDigestInfo, SigningWay.RsaPaddedBlock, SigningWay.EcdsaHash],
            Advice = new Dictionary<string, string>
            {
                ["CKR_GENERAL_ERROR"] = LineToKeyper,
                ["CKR_DEVICE_ERROR"] = LineToKeyper,
                ["CKR_DEVICE_REMOVED"] = LineToKeyper,
                ["CKR_TOKEN_NOT_PRESENT"] = LineToKeyper,
                ["CKR_PIN_INVALID"] = "its PINs are digits, four to thirty-two",
                ["CKR_KEY_UNEXTRACTABLE"] =
                    "allow API EXPORT at its panel, or back up at the panel to smart cards",
            },
            // ICANN's template; needs "API EXPORT" enabled, and is how its keybackup works
            NewKeysAreExtractable = true,
            Quirks =
            [
                "Cryptoki 2.11: no mechanism hashes by itself",
                "labels of seven characters, which cannot be changed later",
                "the serial number is shown only after the login",
                "no such device was at hand when this profile was written from documents: rehearse on yours",
            ],
        },
        Generic,
    ];

    /// <summary>All profiles; the last is the one for unknown devices.</summary>
    public static IReadOnlyList<DeviceProfile> All => Rows;

    /// <summary>Gives a profile by name, or null.</summary>
    public static DeviceProfile? Find(string name) => Array.Find(Rows, row => row.Name == name);

    /// <summary>Chooses by what the token says of itself.</summary>
    /// <param name="token">The token.</param>
    public static DeviceProfile For(Pkcs11Token token) =>
        Array.Find(Rows, row => row.Recognized.Any(start => Begins(token.Model, start)))
        ?? Array.Find(Rows, row => row.Recognized.Any(start => Begins(token.Manufacturer, start)))
        ?? Generic;

    /// <summary>What a token may be that is named and not asked: by its module, else by its model or
    /// maker.</summary>
    /// <param name="uri">Its name.</param>
    /// <returns>Several where one module serves several kinds, the generic one for another module; empty
    /// where the name says nothing.</returns>
    internal static IReadOnlyList<DeviceProfile> Named(Pkcs11Uri uri)
    {
        string module = uri.ModulePath is { } path ? RealNameOf(path) : "";
        DeviceProfile[] found = Array.FindAll(Rows,
            row => row.Modules.Any(part => module.Contains(part, StringComparison.OrdinalIgnoreCase)));
        if (found.Length > 0)
        {
            return found;
        }

        found = Array.FindAll(Rows, row => row.Recognized.Any(start =>
            Begins(uri.Model ?? "", start) || Begins(uri.Manufacturer ?? "", start)));
        return found.Length > 0 ? found
            : module.Length > 0 && !module.Contains(Proxy, StringComparison.OrdinalIgnoreCase)
            ? [Generic] : [];
    }

    // A link with another name is the same module.
    private static string RealNameOf(string path)
    {
        try
        {
            return Path.GetFileName(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Path.GetFileName(path);
        }
    }

    private static bool Begins(string text, string start) =>
        text.StartsWith(start, StringComparison.OrdinalIgnoreCase);
}
