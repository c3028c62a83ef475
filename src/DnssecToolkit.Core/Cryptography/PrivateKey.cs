using System.Formats.Asn1;
using System.Security.Cryptography;
using DnssecToolkit.Cryptography.Interop;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Cryptography;

/// <summary>A private key inside libcrypto. Its secret leaves only through
/// <see cref="ExportComponents"/>.</summary>
/// <remarks>Shared by threads; each opens a <see cref="SigningContext"/> of its own.</remarks>
public sealed class PrivateKey : IDisposable
{
    private readonly EvpKeyHandle _handle;
    private readonly byte[] _publicKey;

    private PrivateKey(EvpKeyHandle handle, AlgorithmTraits traits)
    {
        _handle = handle;
        Traits = traits;
        _publicKey = PublicHalf(handle, traits);
    }

    /// <summary>Whether libcrypto can make ECDSA signatures by RFC 6979: OpenSSL 3.2 and later; 3.0 (Debian
    /// 12) cannot.</summary>
    public static bool SupportsDeterministicEcdsa => LibCrypto.HasNonceType;

    /// <summary>The algorithm's row.</summary>
    public AlgorithmTraits Traits { get; }

    /// <summary>The algorithm.</summary>
    public DnssecAlgorithm Algorithm => Traits.Algorithm;

    /// <summary>The public half in DNSKEY's form.</summary>
    public ReadOnlySpan<byte> PublicKey => _publicKey;

    /// <summary>Makes a new key with libcrypto's random generator.</summary>
    /// <param name="algorithm">One that <see cref="AlgorithmTraits"/> knows.</param>
    /// <param name="bits">The modulus's size for RSA; 0 for the algorithm's default, and for curves.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is not allowed.</exception>
    /// <exception cref="KeyUnavailableException">libcrypto is missing or fails.</exception>
    public static PrivateKey Generate(DnssecAlgorithm algorithm, int bits = 0)
    {
        AlgorithmTraits traits = AlgorithmTraits.Of(algorithm);
        int size = bits == 0 ? traits.DefaultBits : bits;
        if (size < traits.MinimumBits || size > traits.MaximumBits)
        {
            throw new ArgumentOutOfRangeException(
                nameof(bits), bits,
                $"{traits.Mnemonic} takes {traits.MinimumBits} to {traits.MaximumBits} bits");
        }

        LibCrypto.EnsureLoaded();
        using EvpKeyContextHandle context = LibCrypto.EVP_PKEY_CTX_new_from_name(0, GeneratorName(traits),
            null);
        Demand(!context.IsInvalid && LibCrypto.EVP_PKEY_keygen_init(context) == 1, "cannot make a key");
        Demand(SetSize(context, traits, size) == 1, "cannot make a key");
        Demand(LibCrypto.EVP_PKEY_keygen(context, out nint key) == 1, "cannot make a key");
        return Own(EvpKeyHandle.Own(key), traits);
    }

