namespace DnssecToolkit.Cryptography;

/// <summary>The RSA public key format of DNSKEY (RFC 3110 §2): exponent length, exponent, modulus.</summary>
public static class RsaPublicKey
{
    private const int LongestShortExponent = 255;

    /// <summary>Finds exponent and modulus, without judging their values.</summary>
    /// <param name="publicKey">The public key field of a DNSKEY.</param>
    /// <param name="exponent">Where the exponent is.</param>
    /// <param name="modulus">Where the modulus is.</param>
    /// <returns>False where either is missing or cut short.</returns>
    public static bool TrySplit(ReadOnlySpan<byte> publicKey, out Range exponent, out Range modulus)
    {
        exponent = modulus = default;
        if (publicKey.Length < 3)
        {
            return false;
        }

        // One octet of length, or a zero and two octets (RFC 3110 §2).
        int start = publicKey[0] == 0 ? 3 : 1;
        int length = publicKey[0] == 0 ? (publicKey[1] << 8) | publicKey[2] : publicKey[0];
        if (length == 0 || publicKey.Length <= start + length)
        {
            return false;
        }

        exponent = start..(start + length);
        modulus = (start + length)..publicKey.Length;
        return true;
    }

    /// <summary>Says what is wrong with a public key, or null.</summary>
    /// <param name="publicKey">The public key field of a DNSKEY.</param>
    /// <param name="traits">The algorithm, for its limits of size.</param>
    public static string? FaultOf(ReadOnlySpan<byte> publicKey, AlgorithmTraits traits)
    {
        if (!TrySplit(publicKey, out Range exponentRange, out Range modulusRange))
        {
            return "the RSA public key is cut short";
        }

        ReadOnlySpan<byte> exponent = publicKey[exponentRange];
        ReadOnlySpan<byte> modulus = publicKey[modulusRange];
        if (publicKey[0] == 0 && exponent.Length <= LongestShortExponent)
        {
            return "the RSA exponent's length takes three octets where one would do (RFC 3110 §2)";
        }

        // RFC 3110 §2: leading zero octets are prohibited in both.
        if (exponent[0] == 0 || modulus[0] == 0)
        {
            return "the RSA exponent or modulus starts with a zero octet (RFC 3110 §2)";
        }

        if ((exponent[^1] & 1) == 0 || (exponent.Length == 1 && exponent[0] == 1) || (modulus[^1] & 1) == 0)
        {
            return "the RSA exponent or modulus cannot be one";
        }

        int bits = BitLength(modulus);
        return bits < traits.MinimumBits || bits > traits.MaximumBits
            ? $"the RSA modulus has {bits} bits; {traits.Mnemonic} takes {traits.MinimumBits} to {traits.MaximumBits}"
            : null;
    }

    /// <summary>Writes a public key.</summary>
    /// <param name="exponent">The exponent, most significant octet first; leading zeros are left out.</param>
    /// <param name="modulus">The modulus, likewise.</param>
    public static byte[] Encode(ReadOnlySpan<byte> exponent, ReadOnlySpan<byte> modulus)
    {
        exponent = exponent.TrimStart((byte)0);
        modulus = modulus.TrimStart((byte)0);
        return exponent.Length <= LongestShortExponent
            ? [(byte)exponent.Length, .. exponent, .. modulus]
            : [0, (byte)(exponent.Length >> 8), (byte)(exponent.Length & 0xff), .. exponent, .. modulus];
    }

    /// <summary>The modulus's size in bits.</summary>
    /// <param name="modulus">Without leading zero octets, not empty.</param>
    internal static int BitLength(ReadOnlySpan<byte> modulus) =>
        (modulus.Length * 8) - (byte.LeadingZeroCount(modulus[0]));
}
