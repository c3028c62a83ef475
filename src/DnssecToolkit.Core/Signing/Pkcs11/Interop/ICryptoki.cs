namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <summary>The functions of one PKCS#11 module, in this process (<see cref="Cryptoki"/>) or in a child
/// (<see cref="RemoteCryptoki"/>).</summary>
/// <remarks>Every method gives the module's return value; none throws for it.</remarks>
internal interface ICryptoki
{
    /// <summary>Calls C_Initialize, asking the module to lock with the system's own primitives.</summary>
    ReturnValue Initialize();

    /// <summary>Calls C_Finalize.</summary>
    ReturnValue End();

    /// <summary>Calls C_GetInfo.</summary>
    ReturnValue GetInfo(out CkInfo info);

    /// <summary>Calls C_GetSlotList for the slots that have a token.</summary>
    ReturnValue GetSlotList(out nuint[] slots);

    /// <summary>Calls C_GetTokenInfo.</summary>
    ReturnValue GetTokenInfo(nuint slot, out CkTokenInfo info);

    /// <summary>Calls C_GetMechanismList.</summary>
    ReturnValue GetMechanismList(nuint slot, out nuint[] mechanisms);

    /// <summary>Calls C_GetMechanismInfo.</summary>
    ReturnValue GetMechanismInfo(nuint slot, nuint mechanism, out CkMechanismInfo info);

    /// <summary>Calls C_OpenSession.</summary>
    ReturnValue OpenSession(nuint slot, nuint flags, out nuint session);

    /// <summary>Calls C_CloseSession.</summary>
    ReturnValue CloseSession(nuint session);

    /// <summary>Calls C_Login; an empty PIN leaves it to the token's own keys
    /// (CKF_PROTECTED_AUTHENTICATION_PATH).</summary>
    ReturnValue Login(nuint session, nuint user, ReadOnlySpan<byte> pin);

    /// <summary>Searches for objects: C_FindObjectsInit, C_FindObjects, C_FindObjectsFinal.</summary>
    ReturnValue FindObjects(nuint session, AttributeTemplate template, out nuint[] objects);

    /// <summary>Reads one attribute; empty where the object has none, or keeps it to itself.</summary>
    ReturnValue GetAttributeValue(nuint session, nuint target, nuint type, out byte[] value);

    /// <summary>Signs what of a batch is not signed yet, one after the other: C_SignInit and C_Sign for
    /// each.</summary>
    /// <param name="session">The session.</param>
    /// <param name="mechanism">A mechanism without parameter.</param>
    /// <param name="key">The private key.</param>
    /// <param name="batch">The batch; takes the signatures.</param>
    /// <returns>CKR_OK once all are signed, or those that the batch's patience and end allowed, one at least;
    /// else what the first that failed gave. Those before it are kept.</returns>
    ReturnValue SignMany(nuint session, nuint mechanism, nuint key, RawSignatures batch);

    /// <summary>Calls C_GenerateKeyPair with a mechanism without parameter.</summary>
    ReturnValue GenerateKeyPair(
        nuint session, nuint mechanism, AttributeTemplate publicHalf, AttributeTemplate privateHalf,
        out nuint publicKey, out nuint privateKey);

    /// <summary>Calls C_DestroyObject.</summary>
    ReturnValue DestroyObject(nuint session, nuint target);

    /// <summary>Calls C_GenerateRandom.</summary>
    ReturnValue GenerateRandom(nuint session, Span<byte> octets);

    /// <summary>Calls C_InitToken, which erases the token.</summary>
    /// <param name="slot">Its slot; no session may be open.</param>
    /// <param name="soPin">The SO PIN: that of before, or the new one where the token has none.</param>
    /// <param name="label">The new label, 32 octets padded with blanks.</param>
    ReturnValue InitToken(nuint slot, ReadOnlySpan<byte> soPin, ReadOnlySpan<byte> label);

    /// <summary>Calls C_InitPIN in a read/write session of the SO.</summary>
    ReturnValue InitPin(nuint session, ReadOnlySpan<byte> pin);

    /// <summary>Calls C_SetPIN for whoever is logged in.</summary>
    ReturnValue SetPin(nuint session, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after);

    /// <summary>Calls C_Logout.</summary>
    ReturnValue Logout(nuint session);

    /// <summary>Calls C_SetAttributeValue.</summary>
    ReturnValue SetAttributeValue(nuint session, nuint target, AttributeTemplate template);

    /// <summary>Calls C_CreateObject.</summary>
    ReturnValue CreateObject(nuint session, AttributeTemplate template, out nuint target);

    /// <summary>Calls C_WrapKey; with CKM_AES_GCM the nonce, 12 octets, goes before the encrypted key and its
    /// tag behind.</summary>
    /// <param name="session">The session.</param>
    /// <param name="mechanism">The mechanism.</param>
    /// <param name="wrapping">The key that encrypts.</param>
    /// <param name="key">The key that is taken out.</param>
    /// <param name="wrapped">That key encrypted; empty where it failed.</param>
    ReturnValue WrapKey(nuint session, nuint mechanism, nuint wrapping, nuint key, out byte[] wrapped);

    /// <summary>Calls C_UnwrapKey.</summary>
    /// <param name="session">The session.</param>
    /// <param name="mechanism">The mechanism.</param>
    /// <param name="wrapping">The key that decrypts.</param>
    /// <param name="wrapped">What <see cref="WrapKey"/> gave.</param>
    /// <param name="template">What the key that comes in is to be.</param>
    /// <param name="target">Its handle.</param>
    ReturnValue UnwrapKey(
        nuint session, nuint mechanism, nuint wrapping, ReadOnlySpan<byte> wrapped,
        AttributeTemplate template, out nuint target);
}
