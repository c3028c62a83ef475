using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Asks a token what it can do and what keys it has.</summary>
public static class TokenInspection
{
    private static readonly nuint NotTold = nuint.MaxValue; // CK_UNAVAILABLE_INFORMATION

    // What DNSSEC needs of a token, with the names of the standard; BIND and others may use further
    // mechanisms.
    private static readonly (nuint Number, string Name)[] Relevant =
    [
        (Ck.CKM_RSA_PKCS_KEY_PAIR_GEN, "CKM_RSA_PKCS_KEY_PAIR_GEN"), (Ck.CKM_RSA_PKCS, "CKM_RSA_PKCS"),
        (Ck.CKM_RSA_X_509, "CKM_RSA_X_509"), (Ck.CKM_SHA1_RSA_PKCS, "CKM_SHA1_RSA_PKCS"),
        (Ck.CKM_SHA256_RSA_PKCS, "CKM_SHA256_RSA_PKCS"), (Ck.CKM_SHA512_RSA_PKCS, "CKM_SHA512_RSA_PKCS"),
        (Ck.CKM_EC_KEY_PAIR_GEN, "CKM_EC_KEY_PAIR_GEN"), (Ck.CKM_ECDSA, "CKM_ECDSA"),
        (Ck.CKM_ECDSA_SHA256, "CKM_ECDSA_SHA256"), (Ck.CKM_ECDSA_SHA384, "CKM_ECDSA_SHA384"),
        (Ck.CKM_EC_EDWARDS_KEY_PAIR_GEN, "CKM_EC_EDWARDS_KEY_PAIR_GEN"), (Ck.CKM_EDDSA, "CKM_EDDSA"),
    ];

    /// <summary>Gives the mechanisms that matter to DNSSEC and that the token has.</summary>
    /// <param name="module">Its module.</param>
    /// <param name="token">The token.</param>
    public static IReadOnlyList<MechanismSupport> MechanismsOf(Pkcs11Module module, Pkcs11Token token)
    {
        List<MechanismSupport> found = [];
        foreach ((nuint number, string name) in Relevant)
        {
            if (module.Functions.GetMechanismInfo((nuint)token.Slot, number, out CkMechanismInfo info).IsOk)
            {
                found.Add(new MechanismSupport(
                    name, (int)Math.Min(info.MinKeySize.Value, int.MaxValue),
                    (int)Math.Min(info.MaxKeySize.Value, int.MaxValue)));
            }
        }

        return found;
    }

    /// <summary>Gives the private keys of a token.</summary>
    /// <param name="connection">The token, logged in.</param>
    /// <exception cref="Diagnostics.KeyUnavailableException">The token fails.</exception>
    public static IReadOnlyList<TokenKeyListing> KeysOf(TokenConnection connection)
    {
        nuint session = connection.Rent();
        try
        {
            nuint[] handles =
                TokenKeys.Search(connection, session, new AttributeTemplate()
                    .With(Ck.CKA_CLASS, Ck.CKO_PRIVATE_KEY));
            return [.. handles.Select(handle => ListingOf(connection, session, handle))];
        }
        finally
        {
            connection.Return(session);
        }
    }

    /// <summary>Estimates how many private keys a token holds, by the room that those in it take.</summary>
    /// <param name="connection">The token, logged in.</param>
    /// <param name="keys">How many it has.</param>
    /// <returns>Null where it has none, or does not tell its memory, as most do not.</returns>
    public static int? CapacityOf(TokenConnection connection, int keys)
    {
        ReturnValue told = connection.Functions.GetTokenInfo((nuint)connection.Token.Slot,
            out CkTokenInfo info);
        nuint total = info.TotalPrivateMemory.Value;
        nuint free = info.FreePrivateMemory.Value;
        bool isTold = told.IsOk && keys > 0 && total != NotTold && free != NotTold && free < total;
        return isTold
            ? (int)Math.Min(int.MaxValue, (ulong)keys + (free / Math.Max(1, (total - free) / (nuint)keys)))
            : null;
    }

    private static TokenKeyListing ListingOf(TokenConnection connection, nuint session, nuint handle)
    {
        byte[] label = TokenKeys.AttributeOf(connection, session, handle, Ck.CKA_LABEL);
        byte[] id = TokenKeys.AttributeOf(connection, session, handle, Ck.CKA_ID);
        byte[]? half = TokenKeys.PublicHalfOf(connection, session, handle);
        Pkcs11Uri uri = new()
        {
            Token = connection.Token.Label,
            Object = label.Length == 0 ? null : Pkcs11Token.TextOf(label),
            Id = id.Length == 0 ? default(ReadOnlyMemory<byte>?) : new ReadOnlyMemory<byte>(id),
            ModulePath = connection.ModulePath,
        };
        return new TokenKeyListing(uri, half is null ? [] : [.. AlgorithmTraits.All
            .Where(traits => !traits.SignsOnlyWhenForced
                && PublicKeyFormat.TryCheck(traits.Algorithm, half, out _))
            .Select(traits => traits.Algorithm)]);
    }
}
