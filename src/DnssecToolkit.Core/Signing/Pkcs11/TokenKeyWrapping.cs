using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Takes keys out of tokens and puts them into others, encrypted by an AES key that both are given
/// for the moment (C_WrapKey, C_UnwrapKey). The private half is in no program's memory in the
/// clear.</summary>
public static class TokenKeyWrapping
{
    /// <summary>The octets of the AES key.</summary>
    public const int WrappingKeyLength = 32;

    /// <summary>How a token would wrap a key: the mnemonic of its best mechanism.</summary>
    /// <exception cref="KeyUnavailableException">It has none.</exception>
    public static string MechanismOf(TokenConnection connection) =>
        WrappingMechanism.For(connection).Mnemonic;

    /// <summary>Takes a copy of a key out; the key remains.</summary>
    /// <param name="connection">The token.</param>
    /// <param name="wrappingKey">The AES key; the caller wipes it.</param>
    /// <param name="key">The DNSKEY.</param>
    /// <param name="uri">Where its private half is.</param>
    /// <exception cref="KeyUnavailableException">The key is not there or may not leave, or the token cannot
    /// wrap.</exception>
    public static WrappedKey Wrap(TokenConnection connection, byte[] wrappingKey, ZoneKey key, Pkcs11Uri uri)
    {
        lock (connection.Writing)
        {
            nuint session = connection.OpenForWriting();
            try
            {
                if (TokenKeys.Find(connection, session, key, uri, ifMissing: null,
                    out nuint handle) is { } fault)
                {
                    throw fault.ToException(connection.Place, "", connection.Profile);
                }

                WrappingMechanism mechanism = WrappingMechanism.For(connection);
                nuint wrapping = Lend(connection, session, wrappingKey);
                ReturnValue result = connection.Functions.WrapKey(session, mechanism.Number, wrapping, handle,
                    out byte[] wrapped);
                Demand(result, connection, $"{key} cannot leave it wrapped",
                    "a key leaves its token only if it was made so: `keyall key generate --extractable`, and roll over to that");
                return new WrappedKey(mechanism.Name, wrapped);
            }
            finally
            {
                connection.Close(session); // the AES key goes with it
            }
        }
    }

    /// <summary>Puts a key in to stay, and lets it prove itself; nothing is left of one that
    /// cannot.</summary>
    /// <param name="connection">The token.</param>
    /// <param name="wrappingKey">The AES key; the caller wipes it.</param>
    /// <param name="key">The DNSKEY.</param>
    /// <param name="name">What it is called, by the object and identifier of this URI.</param>
    /// <param name="wrapped">The key.</param>
    /// <returns>Where it is.</returns>
    /// <exception cref="RefusedException">The key is in the token already.</exception>
    /// <exception cref="KeyUnavailableException">The token does not take it, or it is another
    /// key.</exception>
    public static Pkcs11Uri Unwrap(TokenConnection connection, byte[] wrappingKey, ZoneKey key,
        Pkcs11Uri name,
        WrappedKey wrapped)
    {
        lock (connection.Writing)
        {
            nuint session = connection.OpenForWriting();
            try
            {
                return Create(connection, session, wrappingKey, key, NameOf(key, connection, name), wrapped,
                    ObjectLife.Token, _ => { });
            }
            finally
            {
                connection.Close(session);
            }
        }
    }

    /// <summary>Puts a key in for as long as it takes to use it once.</summary>
    /// <param name="connection">The token.</param>
    /// <param name="wrappingKey">The AES key; the caller wipes it.</param>
    /// <param name="key">The DNSKEY.</param>
    /// <param name="wrapped">The key.</param>
    /// <param name="use">Uses it.</param>
    /// <exception cref="RefusedException">The key is in the token already.</exception>
    /// <exception cref="KeyUnavailableException">The token does not take it, or it is another
    /// key.</exception>
    public static void Try(TokenConnection connection, byte[] wrappingKey, ZoneKey key, WrappedKey wrapped,
        Action<Pkcs11Signer> use)
    {
        lock (connection.Writing)
        {
            nuint session = connection.OpenForWriting();
            try
            {
                _ = Create(connection, session, wrappingKey, key, TokenKeyName.Of(connection.Profile, key),
                    wrapped,
                    ObjectLife.Session, use);
            }
            finally
            {
                connection.Close(session); // both halves go with it
            }
        }
    }

