namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <summary>The constants of PKCS#11 2.40 (and of 3.0 for EdDSA) that the toolkit uses, spelled as
/// there.</summary>
internal static class Ck
{
    // Sections 3.4 to 3.7 of "PKCS #11 Cryptographic Token Interface Base Specification Version 2.40",
    // appendix B for the values.
#pragma warning disable CS1591, SA1600 // The names are the standard's; it documents them.
    internal const nuint CKF_OS_LOCKING_OK = 0x2;
    internal const nuint CKF_TOKEN_PRESENT = 0x1;
    internal const nuint CKF_WRITE_PROTECTED = 0x2;
    internal const nuint CKF_LOGIN_REQUIRED = 0x4;
    internal const nuint CKF_USER_PIN_INITIALIZED = 0x8;
    internal const nuint CKF_PROTECTED_AUTHENTICATION_PATH = 0x100;
    internal const nuint CKF_TOKEN_INITIALIZED = 0x400;
    internal const nuint CKF_USER_PIN_COUNT_LOW = 0x1_0000;
    internal const nuint CKF_USER_PIN_FINAL_TRY = 0x2_0000;
    internal const nuint CKF_USER_PIN_LOCKED = 0x4_0000;
    internal const nuint CKF_ERROR_STATE = 0x100_0000;
    internal const nuint CKF_RW_SESSION = 0x2;
    internal const nuint CKF_SERIAL_SESSION = 0x4;
    internal const nuint CKF_SIGN = 0x800;
    internal const nuint CKF_WRAP = 0x2_0000;

    internal const int LabelLength = 32; // octets of CK_TOKEN_INFO's label, which C_InitToken takes without a length

    internal const nuint CKU_SO = 0;
    internal const nuint CKU_USER = 1;

    internal const nuint CKO_PUBLIC_KEY = 2;
    internal const nuint CKO_PRIVATE_KEY = 3;
    internal const nuint CKO_SECRET_KEY = 4;

    internal const nuint CKK_RSA = 0x0;
    internal const nuint CKK_EC = 0x3;
    internal const nuint CKK_AES = 0x1F;
    internal const nuint CKK_EC_EDWARDS = 0x40;

    internal const nuint CKA_CLASS = 0x0;
    internal const nuint CKA_TOKEN = 0x1;
    internal const nuint CKA_PRIVATE = 0x2;
    internal const nuint CKA_LABEL = 0x3;
    internal const nuint CKA_VALUE = 0x11;
    internal const nuint CKA_KEY_TYPE = 0x100;
    internal const nuint CKA_ID = 0x102;
    internal const nuint CKA_SENSITIVE = 0x103;
    internal const nuint CKA_WRAP = 0x106;
    internal const nuint CKA_UNWRAP = 0x107;
    internal const nuint CKA_SIGN = 0x108;
    internal const nuint CKA_VERIFY = 0x10A;
    internal const nuint CKA_MODULUS = 0x120;
    internal const nuint CKA_MODULUS_BITS = 0x121;
    internal const nuint CKA_PUBLIC_EXPONENT = 0x122;
    internal const nuint CKA_PRIVATE_EXPONENT = 0x123;
    internal const nuint CKA_PRIME_1 = 0x124;
    internal const nuint CKA_PRIME_2 = 0x125;
    internal const nuint CKA_EXPONENT_1 = 0x126;
    internal const nuint CKA_EXPONENT_2 = 0x127;
    internal const nuint CKA_COEFFICIENT = 0x128;
    internal const nuint CKA_EXTRACTABLE = 0x162;
    internal const nuint CKA_EC_PARAMS = 0x180;
    internal const nuint CKA_EC_POINT = 0x181;

    internal const nuint CKM_RSA_PKCS_KEY_PAIR_GEN = 0x0;
    internal const nuint CKM_RSA_PKCS = 0x1;
    internal const nuint CKM_RSA_X_509 = 0x3;
    internal const nuint CKM_SHA1_RSA_PKCS = 0x6;
    internal const nuint CKM_SHA256_RSA_PKCS = 0x40;
    internal const nuint CKM_SHA512_RSA_PKCS = 0x42;
    internal const nuint CKM_EC_KEY_PAIR_GEN = 0x1040;
    internal const nuint CKM_ECDSA = 0x1041;
    internal const nuint CKM_ECDSA_SHA256 = 0x1044;
    internal const nuint CKM_ECDSA_SHA384 = 0x1045;
    internal const nuint CKM_EC_EDWARDS_KEY_PAIR_GEN = 0x1055;
    internal const nuint CKM_EDDSA = 0x1057;
    internal const nuint CKM_AES_GCM = 0x1087;
    internal const nuint CKM_AES_KEY_WRAP_PAD = 0x210A;
    internal const nuint CKM_AES_KEY_WRAP_KWP = 0x210B;
#pragma warning restore CS1591, SA1600
}
