namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <summary>What a token host is asked to do: one for each method of <see cref="ICryptoki"/>, and one for
/// itself.</summary>
internal enum HostOperation : ushort
{
#pragma warning disable CS1591 // The names are the methods'; they document them.
    Initialize = 1,
    End,
    GetInfo,
    GetSlotList,
    GetTokenInfo,
    GetMechanismList,
    GetMechanismInfo,
    OpenSession,
    CloseSession,
    Login,
    FindObjects,
    GetAttributeValue,
    SignMany,
    GenerateKeyPair,
    DestroyObject,
    GenerateRandom,
    InitToken,
    InitPin,
    SetPin,
    Logout,
    CreateObject,
    WrapKey,
    UnwrapKey,
    SetAttributeValue,
    CloseNetwork,
#pragma warning restore CS1591
}
