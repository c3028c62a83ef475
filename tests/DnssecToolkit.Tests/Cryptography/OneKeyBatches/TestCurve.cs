using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Tests.Cryptography.OneKeyBatches;

/// <summary>A NIST curve in BigInteger and the library's words: what the batch arithmetic is held
/// against.</summary>
internal sealed record TestCurve(DnssecAlgorithm Algorithm, ECCurve Curve, int Size, BigInteger P,
    BigInteger N)
{
    public static TestCurve P256 { get; } = new(
        DnssecAlgorithm.ECDSAP256SHA256, ECCurve.NamedCurves.nistP256, 32,
        Hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"),
        Hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"));

    public static TestCurve P384 { get; } = new(
        DnssecAlgorithm.ECDSAP384SHA384, ECCurve.NamedCurves.nistP384, 48,
        Hex("fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff"),
        Hex("ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"));

    public static TestCurve Of(DnssecAlgorithm algorithm) => algorithm == P256.Algorithm ? P256 : P384;

    /// <summary>The key whose private scalar is d, so that Q = d·G.</summary>
    public ECDsa Key(BigInteger d) =>
        ECDsa.Create(new ECParameters { Curve = Curve, D = Octets(Modulo(d, N)) });

    /// <summary>x and y of d·G, computed by the library.</summary>
    public byte[] PointOctets(BigInteger d)
    {
        using ECDsa key = Key(d);
        ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
        return [.. point.X!, .. point.Y!];
    }

    /// <summary>x of d·G modulo n: the r of a signature whose u1·G + u2·Q is d·G.</summary>
    public BigInteger R(BigInteger d) => Number(PointOctets(d).AsSpan(0, Size)) % N;

    /// <summary>A signature that verifies for Q = d·G, and whose verification computes exactly these u1 and
    /// u2.</summary>
    public (byte[] Digest, byte[] Signature) SignatureWith(BigInteger u1, BigInteger u2, BigInteger d)
    {
        BigInteger r = R(u1 + (u2 * d));
        BigInteger s = r * Inverse(u2, N) % N;
        return (Octets(Modulo(u1 * s, N)), [.. Octets(r), .. Octets(s)]);
    }

    public byte[] Octets(BigInteger number)
    {
        byte[] octets = new byte[Size];
        byte[] shortest = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        shortest.CopyTo(octets, Size - shortest.Length);
        return octets;
    }

    public static BigInteger Number(ReadOnlySpan<byte> octets) =>
        new(octets, isUnsigned: true, isBigEndian: true);

    public static BigInteger Modulo(BigInteger number, BigInteger modulus)
    {
        BigInteger rest = number % modulus;
        return rest.Sign < 0 ? rest + modulus : rest;
    }

    public static BigInteger Inverse(BigInteger number, BigInteger prime) =>
        BigInteger.ModPow(Modulo(number, prime), prime - 2, prime);

    private static BigInteger Hex(string digits) =>
        BigInteger.Parse("0" + digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
