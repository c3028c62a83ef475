using System.Security.Cryptography;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>How a token makes one algorithm's signatures. Hashes are made here: every device has these mechanisms, few have others.</summary>
/// <remarks>RSA: CKM_RSA_PKCS over a DigestInfo, or CKM_RSA_X_509 over a block padded here; ECDSA: CKM_ECDSA over the hash; EdDSA:
/// CKM_EDDSA over the message. The mechanisms that hash inside are missing in several devices or send them the whole message.</remarks>
internal sealed class TokenMechanism
{
    private const int LongestDigest = 64;

    private readonly AlgorithmTraits _traits;
    private readonly nuint _mechanism;
    private readonly EcdsaEncoding _ecdsa;

    private TokenMechanism(AlgorithmTraits traits, nuint mechanism, EcdsaEncoding ecdsa)
    {
        _traits = traits;
        _mechanism = mechanism;
        _ecdsa = ecdsa;
    }

    /// <summary>Chooses the mechanism for an algorithm.</summary>
    /// <exception cref="KeyUnavailableException">The token has none.</exception>
    public static TokenMechanism For(TokenConnection connection, AlgorithmTraits traits)
    {
        nuint[] possible = traits.Family switch
        {
            KeyFamily.Rsa => [Ck.CKM_RSA_PKCS, Ck.CKM_RSA_X_509],
            KeyFamily.Ecdsa => [Ck.CKM_ECDSA],
            _ => [Ck.CKM_EDDSA],
        };
        foreach (nuint mechanism in possible.Where(connection.Has))
        {
            return With(traits, mechanism, connection.Profile.Ecdsa);
        }

        throw new KeyUnavailableException(
            $"{connection.Token}: it cannot sign with {traits.Mnemonic}", "see `keyall token probe` for what it can do");
    }

    /// <summary>Takes a mechanism without asking whether the token has it.</summary>
    internal static TokenMechanism With(AlgorithmTraits traits, nuint mechanism, EcdsaEncoding ecdsa) => new(traits, mechanism, ecdsa);

    /// <summary>Makes of a message what the token signs, and adds it to a batch.</summary>
    /// <param name="message">The message, not hashed.</param>
    /// <param name="signatureLength">The octets of the signature to come.</param>
    /// <param name="batch">Takes it.</param>
    public void Prepare(ReadOnlySpan<byte> message, int signatureLength, RawSignatures batch)
    {
        Span<byte> digest = stackalloc byte[LongestDigest];
        digest = digest[.._traits.DigestLength];
        if (_traits.DigestLength > 0)
        {
            CryptographicOperations.HashData(_traits.Hash, message, digest);
        }

        switch (_traits.Family)
        {
            case KeyFamily.Rsa:
                PrepareRsa(digest, signatureLength, batch);
                break;
            case KeyFamily.Ecdsa:
                batch.Add(digest);
                break;
            default:
                batch.Add(message);
                break;
        }
    }

    /// <summary>Signs what of a batch is not signed yet.</summary>
    public ReturnValue Sign(ICryptoki functions, nuint session, nuint key, RawSignatures batch) =>
        functions.SignMany(session, _mechanism, key, batch);

    /// <summary>Makes of what the token gave a signature in DNSSEC's form; zeros, which verify nowhere, where it has another length or form.</summary>
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
        int start = _mechanism == Ck.CKM_RSA_X_509 ? signatureLength - prefix.Length - digest.Length : 0;
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
        32 => [0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20],
        _ => [0x30, 0x51, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03, 0x05, 0x00, 0x04, 0x40],
    };
}
