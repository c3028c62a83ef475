using System.Security.Cryptography;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Records;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Makes keys in a token. The private half never leaves it, unless the device's way to back up needs that.</summary>
public static class TokenKeyGeneration
{
    private const int IdLength = 8;
    private const int MaximumAttempts = 20; // a real chip takes up to a minute for each

    // DER of the named curves' object identifiers, and of the name that Edwards curves have in PKCS#11 3.0 §2.3.10.
    private static readonly byte[] P256 = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
    private static readonly byte[] P384 = [0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22];
    private static readonly byte[] Ed25519 = [0x13, 0x0c, .. "edwards25519"u8];
    private static readonly byte[] PublicExponent = [0x01, 0x00, 0x01];

    /// <summary>Makes a key whose tag, plain or revoked, is no other key's of the zone, and lets it prove itself.</summary>
    /// <param name="connection">The token.</param>
    /// <param name="request">What key to make; its strength is checked as for software keys.</param>
    /// <param name="existing">All keys of the zone, of any algorithm.</param>
    /// <returns>The DNSKEY, and where its private half is.</returns>
    /// <exception cref="UsageException">The algorithm does not take that size.</exception>
    /// <exception cref="RefusedException">The algorithm or size is too weak and was not forced, or all tags are taken.</exception>
    /// <exception cref="KeyUnavailableException">The token cannot make it.</exception>
    public static (ZoneKey Key, Pkcs11Uri Uri) Generate(TokenConnection connection, KeyGeneration request, IEnumerable<ZoneKey> existing)
    {
        request.DemandStrength();
        HashSet<KeyTag> taken = [.. request.TakenTags, .. existing.SelectMany(key => key.PlainAndRevokedTags())];
        for (int attempt = 0; attempt < MaximumAttempts; attempt++)
        {
            (ZoneKey key, Pkcs11Uri uri, bool isKept) = GenerateOnce(connection, request, taken);
            if (isKept)
            {
                using Pkcs11Signer proof = Pkcs11Signer.Open(connection, key, uri);
                return (key, uri);
            }
        }

        throw new RefusedException(
            CheckCodes.KeyTagCollision, $"{MaximumAttempts} new keys all had tags that {request.Zone} has already", "remove keys that are no longer used");
    }

    private static (ZoneKey Key, Pkcs11Uri Uri, bool IsKept) GenerateOnce(
        TokenConnection connection, KeyGeneration request, HashSet<KeyTag> taken)
    {
        byte[] id = RandomNumberGenerator.GetBytes(IdLength);
        string label = LabelOf(connection.Profile, request, id);
        lock (connection.Writing)
        {
            nuint session = connection.OpenForWriting();
            try
            {
                (nuint publicKey, nuint privateKey) = MakePair(connection, session, request, label, id);
                byte[]? half = TokenPublicKey.Read(connection.Functions, session, publicKey);
                ZoneKey? key = half is null ? null : new ZoneKey(request.Zone, request.RDataOf(half));
                if (key is null || Array.Exists(key.PlainAndRevokedTags(), taken.Contains))
                {
                    _ = connection.Functions.DestroyObject(session, privateKey);
                    _ = connection.Functions.DestroyObject(session, publicKey);
                }

                return key is null
                    ? throw new KeyUnavailableException($"{connection.Token}: it does not show the public half of the key it made")
                    : (key, UriOf(connection, label, id), !Array.Exists(key.PlainAndRevokedTags(), taken.Contains));
            }
            finally
            {
                connection.Close(session);
            }
        }
    }

    private static Pkcs11Uri UriOf(TokenConnection connection, string label, byte[] id) => new()
    {
        Token = connection.Token.Label,
        Serial = connection.Profile.SerialIsUnique && connection.Token.Serial.Length > 0 ? connection.Token.Serial : null,
        Object = label,
        Id = connection.Profile.KeysHaveId ? id : default(ReadOnlyMemory<byte>?),
        Type = "private",
        ModulePath = connection.ModulePath,
    };

    private static (nuint Public, nuint Private) MakePair(
        TokenConnection connection, nuint session, KeyGeneration request, string label, byte[] id)
    {
        AlgorithmTraits traits = AlgorithmTraits.Of(request.Algorithm);
        nuint mechanism = traits.Family switch
        {
            KeyFamily.Rsa => Ck.CKM_RSA_PKCS_KEY_PAIR_GEN,
            KeyFamily.Ecdsa => Ck.CKM_EC_KEY_PAIR_GEN,
            _ => Ck.CKM_EC_EDWARDS_KEY_PAIR_GEN,
        };
        byte[] name = System.Text.Encoding.UTF8.GetBytes(label);
        AttributeTemplate publicHalf = Named(connection.Profile, name, id).With(Ck.CKA_VERIFY, true).With(Ck.CKA_PRIVATE, false);
        publicHalf = traits.Family == KeyFamily.Rsa
            ? publicHalf.With(Ck.CKA_MODULUS_BITS, (nuint)(request.Bits == 0 ? traits.DefaultBits : request.Bits)).With(Ck.CKA_PUBLIC_EXPONENT, PublicExponent)
            : publicHalf.With(Ck.CKA_EC_PARAMS, CurveOf(request.Algorithm));
        AttributeTemplate privateHalf = Named(connection.Profile, name, id)
            .With(Ck.CKA_SIGN, true).With(Ck.CKA_PRIVATE, true).With(Ck.CKA_SENSITIVE, true)
            .With(Ck.CKA_EXTRACTABLE, connection.Profile.NewKeysAreExtractable);
        ReturnValue result = connection.Functions.GenerateKeyPair(
            session, mechanism, publicHalf, privateHalf, out nuint publicKey, out nuint privateKey);
        Pkcs11Module.Demand(result, connection.Token.ToString(), $"cannot make a key of {traits.Mnemonic}");
        return (publicKey, privateKey);
    }

    private static AttributeTemplate Named(DeviceProfile profile, byte[] label, byte[] id)
    {
        AttributeTemplate template = new AttributeTemplate().With(Ck.CKA_TOKEN, true).With(Ck.CKA_LABEL, label);
        return profile.KeysHaveId ? template.With(Ck.CKA_ID, id) : template;
    }

    private static byte[] CurveOf(DnssecAlgorithm algorithm) => algorithm switch
    {
        DnssecAlgorithm.ECDSAP256SHA256 => P256,
        DnssecAlgorithm.ECDSAP384SHA384 => P384,
        DnssecAlgorithm.ED25519 => Ed25519,
        _ => throw new UsageException($"{AlgorithmTraits.Of(algorithm).Mnemonic} keys are not made in tokens", "take ECDSAP256SHA256 or RSASHA256"),
    };

    // The key tag is known only after the key is made, and some devices never change a label: a random part stands for it.
    private static string LabelOf(DeviceProfile profile, KeyGeneration request, byte[] id)
    {
        string mark = Convert.ToHexStringLower(id.AsSpan(0, 4));
        string whole = $"{request.Zone} {request.Role} {mark}";
        int most = profile.MaximumLabelLength;
        return most == 0 || whole.Length <= most ? whole : $"{request.Role.ToString()[0]}{mark}"[..Math.Min(most, mark.Length + 1)];
    }
}
