namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>A way in which tokens make signatures: what they are given, and by which mechanism.</summary>
public enum SigningWay
{
    /// <summary>CKM_RSA_PKCS over a DigestInfo (RFC 8017 §9.2) that is made here.</summary>
    RsaDigestInfo,

    /// <summary>CKM_RSA_X_509 over a block that is hashed and padded here.</summary>
    RsaPaddedBlock,

    /// <summary>CKM_SHA256_RSA_PKCS and its like over the message: the token hashes.</summary>
    RsaMessage,

    /// <summary>CKM_ECDSA over the hash, which is made here.</summary>
    EcdsaHash,

    /// <summary>CKM_ECDSA_SHA256 and its like over the message: the token hashes.</summary>
    EcdsaMessage,

    /// <summary>CKM_EDDSA over the message.</summary>
    EddsaMessage,
}
