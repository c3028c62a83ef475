using DnssecToolkit.Canonical;
using DnssecToolkit.Names;

namespace DnssecToolkit.Tests.Canonical;

public class Nsec3HashBatchTests
{
    /// <summary>Names of every length, and counts that leave lanes empty; the library's SHA-1 is the
    /// oracle.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(4, 0)]
    [InlineData(5, 12)]
    [InlineData(35, 2)]
    [InlineData(36, 2)]
    [InlineData(255, 1)]
    public void Add_GivesWhatComputeGives(int saltLength, int iterations)
    {
        byte[] salt = [.. Enumerable.Range(0, saltLength).Select(i => (byte)i)];
        List<byte[]> names = [DomainName.Root.Wire.ToArray()];
        for (int length = 1; length <= 63; length++)
        {
            names.Add(DomainName.Parse(new string('A', length) + ".example.").Wire.ToArray());
            names.Add(DomainName.Parse(
                $"{length}.{new string('z', length)}.{new string('y', length)}.example.").Wire.ToArray());
        }

        Dictionary<int, string> hashes = [];
        Nsec3HashBatch batch = new(salt, iterations,
            (number, hash) => hashes.Add(number, Convert.ToHexString(hash)));
        for (int i = 0; i < names.Count; i++)
        {
            batch.Add(i, names[i]);
        }

        batch.Finish();
        batch.Finish();
        Assert.Equal(names.Count, hashes.Count);
        byte[] expected = new byte[Nsec3Hash.Length];
        for (int i = 0; i < names.Count; i++)
        {
            Nsec3Hash.Compute(names[i], salt, iterations, expected);
            Assert.Equal(Convert.ToHexString(expected), hashes[i]);
        }
    }
}
