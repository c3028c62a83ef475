using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using DnssecToolkit.Names;

namespace DnssecToolkit.Canonical;

/// <summary>The hash of a name in NSEC3 (RFC 5155 §5): SHA-1 of the name in lower case and the salt, again
/// and again.</summary>
public static class Nsec3Hash
{
    /// <summary>The one hash algorithm there is: SHA-1 (RFC 5155 §11).</summary>
    public const byte SHA1Algorithm = 1;

    /// <summary>The octets of a hash.</summary>
    public const int Length = SHA1.HashSizeInBytes;

    /// <summary>The most octets a salt has (RFC 5155 §3.1.5).</summary>
    public const int MaximumSaltLength = 255;

    /// <summary>Hashes a name.</summary>
    /// <param name="name">The wire name, in any case.</param>
    /// <param name="salt">The salt: 255 octets at most.</param>
    /// <param name="iterations">How many times more it is hashed; 0 hashes once.</param>
    /// <param name="destination">Takes 20 octets.</param>
    [SkipLocalsInit]
    [SuppressMessage("Security", "CA5350", Justification = "RFC 5155 knows no other hash")]
    public static void Compute(ReadOnlySpan<byte> name, ReadOnlySpan<byte> salt, int iterations,
        Span<byte> destination)
    {
        Span<byte> message = stackalloc byte[WireName.MaximumLength + MaximumSaltLength];
        WireName.CopyFolded(name, message);
        salt.CopyTo(message[name.Length..]);
        SHA1.HashData(message[..(name.Length + salt.Length)], destination);
        if (iterations == 0)
        {
            return;
        }

        salt.CopyTo(message[Length..]);
        for (int i = 0; i < iterations; i++)
        {
            destination[..Length].CopyTo(message);
            SHA1.HashData(message[..(Length + salt.Length)], destination);
        }
    }
}
