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
        // tpm2-pkcs11 1.9 leaves a key that it has used in the chip when that is removed, until the chip is full; after a new login it is not there.
        if (connection.Perform(RecoveryStep.Login) is { } fault)
        {
            throw fault.ToException(connection.Place, "");
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

    private static void RemoveAll(TokenConnection connection, nuint session, AttributeTemplate template)
    {
        foreach (nuint target in TokenKeys.Search(connection, session, template))
        {
            Pkcs11Module.Demand(connection.Functions.DestroyObject(session, target), connection.Token.ToString(), "cannot remove the key of a trial");
        }
    }
}
