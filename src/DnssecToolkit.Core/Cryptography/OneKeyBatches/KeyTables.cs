namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>The tables for one public key, built once and shared by all threads.</summary>
internal abstract class KeyTables
{
    /// <summary>The fastest code for an algorithm on this machine.</summary>
    public static ArithmeticPath BestPath(DnssecAlgorithm algorithm) =>
        algorithm == DnssecAlgorithm.ECDSAP256SHA256 && LaneElement.IsSupported
            ? ArithmeticPath.Lanes : ArithmeticPath.Limbs;

    /// <summary>The tables of a key.</summary>
    /// <param name="algorithm">ECDSAP256SHA256 or ECDSAP384SHA384.</param>
    /// <param name="publicKey">x and y, big-endian, 32 or 48 octets each.</param>
    /// <param name="width">Bits to a window, 2 to 16.</param>
    /// <param name="path">Which code will add the points; one that this machine and the curve allow.</param>
    /// <returns>Null if the key is no point of the curve, and so can verify nothing.</returns>
    public static KeyTables? Of(DnssecAlgorithm algorithm, ReadOnlySpan<byte> publicKey, int width,
        ArithmeticPath path) =>
        (algorithm, path) switch
        {
            (DnssecAlgorithm.ECDSAP256SHA256, ArithmeticPath.Lanes) => LaneKeyTables.Of(publicKey, width),
            (DnssecAlgorithm.ECDSAP256SHA256, _) =>
                LimbKeyTables<P256FieldElement, Residue256<P256Order>>.Of<P256Curve>(publicKey, width),
            _ => LimbKeyTables<Residue384<P384Prime>, Residue384<P384Order>>.Of<P384Curve>(publicKey, width),
        };

    /// <summary>A new batch over the tables, for one thread.</summary>
    /// <param name="capacity">The least it must take.</param>
    public abstract BatchArithmetic NewBatch(int capacity);
}
