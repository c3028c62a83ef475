using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using DnssecToolkit.Cryptography.Interop;

namespace DnssecToolkit.Cryptography;

/// <summary>What there is to know about one DNSSEC algorithm; one row of the table that signer, verifier and
/// key files read.</summary>
public sealed record AlgorithmTraits
{
    private static readonly AlgorithmTraits[] Rows =
    [
        Rsa(DnssecAlgorithm.RSASHA1, "RSASHA1", HashAlgorithmName.SHA1, 20, SigningAdvice.MustNot,
            "RFC 3110, RFC 9905"),
        Rsa(DnssecAlgorithm.RSASHA1_NSEC3_SHA1, "NSEC3RSASHA1", HashAlgorithmName.SHA1, 20,
            SigningAdvice.MustNot,
            "RFC 5155, RFC 9905") with
            { Aliases = ["RSASHA1-NSEC3-SHA1", "RSASHA1_NSEC3"] },
        Rsa(DnssecAlgorithm.RSASHA256, "RSASHA256", HashAlgorithmName.SHA256, 32, SigningAdvice.Must,
            "RFC 5702"),
        Rsa(DnssecAlgorithm.RSASHA512, "RSASHA512", HashAlgorithmName.SHA512, 64,
            SigningAdvice.NotRecommended, "RFC 5702") with
        { MinimumBits = 1024 },
        Curve(DnssecAlgorithm.ECDSAP256SHA256, "ECDSAP256SHA256", KeyFamily.Ecdsa, 256, 64,
            SigningAdvice.Must, "RFC 6605") with
        { Hash = HashAlgorithmName.SHA256, DigestLength = 32, NativeName = "P-256" },
        Curve(DnssecAlgorithm.ECDSAP384SHA384, "ECDSAP384SHA384", KeyFamily.Ecdsa, 384, 96, SigningAdvice.May,
            "RFC 6605") with
        { Hash = HashAlgorithmName.SHA384, DigestLength = 48, NativeName = "P-384" },
        Curve(DnssecAlgorithm.ED25519, "ED25519", KeyFamily.Eddsa, 256, 64, SigningAdvice.Recommended,
            "RFC 8080"),
        Curve(DnssecAlgorithm.ED448, "ED448", KeyFamily.Eddsa, 456, 114, SigningAdvice.May, "RFC 8080"),
    ];

    private static readonly FrozenDictionary<DnssecAlgorithm, AlgorithmTraits> ByNumber =
        Rows.ToFrozenDictionary(row => row.Algorithm);

    /// <summary>The longest signature of any algorithm, in octets: RSA with 4096 bits.</summary>
    public const int MaximumSignatureLength = 512;

    /// <summary>All rows by number.</summary>
    public static IReadOnlyList<AlgorithmTraits> All => Rows;

    /// <summary>The algorithm's number.</summary>
    public required DnssecAlgorithm Algorithm { get; init; }

    /// <summary>The name that BIND prints in key files and takes on command lines.</summary>
    public required string Mnemonic { get; init; }

    /// <summary>Other names that are understood: IANA's, and ldns's in key files.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The kind of key.</summary>
    public required KeyFamily Family { get; init; }

    /// <summary>The hash over the message; no name for EdDSA, which hashes inside.</summary>
    public HashAlgorithmName Hash { get; init; }

    /// <summary>Octets of that hash; 0 for EdDSA.</summary>
    public int DigestLength { get; init; }

    /// <summary>The smallest key allowed, in bits.</summary>
    public required int MinimumBits { get; init; }

    /// <summary>The largest key allowed, in bits.</summary>
    public required int MaximumBits { get; init; }

    /// <summary>The size that is generated unless asked otherwise, in bits.</summary>
    public required int DefaultBits { get; init; }

    /// <summary>What RFC 9904 says about signing with it.</summary>
    public required SigningAdvice Advice { get; init; }

    /// <summary>The RFCs that define or forbid it.</summary>
    public required string Reference { get; init; }

    /// <summary>Whether signing with it must be forced by the operator: the SHA-1 algorithms.</summary>
    public bool SignsOnlyWhenForced => Advice == SigningAdvice.MustNot;

    /// <summary>Whether two signatures of one message are the same octets; ECDSA's are not, unless made by
    /// RFC 6979.</summary>
    public bool IsDeterministic => Family != KeyFamily.Ecdsa;

    /// <summary>libcrypto's name for the curve; empty for RSA.</summary>
    internal string NativeName { get; init; } = "";

    /// <summary>libcrypto's <c>EVP_MD</c> of <see cref="Hash"/>; meaningless for EdDSA.</summary>
    internal nint NativeDigest => DigestLength switch
    {
        20 => LibCrypto.EVP_sha1(),
        32 => LibCrypto.EVP_sha256(),
        48 => LibCrypto.EVP_sha384(),
        _ => LibCrypto.EVP_sha512(),
    };

    /// <summary>The length of every signature on a curve, in octets; 0 for RSA.</summary>
    private int FixedSignatureLength { get; init; }

    /// <summary>Gives the row of an algorithm, or null where the toolkit cannot compute with it.</summary>
    public static AlgorithmTraits? Find(DnssecAlgorithm algorithm) => ByNumber.GetValueOrDefault(algorithm);

    /// <summary>Gives the row of an algorithm.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The toolkit cannot compute with it.</exception>
    public static AlgorithmTraits Of(DnssecAlgorithm algorithm) => Find(algorithm)
        ?? throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "no such algorithm here");

    /// <summary>Finds an algorithm by number or by any of its names, case aside.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out AlgorithmTraits? traits)
    {
        traits = byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out byte number)
            ? Find((DnssecAlgorithm)number)
            : Array.Find(Rows, row => row.IsCalled(text));
        return traits is not null;
    }

    /// <summary>The octets of a signature made with a key.</summary>
    /// <param name="publicKey">The key in DNSKEY's form; for RSA the signature is as long as the
    /// modulus.</param>
    /// <returns>0 where the key is malformed.</returns>
    public int SignatureLength(ReadOnlySpan<byte> publicKey) => Family != KeyFamily.Rsa
        ? FixedSignatureLength
        : RsaPublicKey.TrySplit(publicKey, out _, out Range modulus) ? publicKey[modulus].Length : 0;

    private static AlgorithmTraits Rsa(
        DnssecAlgorithm algorithm, string mnemonic, HashAlgorithmName hash, int digest, SigningAdvice advice,
        string reference) =>
        new()
        {
            Algorithm = algorithm,
            Mnemonic = mnemonic,
            Family = KeyFamily.Rsa,
            Hash = hash,
            DigestLength = digest,
            MinimumBits = 512,
            MaximumBits = 4096,
            DefaultBits = 2048,
            Advice = advice,
            Reference = reference,
        };

    private static AlgorithmTraits Curve(
        DnssecAlgorithm algorithm, string mnemonic, KeyFamily family, int bits, int signature,
        SigningAdvice advice,
        string reference) =>
        new()
        {
            Algorithm = algorithm,
            Mnemonic = mnemonic,
            Family = family,
            MinimumBits = bits,
            MaximumBits = bits,
            DefaultBits = bits,
            FixedSignatureLength = signature,
            NativeName = mnemonic,
            Advice = advice,
            Reference = reference,
        };

    private bool IsCalled(string name) =>
        string.Equals(name, Mnemonic, StringComparison.OrdinalIgnoreCase) ||
        Aliases.Contains(name, StringComparer.OrdinalIgnoreCase);
}
