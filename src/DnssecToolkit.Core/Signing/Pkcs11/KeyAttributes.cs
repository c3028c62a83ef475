using System.Collections.Frozen;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>The yes-or-no attributes of keys (CK_BBOOL) that a profile can set or leave out, by their names
/// in PKCS#11 2.40 §4.</summary>
internal static class KeyAttributes
{
    /// <summary>The name of the one that keeps a private key's numbers in the token.</summary>
    public const string Sensitive = "CKA_SENSITIVE";

    private const string Extractable = "CKA_EXTRACTABLE";

    private static readonly FrozenDictionary<string, nuint> Numbers = new Dictionary<string, nuint>
    {
        ["CKA_PRIVATE"] = Ck.CKA_PRIVATE,
        ["CKA_TRUSTED"] = 0x86,
        [Sensitive] = Ck.CKA_SENSITIVE,
        ["CKA_ENCRYPT"] = 0x104,
        ["CKA_DECRYPT"] = 0x105,
        ["CKA_WRAP"] = Ck.CKA_WRAP,
        ["CKA_UNWRAP"] = Ck.CKA_UNWRAP,
        ["CKA_SIGN"] = Ck.CKA_SIGN,
        ["CKA_SIGN_RECOVER"] = 0x109,
        ["CKA_VERIFY"] = Ck.CKA_VERIFY,
        ["CKA_VERIFY_RECOVER"] = 0x10B,
        ["CKA_DERIVE"] = 0x10C,
        [Extractable] = Ck.CKA_EXTRACTABLE,
        ["CKA_MODIFIABLE"] = 0x170,
        ["CKA_COPYABLE"] = 0x171,
        ["CKA_DESTROYABLE"] = 0x172,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names.</summary>
    public static IEnumerable<string> Names => Numbers.Keys.Order(StringComparer.Ordinal);

    /// <summary>Whether there is one of that name.</summary>
    public static bool Has(string name) => Numbers.ContainsKey(name);

    /// <summary>Adds those that are not left out.</summary>
    public static AttributeTemplate AddTo(AttributeTemplate template,
        IReadOnlyDictionary<string, bool?> values)
    {
        foreach ((string name, bool? value) in values)
        {
            template = value is { } set ? template.With(Numbers[name], set) : template;
        }

        return template;
    }

    /// <summary>Gives a profile's private half; with CKA_EXTRACTABLE, unless the profile leaves it
    /// out.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="mustLeave">Whether this key is to be taken out wrapped, whatever the profile
    /// says.</param>
    public static Dictionary<string, bool?> OfPrivateHalf(DeviceProfile profile, bool mustLeave) => new(profile.PrivateHalf)
    {
        [Extractable] = mustLeave ? true : profile.PrivateHalf.GetValueOrDefault(
            Extractable, profile.PrivateHalf.ContainsKey(Extractable) ? null : profile.NewKeysAreExtractable),
    };
}
