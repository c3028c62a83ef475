using System.Security.Cryptography;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Keys;

/// <summary>Reads private keys from PEM files: PKCS#8, encrypted or not, and the older forms.</summary>
public static class PemKeyFile
{
    private const int MaximumPassphraseLength = 1024;

    /// <summary>Whether the file is encrypted, so that reading it takes a passphrase.</summary>
    /// <exception cref="UnreadableInputException">The file cannot be read.</exception>
    public static bool IsEncrypted(string path)
    {
        byte[] octets = KeyFileOctets.Read(path);
        bool encrypted = IsEncrypted(octets);
        CryptographicOperations.ZeroMemory(octets);
        return encrypted;
    }

    /// <summary>Reads the first private key of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="passphrases">Asked once where the file is encrypted, or null.</param>
    /// <returns>To be disposed as soon as a key is made of it.</returns>
    /// <exception cref="UnreadableInputException">The file cannot be read.</exception>
    /// <exception cref="KeyUnavailableException">No key in it, none that DNSSEC uses, or not without a
    /// passphrase.</exception>
    public static PrivateKeyComponents Read(string path, PassphraseReader? passphrases)
    {
        byte[] octets = KeyFileOctets.Read(path);
        try
        {
            return Read(octets, path, passphrases);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(octets);
        }
    }

    /// <summary>Reads the first private key of a file that is in memory.</summary>
    /// <param name="octets">The file; the caller wipes it.</param>
    /// <param name="path">Its name, for messages and for whoever asks for the passphrase.</param>
    /// <param name="passphrases">Asked once where the file is encrypted, or null.</param>
    /// <returns>To be disposed as soon as a key is made of it.</returns>
    /// <exception cref="KeyUnavailableException">No key in it, none that DNSSEC uses, or not without a
    /// passphrase.</exception>
    public static PrivateKeyComponents Read(ReadOnlySpan<byte> octets, string path,
        PassphraseReader? passphrases)
    {
        byte[] passphrase = SecretMemory.Allocate(MaximumPassphraseLength);
        try
        {
            int length = IsEncrypted(octets) ? Ask(path, passphrases, passphrase) : 0;
            return PrivateKey.ReadPem(octets, passphrase.AsSpan(0, length));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(passphrase);
        }
    }

    private static bool IsEncrypted(ReadOnlySpan<byte> pem) =>
        pem.IndexOf("-----BEGIN ENCRYPTED PRIVATE KEY-----"u8) >= 0
            || pem.IndexOf("Proc-Type: 4,ENCRYPTED"u8) >= 0;

    private static int Ask(string path, PassphraseReader? passphrases, Span<byte> passphrase)
    {
        int length = passphrases?.Invoke(path, passphrase) ?? -1;
        return length >= 0 ? length : throw new KeyUnavailableException(
            $"{path}: the private key is encrypted and there is no passphrase for it");
    }
}
