using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Bundles;

/// <summary>What a policy says about an algorithm.</summary>
/// <param name="Algorithm">The algorithm.</param>
/// <param name="Bits">The size of the key in bits.</param>
/// <param name="Exponent">RSA's public exponent; 0 on a curve.</param>
public readonly record struct AlgorithmParameters(DnssecAlgorithm Algorithm, int Bits, ulong Exponent = 0)
{
    /// <summary>Gives what a key has; an exponent of more than 64 bits is given as the largest
    /// number.</summary>
    public static AlgorithmParameters Of(ZoneKey key) =>
        new(key.Algorithm, PublicKeyFormat.BitsOf(key.Algorithm, key.PublicKey), ExponentOf(key));

    /// <summary>Gives <c>RSASHA256 2048 e=65537</c>.</summary>
    public override string ToString()
    {
        string name = AlgorithmTraits.Find(Algorithm)?.Mnemonic ?? $"algorithm {(int)Algorithm}";
        return Exponent == 0 ? $"{name} {Bits}" : $"{name} {Bits} e={Exponent}";
    }

    /// <inheritdoc/>
    /// <remarks>Strangers choose exponents: no half of one may cancel the other.</remarks>
    public override int GetHashCode() => HashCode.Combine(
        Algorithm, Bits, unchecked((uint)Exponent), (uint)(Exponent >> 32));

    private static ulong ExponentOf(ZoneKey key)
    {
        if (AlgorithmTraits.Find(key.Algorithm)?.Family != KeyFamily.Rsa
            || !RsaPublicKey.TrySplit(key.PublicKey, out Range exponent, out _))
        {
            return 0;
        }

        ReadOnlySpan<byte> octets = key.PublicKey[exponent].TrimStart((byte)0);
        if (octets.Length > sizeof(ulong))
        {
            return ulong.MaxValue;
        }

        ulong value = 0;
        foreach (byte octet in octets)
        {
            value = (value << 8) | octet;
        }

        return value;
    }
}
