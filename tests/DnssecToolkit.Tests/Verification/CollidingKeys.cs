using DnssecToolkit.Records;

namespace DnssecToolkit.Tests.Verification;

/// <summary>Keys of one tag, of which nobody has the private half.</summary>
public static class CollidingKeys
{
    private const int Start = 10;
    private const int End = 260;

    /// <summary>Makes RSA keys of 2048 bits.</summary>
    /// <param name="count">How many: up to 15,000.</param>
    /// <returns>The RDATA of the DNSKEYs as text, each another one, and the tag of all.</returns>
    public static (string[] Keys, int Tag) Make(int count)
    {
        byte[] rdata = new byte[4 + 4 + 256];
        byte[] head = [1, 1, 3, 8, 3, 1, 0, 1];
        head.CopyTo(rdata, 0);
        for (int i = 0; i < 256; i++)
        {
            rdata[8 + i] = unchecked((byte)(0xC1 + (i * 7)));
        }

        rdata[^1] = 1;
        HashSet<string> keys = [];
        for (int first = Start; keys.Count < count && first < End; first++)
        {
            // Two octets changed places at an even distance: the tag, a sum, stays (RFC 4034, Appendix B).
            for (int second = first + 2; second < End && keys.Count < count; second += 2)
            {
                byte[] copy = [.. rdata];
                (copy[first], copy[second]) = (copy[second], copy[first]);
                keys.Add("257 3 8 " + Convert.ToBase64String(copy.AsSpan(4)));
            }
        }

        Assert.Equal(count, keys.Count);
        return ([.. keys], KeyTag.Of(rdata).Value);
    }
}
