namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>The devices that are known, and the choice among them.</summary>
public static class DeviceProfiles
{
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
            Device = "SoftHSM 2, keys in files",
            Recognized = ["SoftHSM"],
            UsefulSessions = 0,
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
            Device = "a TPM 1.2 through TrouSerS and opencryptoki",
            Recognized = ["TPM v1.1"],
            SerialIsUnique = false,
            SlotsAreStable = true,
            FactorySoPin = "87654321",
            FactoryUserPin = "12345678",
            NewKeysAreExtractable = true, // what the token itself does unless told otherwise; its keys leave it only wrapped by the TPM
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
            Device = "opencryptoki's token in software",
            Recognized = ["Soft", "IBM SoftTok", "IBM OS PKCS#11"],
            FactorySoPin = "87654321",
            SignsInParallel = false, // two threads of a C program that does nothing but sign crash version 3.8.1
            SerialIsUnique = false,
            SlotsAreStable = true,
            Quirks = ["two threads in one process crash the module at times: one session signs", "for rehearsals: its keys are files"],
        },
        new()
        {
            Name = "tpm2-pkcs11",
            Device = "a TPM 2.0 through tpm2-pkcs11",
            Recognized = ["SW   TPM", "TPM 2.0", "TPM2"],
            SignsInParallel = false,
            TakesKeys = false, // version 1.9 has no C_CreateObject for keys
            SlotsAreStable = true,
            Quirks = ["two threads in one process crash the module: one session signs", "keys cannot be taken to another TPM"],
        },
        new()
        {
            Name = "smartcard-hsm",
            Device = "a SmartCard-HSM through OpenSC and pcscd",
            Recognized = ["www.CardContact.de", "SmartCard-HSM"], // the model, "PKCS#15 emulated", is that of many cards
            TakesKeys = false,
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
            NewKeysAreExtractable = true, // ICANN's template; needs "API EXPORT" enabled, and is how its keybackup works
            Quirks =
            [
                "Cryptoki 2.11: no mechanism hashes by itself",
                "labels of seven characters, which cannot be changed later",
                "the serial number is shown only after the login",
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

    private static bool Begins(string text, string start) => text.StartsWith(start, StringComparison.OrdinalIgnoreCase);
}
