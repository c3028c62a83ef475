using System.Security.Cryptography;
using DnssecToolkit.Names;

namespace DnssecToolkit.Resolving;

/// <summary>The algorithms of transaction signatures (RFC 8945 §6). Those that must not be used are not
/// there, nor hmac-sha224, for which .NET has no hash.</summary>
public sealed class TsigAlgorithm
{
    private static readonly TsigAlgorithm[] Known =
    [
        new("hmac-sha256", HashAlgorithmName.SHA256, 32),
        new("hmac-sha384", HashAlgorithmName.SHA384, 48),
        new("hmac-sha512", HashAlgorithmName.SHA512, 64),
        new("hmac-sha1", HashAlgorithmName.SHA1, 20), // RFC 8945: must be implemented, though not recommended
    ];

    private readonly HashAlgorithmName _hash;

    private TsigAlgorithm(string mnemonic, HashAlgorithmName hash, int length)
    {
        Mnemonic = mnemonic;
        Name = DomainName.Parse(mnemonic + ".");
        _hash = hash;
        Length = length;
    }

    /// <summary>The name as key files have it.</summary>
    public string Mnemonic { get; }

    /// <summary>The name as messages have it.</summary>
    public DomainName Name { get; }

    /// <summary>The length of a MAC, in octets.</summary>
    public int Length { get; }

    /// <summary>The mnemonics of those that can be used.</summary>
    public static IEnumerable<string> Mnemonics => Known.Select(known => known.Mnemonic);

    /// <summary>Finds an algorithm that can be used.</summary>
    /// <param name="mnemonic">Its name, in any case, with or without the final dot.</param>
    public static TsigAlgorithm? Find(string mnemonic) => Array.Find(
        Known,
        known => string.Equals(known.Mnemonic, mnemonic.TrimEnd('.'), StringComparison.OrdinalIgnoreCase));

    /// <summary>Begins a MAC.</summary>
    internal IncrementalHash Begin(ReadOnlySpan<byte> secret) => IncrementalHash.CreateHMAC(_hash, secret);
}