    /// <summary>Where <see cref="Unwrap"/> puts a key.</summary>
    /// <param name="connection">The token.</param>
    /// <param name="key">The DNSKEY.</param>
    /// <param name="name">What it is called, by the object and identifier of this URI.</param>
    internal static Pkcs11Uri PlaceOf(TokenConnection connection, ZoneKey key, Pkcs11Uri name) =>
        NameOf(key, connection, name).UriIn(connection);

    private static Pkcs11Uri Create(
        TokenConnection connection, nuint session, byte[] wrappingKey, ZoneKey key, TokenKeyName name,
            WrappedKey wrapped,
        ObjectLife life, Action<Pkcs11Signer> use)
    {
        TokenKeyImport.DemandAbsent(connection, session, key);
        WrappingMechanism mechanism = WrappingMechanism.For(connection, wrapped.Mechanism);
        nuint wrapping = Lend(connection, session, wrappingKey);
        AttributeTemplate half = TokenKeyTemplates.PrivateHalf(connection.Profile, name, KeyExport.Wrapped)
            .With(Ck.CKA_CLASS, Ck.CKO_PRIVATE_KEY)
            .With(Ck.CKA_KEY_TYPE, TokenKeyTemplates.TypeOf(key.Algorithm));
        AttributeTemplate publicHalf = TokenKeyTemplates.PublicHalfOf(connection.Profile, name, key);
        if (life == ObjectLife.Session)
        {
            _ = half.Instead(Ck.CKA_TOKEN, value: false);
            _ = publicHalf.Instead(Ck.CKA_TOKEN, value: false);
        }

        // The public half first: by it a private key is known that is left when the power fails between the
        // two.
        Demand(connection.Functions.CreateObject(session, publicHalf, out nuint publicMade), connection,
            $"it does not take the public half of {key}", null);
        ReturnValue second = connection.Functions.UnwrapKey(session, mechanism.Number, wrapping,
            wrapped.Octets.Span, half, out nuint made);
        Pkcs11Uri uri = name.UriIn(connection);
        try
        {
            Demand(second, connection, $"it does not take {key}",
                "is it a token that takes keys from elsewhere, and is this the set's own key?");
            using Pkcs11Signer signer = Pkcs11Signer.Open(connection, key, uri);
            use(signer);
            return uri;
        }
        catch
        {
            _ = second.IsOk ? connection.Functions.DestroyObject(session, made) : second;
            _ = connection.Functions.DestroyObject(session, publicMade);
            throw;
        }
    }

    // Keeps the name that the key had, so that people find it again.
    private static TokenKeyName NameOf(ZoneKey key, TokenConnection connection, Pkcs11Uri before)
    {
        TokenKeyName fresh = TokenKeyName.Of(connection.Profile, key);
        return fresh with { Label = before.Object ?? fresh.Label, Id = before.Id?.ToArray() ?? fresh.Id };
    }

    private static nuint Lend(TokenConnection connection, nuint session, byte[] wrappingKey)
    {
        AttributeTemplate template = new AttributeTemplate()
            .With(Ck.CKA_CLASS, Ck.CKO_SECRET_KEY).With(Ck.CKA_KEY_TYPE, Ck.CKK_AES)
            .With(Ck.CKA_TOKEN, false).With(Ck.CKA_PRIVATE, true).With(Ck.CKA_SENSITIVE,
                true).With(Ck.CKA_EXTRACTABLE, false)
            .With(Ck.CKA_WRAP, true).With(Ck.CKA_UNWRAP, true).With(Ck.CKA_VALUE, wrappingKey);
        Demand(connection.Functions.CreateObject(session, template, out nuint handle), connection,
            "it takes no key to wrap with",
            "back up by the device's own means; docs/guide/backup.md has them");
        return handle;
    }

    private static void Demand(ReturnValue result, TokenConnection connection, string what, string? hint)
    {
        if (!result.IsOk)
        {
            throw new KeyUnavailableException($"{connection.Token}: {what}: {result}", hint);
        }
    }

    private enum ObjectLife
    {
        Token,
        Session,
    }
}
