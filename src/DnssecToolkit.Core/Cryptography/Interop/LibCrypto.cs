using System.Runtime.InteropServices;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Cryptography.Interop;

/// <summary>The few functions of OpenSSL 3's libcrypto that the toolkit calls: the library that .NET itself
/// has loaded.</summary>
/// <remarks>Call <see cref="EnsureLoaded"/> before the first of them. Names and parameters are OpenSSL's
/// own.</remarks>
internal static partial class LibCrypto
{
    private const string Library = "libcrypto.so.3";

    // From openssl/crypto.h, openssl/rsa.h and openssl/params.h; part of the library's stable ABI.
    private const ulong InitializeWithoutAtExit = 0x0008_0000;
    private const uint Version3Point2 = 0x3020_0000;

    private static readonly Lazy<string?> LoadingFault = new(Load);

    /// <summary>Whether ECDSA nonces can be made by RFC 6979, which OpenSSL 3.2 and later do on
    /// request.</summary>
    public static bool HasNonceType => LoadingFault.Value is null && OpenSSL_version_num() >= Version3Point2;

    [LibraryImport(Library)]
    internal static partial void RAND_add(ReadOnlySpan<byte> octets, int count, double entropy);

    /// <summary>Loads the library once.</summary>
    /// <exception cref="KeyUnavailableException">It is not installed.</exception>
    public static void EnsureLoaded()
    {
        if (LoadingFault.Value is { } fault)
        {
            throw new KeyUnavailableException(
                fault, "install OpenSSL 3 (Debian: `apt install libssl3`); keys cannot be used without it");
        }
    }

    /// <summary>Makes an exception of the newest entry in OpenSSL's error queue of this thread, and empties
    /// the queue.</summary>
    /// <param name="what">What failed, as a clause such as <c>cannot sign with RSASHA256</c>.</param>
    /// <remarks>OpenSSL's reasons name functions and causes, never key material.</remarks>
    public static KeyUnavailableException Failure(string what)
    {
        nuint code = ERR_peek_last_error();
        ERR_clear_error();
        if (code == 0)
        {
            return new KeyUnavailableException($"{what} (libcrypto gives no reason)");
        }

        byte[] text = new byte[256];
        ERR_error_string_n(code, text, (nuint)text.Length);
        int length = Math.Max(0, text.AsSpan().IndexOf((byte)0));
        return new KeyUnavailableException(
            $"{what} ({System.Text.Encoding.ASCII.GetString(text, 0, length)})");
    }

    private static string? Load()
    {
        if (!NativeLibrary.TryLoad(Library, typeof(LibCrypto).Assembly, null, out _))
        {
            return $"the crypto library {Library} cannot be loaded";
        }

        // Without it OpenSSL would clean up in an exit handler while other threads may still be signing.
        return OPENSSL_init_crypto(InitializeWithoutAtExit, 0) == 1
            ? null : $"the crypto library {Library} does not start";
    }

    [LibraryImport(Library)]
    private static partial int OPENSSL_init_crypto(ulong options, nint settings);

    [LibraryImport(Library)]
    private static partial nuint OpenSSL_version_num();

    [LibraryImport(Library)]
    private static partial nuint ERR_peek_last_error();

    [LibraryImport(Library)]
    private static partial void ERR_clear_error();

    [LibraryImport(Library)]
    private static partial void ERR_error_string_n(nuint code, Span<byte> text, nuint length);

    [LibraryImport(Library)]
    internal static partial void EVP_PKEY_free(nint key);

    [LibraryImport(Library)]
    internal static partial EvpKeyHandle EVP_PKEY_dup(EvpKeyHandle key);

    [LibraryImport(Library)]
    internal static unsafe partial EvpKeyHandle d2i_AutoPrivateKey(nint* key, byte** der, CLong length);

    [LibraryImport(Library)]
    internal static partial nint EVP_PKEY2PKCS8(EvpKeyHandle key);

    [LibraryImport(Library)]
    internal static unsafe partial int i2d_PKCS8_PRIV_KEY_INFO(nint info, byte** der);

    [LibraryImport(Library)]
    internal static partial void PKCS8_PRIV_KEY_INFO_free(nint info);

    [LibraryImport(Library)]
    internal static unsafe partial EvpKeyHandle d2i_PUBKEY(nint* key, byte** der, CLong length);

    [LibraryImport(Library)]
    internal static unsafe partial int i2d_PUBKEY(EvpKeyHandle key, byte** der);

