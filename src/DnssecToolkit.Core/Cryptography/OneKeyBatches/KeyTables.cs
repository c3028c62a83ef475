namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>The tables for one public key, built once and shared by all threads.</summary>
internal abstract class KeyTables
{
    /// <summary>The tables of a key.</summary>
    /// <param name="algorithm">ECDSAP256SHA256 or ECDSAP384SHA384.</param>
    /// <param name="publicKey">x and y, big-endian, 32 or 48 octets each.</param>
    /// <param name="width">Bits to a window, 2 to 16.</param>
    /// <param name="path">Which code will add the points.</param>
    /// <returns>Null if the key is no point of the curve, and so can verify nothing.</returns>
    public static KeyTables? Of(DnssecAlgorithm algorithm, ReadOnlySpan<byte> publicKey, int width, ArithmeticPath path) =>
        algorithm == DnssecAlgorithm.ECDSAP256SHA256
            ? CurveKeyTables<P256FieldElement, Residue256<P256Order>>.Of<P256Curve>(publicKey, width, path)
            : CurveKeyTables<Residue384<P384Prime>, Residue384<P384Order>>.Of<P384Curve>(publicKey, width, path);

    /// <summary>A new batch over the tables, for one thread.</summary>
    public abstract BatchArithmetic NewBatch(int capacity);
}
