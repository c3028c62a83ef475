using System.Security.Cryptography;

namespace DnssecToolkit.Cryptography.Interop;

/// <summary>Moves whole keys between <c>EVP_PKEY</c> and their DER and PEM forms; all that needs
/// pointers.</summary>
internal static unsafe class EvpKeys
{
    /// <summary>Reads a PKCS#8 PrivateKeyInfo.</summary>
    /// <exception cref="Diagnostics.KeyUnavailableException">libcrypto refuses it.</exception>
    public static EvpKeyHandle ReadPkcs8(ReadOnlySpan<byte> der)
    {
        fixed (byte* start = der)
        {
            byte* position = start;
            return Checked(
                LibCrypto.d2i_AutoPrivateKey(null, &position, new(der.Length)),
                "the private key is not well-formed");
        }
    }

    /// <summary>Reads the first private key of a PEM text, with the passphrase where it is
    /// encrypted.</summary>
    /// <param name="pem">The text; other sections in it are passed over.</param>
    /// <param name="passphrase">Octets without a zero; empty for none. Never asked for on the
    /// terminal.</param>
    /// <exception cref="Diagnostics.KeyUnavailableException">No key, or not with this passphrase.</exception>
    public static EvpKeyHandle ReadPem(ReadOnlySpan<byte> pem, ReadOnlySpan<byte> passphrase)
    {
        byte[] terminated = SecretMemory.Allocate(passphrase.Length + 1);
        passphrase.CopyTo(terminated);
        try
        {
            fixed (byte* text = pem, secret = terminated)
            {
                nint bio = LibCrypto.BIO_new_mem_buf(text, pem.Length);
                try
                {
                    return Checked(
                        LibCrypto.PEM_read_bio_PrivateKey(bio, null, 0, secret),
                        "the PEM text gives no private key");
                }
                finally
                {
                    _ = LibCrypto.BIO_free(bio);
                }
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(terminated);
        }
    }

    /// <summary>Gives the key as PKCS#8 PrivateKeyInfo in a pinned array that the caller wipes.</summary>
    /// <exception cref="Diagnostics.KeyUnavailableException">libcrypto cannot encode it.</exception>
    public static byte[] WritePkcs8(EvpKeyHandle key)
    {
        nint info = LibCrypto.EVP_PKEY2PKCS8(key);
        if (info == 0)
        {
            throw LibCrypto.Failure("the private key cannot be taken out");
        }

        try
        {
            byte[] der = SecretMemory.Allocate(
                Positive(LibCrypto.i2d_PKCS8_PRIV_KEY_INFO(info, null)));
            fixed (byte* start = der)
            {
                byte* position = start;
                _ = LibCrypto.i2d_PKCS8_PRIV_KEY_INFO(info, &position);
            }

            return der;
        }
        finally
        {
            LibCrypto.PKCS8_PRIV_KEY_INFO_free(info);
        }
    }

    /// <summary>Reads a SubjectPublicKeyInfo.</summary>
    /// <exception cref="Diagnostics.KeyUnavailableException">libcrypto refuses it.</exception>
    public static EvpKeyHandle ReadPublicKey(ReadOnlySpan<byte> der)
    {
        fixed (byte* start = der)
        {
            byte* position = start;
            return Checked(LibCrypto.d2i_PUBKEY(null, &position, new(der.Length)),
                "the public key is not well-formed");
        }
    }

    /// <summary>Gives the public half as SubjectPublicKeyInfo.</summary>
    /// <exception cref="Diagnostics.KeyUnavailableException">libcrypto cannot encode it.</exception>
    public static byte[] WritePublicKey(EvpKeyHandle key)
    {
        byte[] der = new byte[Positive(LibCrypto.i2d_PUBKEY(key, null))];
        fixed (byte* start = der)
        {
            byte* position = start;
            _ = LibCrypto.i2d_PUBKEY(key, &position);
        }

        return der;
    }

    private static int Positive(int length) =>
        length > 0 ? length : throw LibCrypto.Failure("the key cannot be encoded");

    private static EvpKeyHandle Checked(EvpKeyHandle key, string fault)
    {
        if (!key.IsInvalid)
        {
            return key;
        }

        key.Dispose();
        throw LibCrypto.Failure(fault);
    }
}