    [LibraryImport(Library)]
    internal static unsafe partial nint BIO_new_mem_buf(byte* octets, int length);

    [LibraryImport(Library)]
    internal static partial int BIO_free(nint bio);

    [LibraryImport(Library)]
    internal static unsafe partial EvpKeyHandle PEM_read_bio_PrivateKey(
        nint bio, nint* key, nint callback, byte* passphrase);

    [LibraryImport(Library)]
    internal static partial void EVP_PKEY_CTX_free(nint context);

    [LibraryImport(Library)]
    internal static partial EvpKeyContextHandle EVP_PKEY_CTX_new_from_pkey(nint library, EvpKeyHandle key,
        nint properties);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial EvpKeyContextHandle EVP_PKEY_CTX_new_from_name(nint library, string name,
        string? properties);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_keygen_init(EvpKeyContextHandle context);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_CTX_set_rsa_keygen_bits(EvpKeyContextHandle context, int bits);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int EVP_PKEY_CTX_set_group_name(EvpKeyContextHandle context, string name);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_keygen(EvpKeyContextHandle context, out nint key);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_sign_init(EvpKeyContextHandle context);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_CTX_set_rsa_padding(EvpKeyContextHandle context, int padding);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_CTX_set_signature_md(EvpKeyContextHandle context, nint digest);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_CTX_set_params(EvpKeyContextHandle context,
        [In] OsslParameter[] parameters);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_sign(
        EvpKeyContextHandle context, Span<byte> signature, ref nuint signatureLength,
        ReadOnlySpan<byte> digest, nuint digestLength);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_verify_init(EvpKeyContextHandle context);

    [LibraryImport(Library)]
    internal static partial int EVP_PKEY_verify(
        EvpKeyContextHandle context, ReadOnlySpan<byte> signature, nuint signatureLength,
        ReadOnlySpan<byte> digest, nuint digestLength);

    [LibraryImport(Library)]
    internal static partial nint EVP_sha1();

    [LibraryImport(Library)]
    internal static partial nint EVP_sha256();

    [LibraryImport(Library)]
    internal static partial nint EVP_sha384();

    [LibraryImport(Library)]
    internal static partial nint EVP_sha512();

    [LibraryImport(Library)]
    internal static partial EvpDigestContextHandle EVP_MD_CTX_new();

    [LibraryImport(Library)]
    internal static partial void EVP_MD_CTX_free(nint context);

    [LibraryImport(Library)]
    internal static partial int EVP_DigestInit_ex2(EvpDigestContextHandle context, nint digest,
        nint parameters);

    [LibraryImport(Library)]
    internal static partial int EVP_DigestUpdate(EvpDigestContextHandle context, ReadOnlySpan<byte> octets,
        nuint length);

    [LibraryImport(Library)]
    internal static partial int EVP_DigestFinal_ex(EvpDigestContextHandle context, Span<byte> digest,
        nint length);

    [LibraryImport(Library)]
    internal static partial int EVP_DigestSignInit(
        EvpDigestContextHandle context, nint keyContext, nint digest, nint engine, EvpKeyHandle key);

    [LibraryImport(Library)]
    internal static partial int EVP_DigestSign(
        EvpDigestContextHandle context, Span<byte> signature, ref nuint signatureLength,
        ReadOnlySpan<byte> message, nuint messageLength);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial EvpKeyHandle EVP_PKEY_new_raw_public_key_ex(
        nint library, string name, string? properties, ReadOnlySpan<byte> octets, nuint length);

    [LibraryImport(Library)]
    internal static partial int EVP_DigestVerifyInit(
        EvpDigestContextHandle context, nint keyContext, nint digest, nint engine, EvpKeyHandle key);

    [LibraryImport(Library)]
    internal static partial int EVP_DigestVerify(
        EvpDigestContextHandle context, ReadOnlySpan<byte> signature, nuint signatureLength,
        ReadOnlySpan<byte> message, nuint messageLength);

    [LibraryImport(Library)]
    internal static partial int EVP_PBE_scrypt(
        ReadOnlySpan<byte> passphrase, nuint passphraseLength, ReadOnlySpan<byte> salt, nuint saltLength,
        ulong n, ulong r, ulong p, ulong mostMemory, Span<byte> key, nuint keyLength);

    /// <summary>Empties OpenSSL's error queue of this thread, after a rejection that is an answer and not a
    /// failure.</summary>
    internal static void ForgetErrors() => ERR_clear_error();
}
