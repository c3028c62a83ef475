using DnssecToolkit.Cryptography;
using DnssecToolkit.Cryptography.OneKeyBatches;

namespace DnssecToolkit.Tests.Cryptography.OneKeyBatches;

/// <summary>The codes that add points and can run on this machine.</summary>
internal static class ArithmeticPathData
{
    public static IEnumerable<ArithmeticPath> PathsOf(DnssecAlgorithm algorithm) =>
        new[] { ArithmeticPath.Limbs, KeyTables.BestPath(algorithm) }.Distinct();

    public static TheoryData<DnssecAlgorithm, int, int> With(params (DnssecAlgorithm Algorithm, int Width,
        int Count)[] runs)
    {
        TheoryData<DnssecAlgorithm, int, int> data = [];
        foreach ((DnssecAlgorithm algorithm, int width, int count) in runs)
        {
            data.Add(algorithm, width, count);
        }

        return data;
    }
}
