namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>How a token writes an ECDSA signature.</summary>
public enum EcdsaEncoding
{
    /// <summary>r and s side by side, as PKCS#11 says and DNSSEC wants.</summary>
    Flat,

    /// <summary>A DER sequence of two integers.</summary>
    Der,
}
