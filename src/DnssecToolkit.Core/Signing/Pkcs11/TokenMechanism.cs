using System.Security.Cryptography;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>How a token makes one algorithm's signatures: the first way of its profile that it has a
/// mechanism for.</summary>
/// <remarks>Hashes are made here where that is possible: every device has those mechanisms. The ones that
/// hash inside are missing in several, or get the whole message over a slow line.</remarks>
internal sealed class TokenMechanism
{
    private const int LongestDigest = 64;

    private readonly AlgorithmTraits _traits;
    private readonly SigningWay _way;
    private readonly EcdsaEncoding _ecdsa;

    private TokenMechanism(AlgorithmTraits traits, SigningWay way, EcdsaEncoding ecdsa)
    {
        _traits = traits;
        _way = way;
        _ecdsa = ecdsa;
    }

    /// <summary>Chooses the mechanism for an algorithm.</summary>
    /// <exception cref="KeyUnavailableException">The token has none.</exception>
    public static TokenMechanism For(TokenConnection connection, AlgorithmTraits traits) =>
        Find(connection, traits)
        ?? throw new KeyUnavailableException(
            $"{connection.Token}: it cannot sign with {traits.Mnemonic}",
            "see `keyall token probe` for what it can do");

    /// <summary>The same; null where the token has none.</summary>
    public static TokenMechanism? Find(TokenConnection connection, AlgorithmTraits traits)
    {
        foreach (SigningWay way in connection.Profile.SigningWays)
        {
            if (MechanismOf(way, traits) is { } mechanism && connection.Has(mechanism))
            {
                return With(traits, way, connection.Profile.Ecdsa);
            }
        }

        return null;
    }

    /// <summary>Takes a way without asking whether the token has it.</summary>
    internal static TokenMechanism With(AlgorithmTraits traits, SigningWay way, EcdsaEncoding ecdsa) =>
        new(traits, way, ecdsa);

    // Null where the way is not one of the algorithm's.
    private static nuint? MechanismOf(SigningWay way, AlgorithmTraits of) => (way, of.Family, of.DigestLength) switch
    {
        (SigningWay.RsaDigestInfo, KeyFamily.Rsa, _) => Ck.CKM_RSA_PKCS,
        (SigningWay.RsaPaddedBlock, KeyFamily.Rsa, _) => Ck.CKM_RSA_X_509,
        (SigningWay.RsaMessage, KeyFamily.Rsa, 20) => Ck.CKM_SHA1_RSA_PKCS,
        (SigningWay.RsaMessage, KeyFamily.Rsa, 32) => Ck.CKM_SHA256_RSA_PKCS,
        (SigningWay.RsaMessage, KeyFamily.Rsa, 64) => Ck.CKM_SHA512_RSA_PKCS,
        (SigningWay.EcdsaHash, KeyFamily.Ecdsa, _) => Ck.CKM_ECDSA,
        (SigningWay.EcdsaMessage, KeyFamily.Ecdsa, 32) => Ck.CKM_ECDSA_SHA256,
        (SigningWay.EcdsaMessage, KeyFamily.Ecdsa, 48) => Ck.CKM_ECDSA_SHA384,
        (SigningWay.EddsaMessage, not (KeyFamily.Rsa or KeyFamily.Ecdsa), _) => Ck.CKM_EDDSA,
        _ => null,
    };

    /// <summary>Makes of a message what the token signs, and adds it to a batch.</summary>
    /// <param name="message">The message, not hashed.</param>
    /// <param name="signatureLength">The octets of the signature to come.</param>
    /// <param name="batch">Takes it.</param>
    public void Prepare(ReadOnlySpan<byte> message, int signatureLength, RawSignatures batch)
    {
        if (_way is SigningWay.RsaMessage or SigningWay.EcdsaMessage or SigningWay.EddsaMessage)
        {
            batch.Add(message);
            return;
        }

        Span<byte> digest = stackalloc byte[LongestDigest];
        digest = digest[.._traits.DigestLength];
        CryptographicOperations.HashData(_traits.Hash, message, digest);
        if (_way == SigningWay.EcdsaHash)
        {
            batch.Add(digest);
        }
        else
        {
            PrepareRsa(digest, signatureLength, batch);
        }
    }

    /// <summary>Signs what of a batch is not signed yet, as far as it goes in good time.</summary>
    public ReturnValue Sign(ICryptoki functions, nuint session, nuint key, RawSignatures batch) =>
        functions.SignMany(session, MechanismOf(_way, _traits)!.Value, key, batch);

    /// <summary>Makes of what the token gave a signature in DNSSEC's form; zeros, which verify nowhere, where
    /// it has another length or form.</summary>
    public void Finish(ReadOnlySpan<byte> raw, Span<byte> signature)
    {
        bool isDer = _traits.Family == KeyFamily.Ecdsa && _ecdsa == EcdsaEncoding.Der;
        if (isDer ? !EcdsaSignature.TryFlatten(raw, signature) : raw.Length != signature.Length)
        {
            signature.Clear();
        }
        else if (!isDer)
        {
            raw.CopyTo(signature);
        }
    }

    private void PrepareRsa(ReadOnlySpan<byte> digest, int signatureLength, RawSignatures batch)
    {
        ReadOnlySpan<byte> prefix = DigestInfoOf(_traits.DigestLength);
        Span<byte> block = stackalloc byte[AlgorithmTraits.MaximumSignatureLength];
        int start = _way == SigningWay.RsaPaddedBlock ? signatureLength - prefix.Length - digest.Length : 0;
        Pad(block, start);
        prefix.CopyTo(block[start..]);
        digest.CopyTo(block[(start + prefix.Length)..]);
        batch.Add(block[..(start + prefix.Length + digest.Length)]);
    }

    // RFC 8017 §9.2: 00 01 FF … FF 00 before the DigestInfo.
    private static void Pad(Span<byte> block, int start)
    {
        if (start > 0)
        {
            block[..start].Fill(0xff);
            block[0] = 0;
            block[1] = 1;
            block[start - 1] = 0;
        }
    }

    // RFC 8017 §9.2, note 1.
    private static ReadOnlySpan<byte> DigestInfoOf(int digestLength) => digestLength switch
    {
        20 => [0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14],
        32 => [0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
            0x00,
            0x04, 0x20],
        _ => [0x30, 0x51, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03, 0x05,
            0x00,
            0x04, 0x40],
    };
}
