using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Removes a key from a token, both halves.</summary>
internal static class TokenKeyRemoval
{
    /// <summary>Removes what has the name of a URI.</summary>
    /// <param name="connection">The token.</param>
    /// <param name="uri">As <see cref="TokenKeyName"/> made it.</param>
    /// <exception cref="KeyUnavailableException">The token does not remove it.</exception>
    public static void Remove(TokenConnection connection, Pkcs11Uri uri)
    {
        // tpm2-pkcs11 1.9 leaves a key that it has used in the chip when that is removed, until the chip is
        // full; after a new login it is not there.
        if (connection.Perform(RecoveryStep.Login) is { } fault)
        {
            throw fault.ToException(connection.Place, "", connection.Profile);
        }

        lock (connection.Writing)
        {
            nuint session = connection.OpenForWriting();
            try
            {
                foreach (nuint kind in (ReadOnlySpan<nuint>)[Ck.CKO_PRIVATE_KEY, Ck.CKO_PUBLIC_KEY])
                {
                    RemoveAll(connection, session, TokenKeys.TemplateOf(connection.Profile, uri, kind));
                }
            }
            finally
            {
                connection.Close(session);
            }
        }
    }

    /// <summary>Removes one key that is known by its public half, whatever else has its name, and looks
    /// whether it is gone.</summary>
    /// <param name="connection">The token.</param>
    /// <param name="uri">Where it is.</param>
    /// <param name="key">The key.</param>
    /// <returns>How many objects were removed; 0 where the key is not there.</returns>
    /// <exception cref="KeyUnavailableException">The token does not remove it, or does not show which key it
    /// is.</exception>
    public static int RemoveExactly(TokenConnection connection, Pkcs11Uri uri, ZoneKey key)
    {
        if (connection.Perform(RecoveryStep.Login) is { } fault)
        {
            throw fault.ToException(connection.Place, "", connection.Profile);
        }

        lock (connection.Writing)
        {
            nuint session = connection.OpenForWriting();
            try
            {
                // The public half goes last: where a token shows no numbers of private keys it tells whose
                // they are.
                int removed = RemoveOf(connection, session, uri, key, Ck.CKO_PRIVATE_KEY)
                    + RemoveOf(connection, session, uri, key, Ck.CKO_PUBLIC_KEY);
                return HandlesOf(connection, session, uri, key, Ck.CKO_PRIVATE_KEY).Length == 0 ? removed
                    : throw new KeyUnavailableException(
                        $"{connection.Token}: it says that it removed {key}, and has it still",
                        "see to the device");
            }
            finally
            {
                connection.Close(session);
            }
        }
    }

    /// <summary>Whether a token has a private key that is known by its public half.</summary>
    /// <exception cref="KeyUnavailableException">The token fails, or does not show which key it
    /// is.</exception>
    public static bool IsThere(TokenConnection connection, Pkcs11Uri uri, ZoneKey key)
    {
        nuint session = connection.Rent();
        try
        {
            return HandlesOf(connection, session, uri, key, Ck.CKO_PRIVATE_KEY).Length > 0;
        }
        finally
        {
            connection.Return(session);
        }
    }

    private static int RemoveOf(TokenConnection connection, nuint session, Pkcs11Uri uri, ZoneKey key,
        nuint kind)
    {
        nuint[] targets = HandlesOf(connection, session, uri, key, kind);
        foreach (nuint target in targets)
        {
            Remove(connection, session, target);
        }

        return targets.Length;
    }

    private static nuint[] HandlesOf(TokenConnection connection, nuint session, Pkcs11Uri uri, ZoneKey key,
        nuint kind)
    {
        (nuint Handle, byte[]? Public)[] named =
            [.. TokenKeys.Search(connection, session, TokenKeys.TemplateOf(connection.Profile, uri, kind))
            .Select(handle => (handle, kind == Ck.CKO_PRIVATE_KEY
                ? TokenKeys.PublicHalfOf(connection, session, handle)
                    : TokenPublicKey.Read(connection.Functions, session, handle)))];
        return named.All(found => found.Public is not null)
            ? [.. named.Where(found => key.PublicKey.SequenceEqual(found.Public))
                .Select(found => found.Handle)]
            : throw new KeyUnavailableException(
                $"{connection.Token}: it does not show which of its keys {uri} is",
                "remove it with the device's own tools");
    }

    private static void RemoveAll(TokenConnection connection, nuint session, AttributeTemplate template)
    {
        foreach (nuint target in TokenKeys.Search(connection, session, template))
        {
            Remove(connection, session, target);
        }
    }

    private static void Remove(TokenConnection connection, nuint session, nuint target) =>
        connection.Demand(connection.Functions.DestroyObject(session, target), "cannot remove a key");
}
