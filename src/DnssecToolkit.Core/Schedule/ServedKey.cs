using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Records;

namespace DnssecToolkit.Schedule;

/// <summary>A key as the record of what was served names it: its flags, algorithm and tag, and the SHA-256 of
/// its DNSKEY RDATA.</summary>
/// <remarks>The digest alone is its identity: tags may be shared, and a revoked key is another one to
/// resolvers.</remarks>
public readonly record struct ServedKey(ushort Flags, DnssecAlgorithm Algorithm, KeyTag Tag, string Digest)
{
    private const int Parts = 4;

    /// <summary>Whether the secure entry point flag is set: a KSK or CSK.</summary>
    public bool IsSep => (Flags & ZoneKey.SepFlag) != 0;

    /// <summary>Whether the REVOKE flag is set.</summary>
    public bool IsRevoked => (Flags & ZoneKey.RevokeFlag) != 0;

    /// <summary>Names a key.</summary>
    public static ServedKey Of(ZoneKey key) =>
        new(key.Flags, key.Algorithm, key.Tag, Convert.ToHexStringLower(SHA256.HashData(key.RData)));

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ServedKey? key)
    {
        string[] parts = text?.Split('/') ?? [];
        key = parts.Length == Parts
            && ushort.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out ushort flags)
            && byte.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out byte algorithm)
            && ushort.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out ushort tag)
            && parts[3].Length == 2 * SHA256.HashSizeInBytes && parts[3].All(char.IsAsciiHexDigitLower)
            ? new ServedKey(flags, (DnssecAlgorithm)algorithm, new KeyTag(tag), parts[3]) : null;
        return key is not null;
    }

    /// <summary>Gives <c>256/13/12345/SHA-256</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Flags}/{(int)Algorithm}/{Tag.Value}/{Digest}");
}
