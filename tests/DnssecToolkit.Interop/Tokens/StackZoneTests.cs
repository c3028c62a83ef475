using DnssecToolkit.Cryptography;
using DnssecToolkit.Interop.Tokens.Stacks;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>Zones signed by signall with keys in every device that can be started here, judged by
/// BIND.</summary>
[Collection(TokenStacks.Collection)]
public class StackZoneTests
{
    [StackTheory(ByAlgorithm = true)]
    public void Signall_SignsWithAKeyInTheTokenAndBindAccepts(string stack, DnssecAlgorithm algorithm)
    {
        using TokenZone zone = new(TokenStacks.Of(stack), algorithm);
        zone.Sign().MustSucceed();
        ForeignTool.Run("dnssec-verify", "-z", "-o", "example.", zone.Signed).MustSucceed();
    }
}
