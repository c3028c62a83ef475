namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>What a wrapped key looks like.</summary>
internal enum WrappingForm
{
    /// <summary>AES key wrap with padding (RFC 5649).</summary>
    Rfc5649,

    /// <summary>AES-GCM: a nonce of 12 octets, the encrypted key, a tag of 16.</summary>
    Gcm,
}
