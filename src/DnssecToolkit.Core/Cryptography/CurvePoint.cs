using System.Globalization;
using System.Numerics;

namespace DnssecToolkit.Cryptography;

/// <summary>Whether a public key is a point of its curve, by plain arithmetic that shares nothing with the
/// crypto library.</summary>
/// <remarks>Done once a key, on public values, so neither its time nor its memory pattern matters.</remarks>
internal static class CurvePoint
{
    private static readonly BigInteger P256 =
        BigInteger.Pow(2, 256) - BigInteger.Pow(2, 224) + BigInteger.Pow(2, 192) + BigInteger.Pow(2, 96) - 1;

    private static readonly BigInteger P384 =
        BigInteger.Pow(2, 384) - BigInteger.Pow(2, 128) - BigInteger.Pow(2, 96) + BigInteger.Pow(2, 32) - 1;

    private static readonly BigInteger P25519 = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger P448 = BigInteger.Pow(2, 448) - BigInteger.Pow(2, 224) - 1;

    // FIPS 186-5 and SP 800-186: the constant b of y² = x³ − 3x + b.
    private static readonly BigInteger B256 =
        Hex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
    private static readonly BigInteger B384 = Hex(
        "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef");

    /// <summary>Says what is wrong with a public key on a curve, or null.</summary>
    /// <param name="algorithm">An ECDSA or EdDSA algorithm.</param>
    /// <param name="publicKey">The public key field of a DNSKEY: x and y (RFC 6605 §4), or the encoded point
    /// (RFC 8080 §3).</param>
    public static string? FaultOf(DnssecAlgorithm algorithm, ReadOnlySpan<byte> publicKey) => algorithm switch
    {
        DnssecAlgorithm.ECDSAP256SHA256 => WeierstrassFault(publicKey, 32, P256, B256),
        DnssecAlgorithm.ECDSAP384SHA384 => WeierstrassFault(publicKey, 48, P384, B384),
        DnssecAlgorithm.ED25519 => EdwardsFault(publicKey, 32, P25519, Ed25519Squared),
        DnssecAlgorithm.ED448 => EdwardsFault(publicKey, 57, P448, Ed448Squared),
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "not on a curve"),
    };

    private static string? WeierstrassFault(ReadOnlySpan<byte> publicKey, int size, BigInteger p,
        BigInteger b)
    {
        if (publicKey.Length != 2 * size)
        {
            return $"the public key has {publicKey.Length} octets, not {2 * size}";
        }

        BigInteger x = new(publicKey[..size], isUnsigned: true, isBigEndian: true);
        BigInteger y = new(publicKey[size..], isUnsigned: true, isBigEndian: true);
        bool holds = x < p && y < p && ((x * x * x) - (3 * x) + b - (y * y)) % p == 0;
        return holds ? null : "the public key is not a point of the curve";
    }

    // RFC 8032 §5.1.3 and §5.2.3: y with the sign of x in the top bit; x² must have a root.
    private static string? EdwardsFault(
        ReadOnlySpan<byte> publicKey, int size, BigInteger p, Func<BigInteger, BigInteger> squareOfX)
    {
        if (publicKey.Length != size)
        {
            return $"the public key has {publicKey.Length} octets, not {size}";
        }

        Span<byte> encoded = stackalloc byte[size];
        publicKey.CopyTo(encoded);
        bool sign = (encoded[^1] & 0x80) != 0;
        encoded[^1] &= 0x7f;
        BigInteger y = new(encoded, isUnsigned: true);
        if (y >= p)
        {
            return "the public key is not a point of the curve";
        }

        BigInteger square = squareOfX(y);
        bool holds = square.IsZero ? !sign : BigInteger.ModPow(square, (p - 1) / 2, p).IsOne;
        return holds ? null : "the public key is not a point of the curve";
    }

    // −x² + y² = 1 + d x² y² with d = −121665/121666, so x² = (y² − 1) / (d y² + 1).
    private static BigInteger Ed25519Squared(BigInteger y)
    {
        BigInteger d = (P25519 - 121_665) * Inverse(121_666, P25519) % P25519;
        BigInteger square = y * y % P25519;
        return Divide(square - 1, (d * square) + 1, P25519);
    }

    // x² + y² = 1 + d x² y² with d = −39081, so x² = (y² − 1) / (d y² − 1).
    private static BigInteger Ed448Squared(BigInteger y)
    {
        BigInteger square = y * y % P448;
        return Divide(square - 1, (-39_081 * square) - 1, P448);
    }

    private static BigInteger Divide(BigInteger dividend, BigInteger divisor, BigInteger p)
    {
        BigInteger quotient = dividend * Inverse(divisor, p) % p;
        return quotient.Sign < 0 ? quotient + p : quotient;
    }

    private static BigInteger Inverse(BigInteger value, BigInteger p)
    {
        BigInteger positive = ((value % p) + p) % p;
        return BigInteger.ModPow(positive, p - 2, p);
    }

    private static BigInteger Hex(string digits) =>
        BigInteger.Parse("0" + digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
