using System.Numerics;
using DnssecToolkit.Cryptography.OneKeyBatches;

namespace DnssecToolkit.Tests.Cryptography.OneKeyBatches;

/// <summary>The tables against the library's multiples of the generator.</summary>
public class WindowTableTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(13)]
    public void Window_HoldsTheOddMultiplesOfItsPowerOnP256(int width) =>
        AssertMultiples<P256FieldElement, P256Curve>(TestCurve.P256, width);

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    public void Window_HoldsTheOddMultiplesOfItsPowerOnP384(int width) =>
        AssertMultiples<Residue384<P384Prime>, P384Curve>(TestCurve.P384, width);

    [Fact]
    public void TryRead_RefusesWhatIsNoPointOfTheCurve()
    {
        TestCurve curve = TestCurve.P256;
        byte[] point = curve.PointOctets(5);
        Assert.True(AffinePoint<P256FieldElement>.TryRead<P256Curve>(point, out _));
        point[^1] ^= 1;
        Assert.False(AffinePoint<P256FieldElement>.TryRead<P256Curve>(point, out _));
        Assert.False(AffinePoint<P256FieldElement>.TryRead<P256Curve>(new byte[64], out _));

        // y + p is the same y, but not in its one allowed form; only a y below 2^256 − p has such a twin in
        // 32 octets.
        byte[] unreduced = [.. curve.PointOctets(5).AsSpan(0, 32), .. curve.Octets(curve.P)];
        Assert.False(AffinePoint<P256FieldElement>.TryRead<P256Curve>(unreduced, out _));
    }

    private static unsafe void AssertMultiples<TField, TCurve>(TestCurve curve, int width)
        where TField : unmanaged, IResidue<TField>
        where TCurve : ICurve
    {
        BigInteger d = 1_000_003;
        Assert.True(AffinePoint<TField>.TryRead<TCurve>(curve.PointOctets(d), out AffinePoint<TField> point));
        WindowTable<TField> table = new(in point, width);
        SeededNumbers random = new((ulong)width);
        for (int w = 0; w < table.WindowCount; w++)
        {
            foreach (int k in new[] { 0, 1, random.Below(table.PointsInWindow), table.PointsInWindow - 1 })
            {
                AffinePoint<TField> entry = table.Window(w)[k];
                byte[] expected = curve.PointOctets(d * ((2 * k) + 1) * BigInteger.Pow(2, width * w));
                Assert.Equal(Convert.ToHexString(expected),
                    Convert.ToHexString([.. Octets(entry.X), .. Octets(entry.Y)]));
            }
        }

        GC.KeepAlive(table);
    }

    private static byte[] Octets<TField>(in TField residue)
        where TField : unmanaged, IResidue<TField>
    {
        TField plain = ResidueNumber.FromMontgomery(in residue);
        byte[] octets = System.Runtime.InteropServices.MemoryMarshal.AsBytes(ResidueNumber.Limbs(in plain))
            .ToArray();
        Array.Reverse(octets);
        return octets;
    }
}
