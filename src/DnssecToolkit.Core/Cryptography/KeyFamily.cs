namespace DnssecToolkit.Cryptography;

/// <summary>What kind of key an algorithm takes: keys of one family have one public key format.</summary>
public enum KeyFamily
{
    /// <summary>RSA with PKCS#1 v1.5 signatures (RFC 3110, RFC 5702).</summary>
    Rsa,

    /// <summary>ECDSA on a NIST curve (RFC 6605).</summary>
    Ecdsa,

    /// <summary>EdDSA (RFC 8080).</summary>
    Eddsa,
}
