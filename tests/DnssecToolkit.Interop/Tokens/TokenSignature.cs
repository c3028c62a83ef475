using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>What a key in a token makes of a message that all tests share.</summary>
internal static class TokenSignature
{
    internal const string Message = "message";

    /// <summary>Signs it.</summary>
    /// <param name="tokens">The tokens of a run of its own; closed at the end.</param>
    /// <param name="key">The key.</param>
    /// <param name="uri">Where it is.</param>
    internal static byte[] Of(OpenTokens tokens, ZoneKey key, Pkcs11Uri uri)
    {
        using (tokens)
        {
            using Pkcs11Signer signer = tokens.OpenSigner(key, uri);
            using ISigningSession session = signer.OpenSession();
            byte[] signature = new byte[AlgorithmTraits.MaximumSignatureLength];
            return signature[..session.Sign(System.Text.Encoding.ASCII.GetBytes(Message), signature)];
        }
    }
}
