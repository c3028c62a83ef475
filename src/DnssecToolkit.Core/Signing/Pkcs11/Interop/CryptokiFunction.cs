namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <summary>The functions that the toolkit calls, by their place in CK_FUNCTION_LIST after the version
/// (PKCS#11 2.40, pkcs11f.h).</summary>
internal enum CryptokiFunction
{
#pragma warning disable CS1591 // The names are the standard's; it documents them.
    C_Initialize = 0,
    C_Finalize = 1,
    C_GetInfo = 2,
    C_GetSlotList = 4,
    C_GetTokenInfo = 6,
    C_GetMechanismList = 7,
    C_GetMechanismInfo = 8,
    C_InitToken = 9,
    C_InitPIN = 10,
    C_SetPIN = 11,
    C_OpenSession = 12,
    C_CloseSession = 13,
    C_Login = 18,
    C_Logout = 19,
    C_CreateObject = 20,
    C_DestroyObject = 22,
    C_GetAttributeValue = 24,
    C_SetAttributeValue = 25,
    C_FindObjectsInit = 26,
    C_FindObjects = 27,
    C_FindObjectsFinal = 28,
    C_SignInit = 42,
    C_Sign = 43,
    C_GenerateKeyPair = 59,
    C_WrapKey = 60,
    C_UnwrapKey = 61,
    C_GenerateRandom = 64,
#pragma warning restore CS1591
}
