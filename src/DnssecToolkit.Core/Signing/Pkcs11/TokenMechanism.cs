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

    /// <summary>Signs.</summary>
    /// <param name="functions">The module.</param>
    /// <param name="session">The session.</param>
    /// <param name="key">The private key.</param>
    /// <param name="message">The message, not hashed.</param>
    /// <param name="signature">Takes the signature; exactly as long as it is to be.</param>
    /// <returns>What the module says; CKR_OK with a signature of the wrong length or form leaves zeros, which verify nowhere.</returns>
    public ReturnValue Sign(Cryptoki functions, nuint session, nuint key, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        Span<byte> digest = stackalloc byte[LongestDigest];
        digest = digest[.._traits.DigestLength];
        if (_traits.DigestLength > 0)
        {
            CryptographicOperations.HashData(_traits.Hash, message, digest);
        }

        ReturnValue begun = functions.SignInit(session, _mechanism, key);
        if (!begun.IsOk)
        {
            return begun;
        }

        return _traits.Family switch
        {
            KeyFamily.Rsa => SignRsa(functions, session, digest, signature),
            KeyFamily.Ecdsa => SignEcdsa(functions, session, digest, signature),
            _ => Exactly(functions.Sign(session, message, signature, out int length), length, signature),
        };
    }

    private ReturnValue SignRsa(Cryptoki functions, nuint session, ReadOnlySpan<byte> digest, Span<byte> signature)
    {
        ReadOnlySpan<byte> prefix = DigestInfoOf(_traits.DigestLength);
        Span<byte> block = stackalloc byte[AlgorithmTraits.MaximumSignatureLength];
        int start = _mechanism == Ck.CKM_RSA_X_509 ? signature.Length - prefix.Length - digest.Length : 0;
        Pad(block, start);
        prefix.CopyTo(block[start..]);
        digest.CopyTo(block[(start + prefix.Length)..]);
        ReturnValue result = functions.Sign(session, block[..(start + prefix.Length + digest.Length)], signature, out int length);
        return Exactly(result, length, signature);
    }

    private ReturnValue SignEcdsa(Cryptoki functions, nuint session, ReadOnlySpan<byte> digest, Span<byte> signature)
    {
        if (_ecdsa == EcdsaEncoding.Flat)
        {
            return Exactly(functions.Sign(session, digest, signature, out int flat), flat, signature);
        }

        Span<byte> der = stackalloc byte[EcdsaSignature.MaximumDerLength];
        ReturnValue result = functions.Sign(session, digest, der, out int length);
        if (result.IsOk && !EcdsaSignature.TryFlatten(der[..length], signature))
        {
            signature.Clear();
        }

        return result;
    }

    private static ReturnValue Exactly(ReturnValue result, int length, Span<byte> signature)
    {
        if (length != signature.Length)
        {
            signature.Clear();
        }

        return result;
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
