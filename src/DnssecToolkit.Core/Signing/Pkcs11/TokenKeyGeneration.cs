using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Records;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Makes keys in a token. The private half never leaves it, unless the device's way to back up needs
/// that.</summary>
public static class TokenKeyGeneration
{
    // a real chip takes up to a minute for each; one in sixteen may have a tag of this signer's
    private const int MaximumAttempts = 100;

    private static readonly byte[] PublicExponent = [0x01, 0x00, 0x01];

    /// <summary>Makes a key whose tag, plain or revoked, is no other key's of the zone, and lets it prove
    /// itself.</summary>
    /// <param name="connection">The token.</param>
    /// <param name="request">What key to make; its strength is checked as for software keys.</param>
    /// <param name="existing">All keys of the zone, of any algorithm.</param>
    /// <param name="announce">Told where the key will be before it is made, so that a run that is killed can
    /// be gone on with; or null.</param>
    /// <returns>The DNSKEY, and where its private half is.</returns>
    /// <exception cref="UsageException">The algorithm does not take that size.</exception>
    /// <exception cref="RefusedException">The algorithm or size is too weak and was not forced, or all tags
    /// are taken.</exception>
    /// <exception cref="KeyUnavailableException">The token cannot make it.</exception>
    public static (ZoneKey Key, Pkcs11Uri Uri) Generate(
        TokenConnection connection, KeyGeneration request, IEnumerable<ZoneKey> existing,
        Action<Pkcs11Uri>? announce = null)
    {
        request.DemandStrength();
        DemandMade(connection, request.Algorithm);
        HashSet<KeyTag> taken = [.. request.TakenTags,
            .. existing.SelectMany(key => key.PlainAndRevokedTags())];
        for (int attempt = 0; attempt < MaximumAttempts; attempt++)
        {
            (ZoneKey key, Pkcs11Uri uri, bool isKept) = GenerateOnce(connection, request, taken, announce);
            if (isKept)
            {
                using Pkcs11Signer proof = Pkcs11Signer.Open(connection, key, uri);
                return (key, uri);
            }
        }

        throw new RefusedException(
            CheckCodes.KeyTagCollision,
            $"{MaximumAttempts} new keys all had tags that {request.Zone} has already",
            "remove keys that are no longer used");
    }

    /// <summary>Finds a key that was announced, and lets it prove itself.</summary>
    /// <param name="connection">The token.</param>
    /// <param name="request">What key it was to be.</param>
    /// <param name="uri">Where it was to be.</param>
    /// <returns>Null where it was not made, or is not such a key.</returns>
    /// <exception cref="KeyUnavailableException">The token fails, or the key does not sign.</exception>
    public static ZoneKey? Find(TokenConnection connection, KeyGeneration request, Pkcs11Uri uri)
    {
        nuint session = connection.Rent();
        byte[]? half;
        try
        {
            half = TokenKeys.Search(
                connection, session,
                TokenKeys.TemplateOf(connection.Profile, uri, Ck.CKO_PRIVATE_KEY)) is [var one]
                ? TokenKeys.PublicHalfOf(connection, session, one) : null;
        }
        finally
        {
            connection.Return(session);
        }

        if (half is null || !PublicKeyFormat.TryCheck(request.Algorithm, half, out _))
        {
            return null;
        }

        ZoneKey key = new(request.Zone, request.RDataOf(half));
        using Pkcs11Signer proof = Pkcs11Signer.Open(connection, key, uri);
        return key;
    }

    private static void DemandMade(TokenConnection connection, DnssecAlgorithm algorithm)
    {
        DeviceProfile profile = connection.Profile;
        if (!profile.MayGenerate(algorithm))
        {
            throw new KeyUnavailableException(
                $"{connection.Token}: its profile {profile} has it make no keys of {AlgorithmTraits.Of(algorithm).Mnemonic}",
                $"take {string.Join(" or ", profile.Generates.Select(made => AlgorithmTraits.Of(made).Mnemonic))}");
        }
    }

