using System.Security.Cryptography;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>A PIN that a token called wrong, or may have: not the PIN, but a salted and slow digest of
/// it.</summary>
/// <param name="Label">The token's label.</param>
/// <param name="Serial">Its serial number.</param>
/// <param name="Salt">Sixteen random octets.</param>
/// <param name="Digest">PBKDF2 (RFC 8018 §5.2) with HMAC-SHA-256 over the PIN.</param>
internal sealed record WrongPin(string Label, string Serial, byte[] Salt, byte[] Digest)
{
    /// <summary>Whether nobody knows yet: the PIN was tried, and the answer is still out or says nothing
    /// about it.</summary>
    public bool IsOpen { get; init; }

    /// <summary>The salt's octets.</summary>
    public const int SaltLength = 16;

    /// <summary>The digest's octets.</summary>
    public const int DigestLength = SHA256.HashSizeInBytes;

    // Some 60 ms: a wrong PIN is often nearly the right one, and six digits are few.
    private const int Iterations = 200_000;

    /// <summary>Takes one down.</summary>
    public static WrongPin Of(Pkcs11Token token, ReadOnlySpan<byte> pin)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltLength);
        return new WrongPin(token.Label, token.Serial, salt, DigestOf(pin, salt));
    }

    /// <summary>Whether it is a token's; label and serial number, since some models give all tokens one
    /// serial number.</summary>
    public bool IsOf(Pkcs11Token token) => Label == token.Label && Serial == token.Serial;

    /// <summary>Whether it is this PIN.</summary>
    public bool Is(ReadOnlySpan<byte> pin) =>
        CryptographicOperations.FixedTimeEquals(DigestOf(pin, Salt), Digest);

    private static byte[] DigestOf(ReadOnlySpan<byte> pin, byte[] salt) =>
        Rfc2898DeriveBytes.Pbkdf2(pin, salt, Iterations, HashAlgorithmName.SHA256, DigestLength);
}
