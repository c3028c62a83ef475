using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Puts software keys into tokens (C_CreateObject), where the device lets keys in.</summary>
public static class TokenKeyImport
{
    /// <summary>Puts a key in and lets it prove itself there.</summary>
    /// <param name="connection">The token.</param>
    /// <param name="key">The key; its private half remains where it is too.</param>
    /// <returns>Where it is.</returns>
    /// <exception cref="RefusedException">The key is in the token already.</exception>
    /// <exception cref="KeyUnavailableException">The token does not take it.</exception>
    public static Pkcs11Uri Import(TokenConnection connection, SoftwareKey key)
    {
        if (!connection.Profile.TakesKeys)
        {
            throw Refusal(connection, $"no {connection.Profile.Name} does");
        }

        _ = TokenMechanism.For(connection, AlgorithmTraits.Of(key.Key.Algorithm));
        TokenKeyName name = TokenKeyName.Of(connection.Profile, key.Key);
        Pkcs11Uri uri = name.UriIn(connection);
        using PrivateKeyComponents components = key.Private.ExportComponents();
        lock (connection.Writing)
        {
            nuint session = connection.OpenForWriting();
            try
            {
                DemandAbsent(connection, session, key.Key);
                Create(connection, session, name, key.Key, components);
            }
            finally
            {
                connection.Close(session);
            }
        }

        using Pkcs11Signer proof = Pkcs11Signer.Open(connection, key.Key, uri);
        return uri;
    }

    /// <summary>Refuses a key that is in the token already: nobody could tell two copies apart.</summary>
    /// <exception cref="RefusedException">It is.</exception>
    internal static void DemandAbsent(TokenConnection connection, ZoneKey key)
    {
        nuint session = connection.Rent();
        try
        {
            DemandAbsent(connection, session, key);
        }
        finally
        {
            connection.Return(session);
        }
    }

    /// <summary>Refuses a key that is in the token already, by a session of its own.</summary>
    /// <exception cref="RefusedException">It is.</exception>
    internal static void DemandAbsent(TokenConnection connection, nuint session, ZoneKey key)
    {
        nuint[] present = TokenKeys.Search(connection, session, new AttributeTemplate().With(Ck.CKA_CLASS,
            Ck.CKO_PRIVATE_KEY));
        if (present.Any(handle => key.PublicKey.SequenceEqual(TokenKeys.PublicHalfOf(connection, session,
            handle))))
        {
            throw new RefusedException(
                CheckCodes.KeyInToken, $"{connection.Token}: {key} is in it already",
                    "`keyall token probe` shows under what name; nobody could tell two copies apart");
        }
    }

    private static void Create(
        TokenConnection connection, nuint session, TokenKeyName name, ZoneKey key,
        PrivateKeyComponents components)
    {
        AttributeTemplate privateHalf = TokenKeyTemplates.PrivateHalf(connection.Profile, name)
            .With(Ck.CKA_CLASS, Ck.CKO_PRIVATE_KEY)
            .With(Ck.CKA_KEY_TYPE, TokenKeyTemplates.TypeOf(key.Algorithm));
        AttributeTemplate publicHalf = TokenKeyTemplates.PublicHalfOf(connection.Profile, name, key);
        AddNumbers(privateHalf, key, components);
        Demand(connection, connection.Functions.CreateObject(session, privateHalf, out nuint made));
        ReturnValue second = connection.Functions.CreateObject(session, publicHalf, out _);
        if (!second.IsOk)
        {
            _ = connection.Functions.DestroyObject(session, made);
            Demand(connection, second);
        }
    }

    private static void AddNumbers(AttributeTemplate privateHalf, ZoneKey key, PrivateKeyComponents numbers)
    {
        if (numbers.Family == KeyFamily.Rsa)
        {
            _ = privateHalf.With(Ck.CKA_MODULUS, numbers.Modulus)
                .With(Ck.CKA_PUBLIC_EXPONENT, numbers.PublicExponent)
                .With(Ck.CKA_PRIVATE_EXPONENT, numbers.PrivateExponent)
                .With(Ck.CKA_PRIME_1, numbers.Prime1).With(Ck.CKA_PRIME_2, numbers.Prime2)
                .With(Ck.CKA_EXPONENT_1, numbers.Exponent1).With(Ck.CKA_EXPONENT_2, numbers.Exponent2)
                .With(Ck.CKA_COEFFICIENT, numbers.Coefficient);
            return;
        }

        _ = privateHalf.With(Ck.CKA_EC_PARAMS, TokenKeyTemplates.CurveOf(key.Algorithm)).With(Ck.CKA_VALUE,
            numbers.Secret);
    }

    private static void Demand(TokenConnection connection, ReturnValue result)
    {
        if (!result.IsOk)
        {
            throw Refusal(connection, result.ToString());
        }
    }

    private static KeyUnavailableException Refusal(TokenConnection connection, string why) => new(
        $"{connection.Token}: it does not take keys from elsewhere: {why}",
        "make a new key in it (keyall key generate --token), and roll over to that");
}
