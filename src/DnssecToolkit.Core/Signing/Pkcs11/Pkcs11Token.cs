using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>A token as its module describes it. A snapshot: ask again for the state of its PIN.</summary>
public sealed record Pkcs11Token
{
    /// <summary>The number of its slot, good until the module is started again.</summary>
    public required ulong Slot { get; init; }

    /// <summary>The label, empty where it was never initialised.</summary>
    public required string Label { get; init; }

    /// <summary>Who made it.</summary>
    public required string Manufacturer { get; init; }

    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>The serial number; opencryptoki gives all tokens the same, a Keyper shows it only after the
    /// login.</summary>
    public required string Serial { get; init; }

    /// <summary>The sessions the token says it allows at once; null where it does not say or sets no
    /// limit.</summary>
    public int? MaximumSessions { get; init; }

    /// <summary>The shortest PIN, in octets.</summary>
    public int MinimumPinLength { get; init; }

    /// <summary>The longest PIN, in octets.</summary>
    public int MaximumPinLength { get; init; }

    /// <summary>The state of the user PIN.</summary>
    public required PinState Pin { get; init; }

    /// <summary>Whether it was initialised (CKF_TOKEN_INITIALIZED).</summary>
    public bool IsInitialized { get; init; }

    /// <summary>Whether private keys need a login.</summary>
    public bool NeedsLogin { get; init; }

    /// <summary>Whether the PIN is typed on the token or its reader.</summary>
    public bool HasPinPad { get; init; }

    /// <summary>Whether a URI may mean this token.</summary>
    public bool Fits(Pkcs11Uri uri) =>
        (uri.Token is null || uri.Token == Label)
        && (uri.Manufacturer is null || uri.Manufacturer == Manufacturer)
        && (uri.Model is null || uri.Model == Model)
        && (uri.Serial is null || uri.Serial == Serial)
        && (uri.SlotId is null || uri.SlotId == Slot);

    /// <summary>Gives the token's URI, without a slot number: that may change.</summary>
    /// <param name="modulePath">The module's path to put in, or null.</param>
    public Pkcs11Uri ToUri(string? modulePath = null) => new()
    {
        Token = Label,
        Manufacturer = Manufacturer.Length == 0 ? null : Manufacturer,
        Model = Model.Length == 0 ? null : Model,
        Serial = Serial.Length == 0 || !DeviceProfiles.For(this).SerialIsUnique ? null : Serial,
        ModulePath = modulePath,
    };

    /// <summary>Gives the label, or the slot where there is none.</summary>
    public override string ToString() =>
        Label.Length > 0 ? $"token \"{Label}\"" : $"the token in slot {Slot}";

    /// <summary>Reads CK_TOKEN_INFO.</summary>
    internal static Pkcs11Token Of(nuint slot, in CkTokenInfo info)
    {
        nuint flags = info.Flags.Value;
        return new Pkcs11Token
        {
            Slot = slot,
            Label = TextOf(info.Label),
            Manufacturer = TextOf(info.ManufacturerId),
            Model = TextOf(info.Model),
            Serial = TextOf(info.SerialNumber),
            MaximumSessions = info.MaxSessionCount.Value is > 0 and < int.MaxValue
                ? (int)info.MaxSessionCount.Value
                : null,
            MinimumPinLength = (int)Math.Min(info.MinPinLen.Value, int.MaxValue),
            MaximumPinLength = (int)Math.Min(info.MaxPinLen.Value, int.MaxValue),
            Pin = PinOf(flags),
            IsInitialized = (flags & Ck.CKF_TOKEN_INITIALIZED) != 0,
            NeedsLogin = (flags & Ck.CKF_LOGIN_REQUIRED) != 0,
            HasPinPad = (flags & Ck.CKF_PROTECTED_AUTHENTICATION_PATH) != 0,
        };
    }

    /// <summary>Reads a padded text; what is not printable becomes a question mark, so that no terminal obeys
    /// it.</summary>
    internal static string TextOf(ReadOnlySpan<byte> padded)
    {
        int end = padded.IndexOf((byte)0); // some modules end it as C does
        string text = System.Text.Encoding.UTF8.GetString((end < 0 ? padded : padded[..end])
            .TrimEnd((byte)' '));
        return string.Concat(text.Select(character => char.IsControl(character) ? '?' : character));
    }

    private static PinState PinOf(nuint flags) => flags switch
    {
        _ when (flags & Ck.CKF_USER_PIN_INITIALIZED) == 0 => PinState.NotSet,
        _ when (flags & Ck.CKF_USER_PIN_LOCKED) != 0 => PinState.Locked,
        _ when (flags & Ck.CKF_USER_PIN_FINAL_TRY) != 0 => PinState.FinalTry,
        _ when (flags & Ck.CKF_USER_PIN_COUNT_LOW) != 0 => PinState.TriesUsed,
        _ => PinState.Good,
    };
}
