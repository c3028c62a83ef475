namespace DnssecToolkit.Cryptography;

/// <summary>Where ECDSA takes its per-signature secret from.</summary>
public enum EcdsaNonce
{
    /// <summary>Random, as libcrypto does it: two signatures of one message differ.</summary>
    Random,

    /// <summary>From key and message (RFC 6979): two signatures of one message are the same. OpenSSL 3.2 or
    /// later.</summary>
    Deterministic,
}
