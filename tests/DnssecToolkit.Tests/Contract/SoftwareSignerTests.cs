using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Signing;
using DnssecToolkit.Signing.Software;

namespace DnssecToolkit.Tests.Contract;

/// <summary>Keys in this process.</summary>
public sealed class SoftwareSignerTests : SignerContract, IDisposable
{
    private readonly List<SoftwareKey> _keys = [];

    public static TheoryData<DnssecAlgorithm> Algorithms =>
        [.. AlgorithmTraits.All.Where(traits => !traits.SignsOnlyWhenForced)
            .Select(traits => traits.Algorithm)];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Sign_GivesSignaturesOfItsKeyInDnssecsForm(DnssecAlgorithm algorithm) =>
        SignsInDnssecsForm(algorithm);

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void OpenSession_GivesEachThreadItsOwn(DnssecAlgorithm algorithm) =>
        GivesEachThreadASessionOfItsOwn(algorithm);

    [Fact]
    public void Sign_LeavesTheRestOfTheBufferAlone() =>
        LeavesTheRestOfTheBufferAlone(DnssecAlgorithm.ECDSAP256SHA256);

    public void Dispose() => _keys.ForEach(key => key.Dispose());

    protected override ISigner Open(DnssecAlgorithm algorithm)
    {
        SoftwareKey key = new KeyGeneration(DomainName.Parse("example"), algorithm, KeyRole.CSK).Generate([]);
        _keys.Add(key);
        return new SoftwareSigner(key, sessions: 3);
    }
}
