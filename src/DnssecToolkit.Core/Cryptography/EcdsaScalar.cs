namespace DnssecToolkit.Cryptography;

/// <summary>The range of an ECDSA private key: 1 to n − 1 (FIPS 186-5 §A.2).</summary>
internal static class EcdsaScalar
{
    private static readonly byte[] Order256 =
        Convert.FromHexString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

    private static readonly byte[] Order384 = Convert.FromHexString(
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973");

    /// <summary>Says what is wrong with a scalar, without showing it, or null.</summary>
    /// <param name="algorithm">An ECDSA algorithm.</param>
    /// <param name="scalar">As long as the field.</param>
    public static string? FaultOf(DnssecAlgorithm algorithm, ReadOnlySpan<byte> scalar)
    {
        byte[] order = algorithm == DnssecAlgorithm.ECDSAP256SHA256 ? Order256 : Order384;
        if (scalar.Length != order.Length)
        {
            return "the private key has the wrong length";
        }

        bool inRange = scalar.ContainsAnyExcept((byte)0) && scalar.SequenceCompareTo(order) < 0;
        return inRange ? null : "the private key is out of range";
    }
}
