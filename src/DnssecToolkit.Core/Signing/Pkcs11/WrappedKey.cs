namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>A private key that left a token encrypted by an AES key: PKCS#8 within (PKCS#11 2.40
/// §2.8.4).</summary>
/// <param name="Mechanism">How, by the name that files have: <c>aes-kwp</c> (CKM_AES_KEY_WRAP_KWP) and
/// <c>aes-key-wrap-pad</c> (CKM_AES_KEY_WRAP_PAD) are RFC 5649, <c>aes-gcm</c> (CKM_AES_GCM) is nonce,
/// encrypted key and tag.</param>
/// <param name="Octets">The encrypted key.</param>
public sealed record WrappedKey(string Mechanism, ReadOnlyMemory<byte> Octets);