    /// <summary>Makes a key of its numbers.</summary>
    /// <param name="algorithm">The algorithm it is to sign with.</param>
    /// <param name="components">The numbers; still the caller's to dispose.</param>
    /// <exception cref="KeyUnavailableException">The numbers are no such key, or libcrypto is
    /// missing.</exception>
    /// <remarks>That RSA's numbers belong together is not proven here; a signature that verifies proves
    /// it.</remarks>
    public static PrivateKey FromComponents(DnssecAlgorithm algorithm, PrivateKeyComponents components)
    {
        AlgorithmTraits traits = AlgorithmTraits.Of(algorithm);
        if (!components.Fits(algorithm))
        {
            throw new KeyUnavailableException(
                $"the private key is of another kind than {traits.Mnemonic} takes");
        }

        DemandSaneNumbers(components, traits);
        LibCrypto.EnsureLoaded();
        byte[] der = Pkcs8.Write(components);
        try
        {
            return Own(EvpKeys.ReadPkcs8(der), traits);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    /// <summary>Reads the numbers of the first private key in a PEM text: PKCS#8, encrypted or not, or the
    /// older forms.</summary>
    /// <param name="pem">The text's octets.</param>
    /// <param name="passphrase">The passphrase's octets, none of them zero; empty for none. The caller wipes
    /// it.</param>
    /// <exception cref="KeyUnavailableException">No key in it, the wrong passphrase, or a kind that DNSSEC
    /// does not use.</exception>
    public static PrivateKeyComponents ReadPem(ReadOnlySpan<byte> pem, ReadOnlySpan<byte> passphrase)
    {
        LibCrypto.EnsureLoaded();
        using EvpKeyHandle handle = EvpKeys.ReadPem(pem, passphrase);
        return Components(handle);
    }

    /// <summary>Opens a way to sign for one thread.</summary>
    /// <param name="nonce">For ECDSA; the others have no choice.</param>
    /// <exception cref="KeyUnavailableException">libcrypto fails, or cannot do RFC 6979.</exception>
    public SigningContext OpenContext(EcdsaNonce nonce = EcdsaNonce.Random) =>
        new(_handle, Traits, _publicKey, nonce);

    /// <summary>Takes the numbers out of libcrypto, to write them into a key file.</summary>
    /// <returns>To be disposed as soon as they are written.</returns>
    public PrivateKeyComponents ExportComponents() => Components(_handle);

    /// <summary>Lets go of the key; libcrypto wipes it when the last signing context is gone too.</summary>
    public void Dispose() => _handle.Dispose();

    /// <summary>Gives the algorithm and nothing of the key.</summary>
    public override string ToString() => $"{Traits.Mnemonic} private key (not shown)";

    private static PrivateKey Own(EvpKeyHandle handle, AlgorithmTraits traits)
    {
        PrivateKey key = new(handle, traits);
        if (PublicKeyFormat.TryCheck(traits.Algorithm, key._publicKey, out string? fault))
        {
            return key;
        }

        key.Dispose();
        throw new KeyUnavailableException(fault);
    }

    private static PrivateKeyComponents Components(EvpKeyHandle handle)
    {
        byte[] der = EvpKeys.WritePkcs8(handle);
        try
        {
            return Pkcs8.Read(der);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    private static string GeneratorName(AlgorithmTraits traits) => traits.Family switch
    {
        KeyFamily.Rsa => "RSA",
        KeyFamily.Ecdsa => "EC",
        _ => traits.NativeName,
    };

    private static int SetSize(EvpKeyContextHandle context, AlgorithmTraits traits, int bits) => traits.Family switch
    {
        KeyFamily.Rsa => LibCrypto.EVP_PKEY_CTX_set_rsa_keygen_bits(context, bits),
        KeyFamily.Ecdsa => LibCrypto.EVP_PKEY_CTX_set_group_name(context, traits.NativeName),
        _ => 1,
    };

    private static void DemandSaneNumbers(PrivateKeyComponents components, AlgorithmTraits traits)
    {
        string? fault = components.Family switch
        {
            KeyFamily.Rsa => RsaPublicKey.FaultOf(
                RsaPublicKey.Encode(components.PublicExponent, components.Modulus), traits),
            KeyFamily.Ecdsa => EcdsaScalar.FaultOf(traits.Algorithm, components.Secret),
            _ => components.Secret.Length == (traits.DefaultBits + 7) / 8
                ? null : "the private key has the wrong length",
        };

        if (fault is not null)
        {
            throw new KeyUnavailableException(fault);
        }
    }

    // SubjectPublicKeyInfo (RFC 5280 §4.1): the algorithm, then RSAPublicKey, 04 x y, or the encoded point.
    private static byte[] PublicHalf(EvpKeyHandle handle, AlgorithmTraits traits)
    {
        AsnReader info = new AsnReader(EvpKeys.WritePublicKey(handle), AsnEncodingRules.DER).ReadSequence();
        _ = info.ReadSequence();
        byte[] content = info.ReadBitString(out _);
        if (traits.Family != KeyFamily.Rsa)
        {
            return traits.Family == KeyFamily.Ecdsa ? content[1..] : content;
        }

        AsnReader key = new AsnReader(content, AsnEncodingRules.DER).ReadSequence();
        ReadOnlyMemory<byte> modulus = key.ReadIntegerBytes();
        return RsaPublicKey.Encode(key.ReadIntegerBytes().Span, modulus.Span);
    }

    private static void Demand(bool done, string what)
    {
        if (!done)
        {
            throw LibCrypto.Failure(what);
        }
    }
}
