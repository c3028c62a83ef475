namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>A private key that left a token encrypted by an AES key: PKCS#8 within (PKCS#11 2.40 §2.8.4).</summary>
/// <param name="Mechanism">How, by the name that files have: <c>aes-kwp</c> (CKM_AES_KEY_WRAP_KWP) or
/// <c>aes-key-wrap-pad</c>
/// (CKM_AES_KEY_WRAP_PAD); both are RFC 5649 in the tokens that are known.</param>
/// <param name="Octets">The encrypted key.</param>
public sealed record WrappedKey(string Mechanism, ReadOnlyMemory<byte> Octets);
