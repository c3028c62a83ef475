using System.Collections.Immutable;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>A way in which tokens encrypt keys by an AES key.</summary>
/// <param name="Number">CKM_...</param>
/// <param name="Mnemonic">That in words.</param>
/// <param name="Name">How files are called that hold such a key.</param>
/// <param name="Form">What is in such files; what one mechanism wraps, another of the same form
/// unwraps.</param>
internal sealed record WrappingMechanism(nuint Number, string Mnemonic, string Name, WrappingForm Form)
{
    private const string Hint = "back up by the device's own means; docs/guide/backup.md has them";

    // The best first. PKCS#11 2.40 leaves open what CKM_AES_KEY_WRAP_PAD does; 3.0 has CKM_AES_KEY_WRAP_KWP
    // for RFC 5649.
    private static readonly ImmutableArray<WrappingMechanism> All =
    [
        new(Ck.CKM_AES_KEY_WRAP_KWP, nameof(Ck.CKM_AES_KEY_WRAP_KWP), "aes-kwp", WrappingForm.Rfc5649),
        new(Ck.CKM_AES_GCM, nameof(Ck.CKM_AES_GCM), "aes-gcm", WrappingForm.Gcm),
        new(Ck.CKM_AES_KEY_WRAP_PAD, nameof(Ck.CKM_AES_KEY_WRAP_PAD), "aes-key-wrap-pad",
            WrappingForm.Rfc5649),
    ];

    /// <summary>The first that a token wraps by.</summary>
    /// <exception cref="KeyUnavailableException">It has none.</exception>
    internal static WrappingMechanism For(TokenConnection token) =>
        All.FirstOrDefault(token.Wraps) ?? throw new KeyUnavailableException(
        $"{token.Token}: it wraps no keys: it has none of {string.Join(", ", All.Select(known => known.Mnemonic))} for that", Hint);

    /// <summary>The one by which a token takes in a key that a token wrapped; the very same, if it has
    /// that.</summary>
    /// <param name="token">The token.</param>
    /// <param name="name">The name of the mechanism that wrapped it.</param>
    /// <exception cref="KeyUnavailableException">It has none, or nobody knows the name.</exception>
    internal static WrappingMechanism For(TokenConnection token, string name)
    {
        WrappingMechanism own = All.FirstOrDefault(known => known.Name == name)
            ?? throw new KeyUnavailableException(
            $"nothing is known of keys that are wrapped by \"{name}\"",
            "take the version of keybackup that the manifest names");
        WrappingMechanism[] fitting = [own, .. All.Where(known => known.Form == own.Form && known != own)];
        return Array.Find(fitting, token.Wraps) ?? throw new KeyUnavailableException(
            $"{token.Token}: it has no {string.Join(" or ", fitting.Select(known => known.Mnemonic))}, by which this key was wrapped", Hint);
    }
}