    private static (ZoneKey Key, Pkcs11Uri Uri, bool IsKept) GenerateOnce(
        TokenConnection connection, KeyGeneration request, HashSet<KeyTag> taken, Action<Pkcs11Uri>? announce)
    {
        lock (connection.Writing)
        {
            nuint session = connection.OpenForWriting();
            try
            {
                TokenKeyName name = FreeName(connection, session, request);
                announce?.Invoke(name.UriIn(connection));
                (nuint publicKey, nuint privateKey) = MakePair(connection, session, request, name);
                byte[]? half = TokenPublicKey.Read(connection.Functions, session, publicKey);
                ZoneKey? key = half is null ? null : new ZoneKey(request.Zone, request.RDataOf(half));
                bool isKept = key is not null && request.Tags.Contains(key.Tag)
                    && !Array.Exists(key.PlainAndRevokedTags(), taken.Contains);
                if (!isKept)
                {
                    _ = connection.Functions.DestroyObject(session, privateKey);
                    _ = connection.Functions.DestroyObject(session, publicKey);
                }

                if (key is null)
                {
                    throw new KeyUnavailableException(
                        $"{connection.Token}: it does not show the public half of the key it made");
                }

                name = isKept ? Renamed(connection, session, name,
                    TokenKeyName.Of(connection.Profile, key, request.Role, name.Id), privateKey, publicKey)
                        : name;
                return (key, name.UriIn(connection), isKept);
            }
            finally
            {
                connection.Close(session);
            }
        }
    }

    // The label gets the key tag, which is known only now; where the device does not change labels it keeps
    // the one it was made with.
    private static TokenKeyName Renamed(
        TokenConnection connection, nuint session, TokenKeyName first, TokenKeyName byTag, nuint privateKey,
        nuint publicKey)
    {
        if (!connection.Profile.LabelsCanChange || !IsFree(connection, session, byTag)
            || !IsRenamed(connection, session, privateKey, byTag))
        {
            return first;
        }

        // Both halves are found by one label.
        return IsRenamed(connection, session, publicKey, byTag)
            || !IsRenamed(connection, session, privateKey, first)
            ? byTag : first;
    }

    private static bool IsRenamed(TokenConnection connection, nuint session, nuint key, TokenKeyName name) =>
        connection.Functions.SetAttributeValue(session, key, LabelOf(name)).IsOk;

    private static bool IsFree(TokenConnection connection, nuint session, TokenKeyName name) =>
        TokenKeys.Search(connection, session, LabelOf(name)).Length == 0;

    private static AttributeTemplate LabelOf(TokenKeyName name) =>
        new AttributeTemplate().With(Ck.CKA_LABEL, System.Text.Encoding.UTF8.GetBytes(name.Label));

    // A label of seven characters has few that are free; keys of one label could not be told apart.
    private static TokenKeyName FreeName(TokenConnection connection, nuint session, KeyGeneration request)
    {
        while (true)
        {
            TokenKeyName name = TokenKeyName.New(connection.Profile, request.Zone, request.Role);
            if (IsFree(connection, session, name))
            {
                return name;
            }
        }
    }

    private static (nuint Public, nuint Private) MakePair(
        TokenConnection connection, nuint session, KeyGeneration request, TokenKeyName name)
    {
        AlgorithmTraits traits = AlgorithmTraits.Of(request.Algorithm);
        AttributeTemplate publicHalf = TokenKeyTemplates.PublicHalf(connection.Profile, name);
        publicHalf = traits.Family == KeyFamily.Rsa
            ? publicHalf.With(Ck.CKA_MODULUS_BITS,
                (nuint)(request.Bits == 0 ? traits.DefaultBits : request.Bits)).With(
                Ck.CKA_PUBLIC_EXPONENT, PublicExponent)
            : publicHalf.With(Ck.CKA_EC_PARAMS, TokenKeyTemplates.CurveOf(request.Algorithm));
        ReturnValue result = connection.Functions.GenerateKeyPair(
            session, TokenKeyTemplates.GenerationOf(request.Algorithm), publicHalf,
            TokenKeyTemplates.PrivateHalf(connection.Profile, name, request.Export), out nuint publicKey,
            out nuint privateKey);
        connection.Demand(result, $"cannot make a key of {traits.Mnemonic}");
        return (publicKey, privateKey);
    }
}
