using DnssecToolkit.Cryptography.Interop;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Cryptography;

/// <summary>Makes a key of a passphrase so that each guess costs memory and time (RFC 7914), through
/// libcrypto.</summary>
/// <remarks>Argon2id came to OpenSSL with 3.2; Debian 12 has 3.0, which has scrypt.</remarks>
public static class Scrypt
{
    private const ulong OctetsPerUnit = 128;

    /// <summary>Makes a key.</summary>
    /// <param name="passphrase">The passphrase's octets; the caller wipes them.</param>
    /// <param name="salt">The salt.</param>
    /// <param name="cost">What it is to cost.</param>
    /// <param name="key">Takes the key.</param>
    /// <exception cref="KeyUnavailableException">libcrypto is missing, or there is not enough
    /// memory.</exception>
    public static void Derive(ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> salt, ScryptCost cost,
        Span<byte> key) =>
        Derive(passphrase, salt, cost.N, ScryptCost.BlockSize, ScryptCost.Parallelization, key);

    /// <summary>Makes a key with parameters of the caller's choice, as RFC 7914 §12 has them.</summary>
    internal static void Derive(
        ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> salt, ulong n, ulong r, ulong p, Span<byte> key)
    {
        LibCrypto.EnsureLoaded();
        ulong memory = (OctetsPerUnit * r * (n + p + 2)) + (1 << 20); // OpenSSL's own bound is 32 MiB
        if (LibCrypto.EVP_PBE_scrypt(
            passphrase, (nuint)passphrase.Length, salt, (nuint)salt.Length, n, r, p, memory, key,
            (nuint)key.Length) != 1)
        {
            throw LibCrypto.Failure(
                $"cannot make a key of the passphrase; that takes {memory >> 20} MiB of memory");
        }
    }
}
