using System.Globalization;
using System.Text.RegularExpressions;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Schedule;

/// <summary>Remembers what a zone published: whatever a resolver kept from before must fit to what it gets
/// now, and the other way round.</summary>
internal sealed partial class CacheWitness(RolloverPolicy policy)
{
    private readonly List<ZoneVersion> _versions = [];

    /// <summary>What was published, at each moment at which it was looked at.</summary>
    internal IReadOnlyList<ZoneVersion> Versions => _versions;

    /// <summary>Looks at a signed zone of ECDSAP256SHA256 keys, and fails the test where a cache could make
    /// it bogus.</summary>
    internal ZoneVersion Remember(Timestamp moment, string text)
    {
        string[] keys = [.. Dnskey().Matches(text)
            .Select(match => TagOf(match.Groups[1].Value, match.Groups[2].Value))];
        ILookup<bool, string> signers = Rrsig().Matches(text)
            .ToLookup(match => match.Groups[1].Value == "DNSKEY", match => match.Groups[2].Value);
        string signer = Assert.Single(signers[false].Distinct());
        Assert.Contains(signer, keys);
        for (int i = _versions.Count - 1; i >= 0 && moment - _versions[i].Moment <= policy.MaxZoneTtl.Seconds
            + policy.PropagationDelay.Seconds; i--)
        {
            ZoneVersion before = _versions[i];
            Assert.Contains(before.Signer, keys);
            if (moment - before.Moment <= policy.DnskeyTtl.Seconds + policy.PropagationDelay.Seconds)
            {
                Assert.Contains(signer, before.Keys);
            }
        }

        ZoneVersion version = new(moment, keys, signer, [.. signers[true].Distinct()]);
        _versions.Add(version);
        return version;
    }

    // RFC 4034 Appendix B, once more and by itself.
    private static string TagOf(string flags, string publicKey)
    {
        int number = int.Parse(flags, CultureInfo.InvariantCulture);
        byte[] rdata = [(byte)(number >> 8), (byte)(number & 0xff), 3, 13,
            .. Convert.FromBase64String(publicKey.Replace(" ", "", StringComparison.Ordinal))];
        int sum = rdata.Select((octet, i) => i % 2 == 0 ? octet << 8 : octet).Sum();
        return ((sum + (sum >> 16)) & 0xffff).ToString(CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"(?m)^\S+ \d+ IN DNSKEY (25[67]) 3 13 ([^\r\n]+)")]
    private static partial Regex Dnskey();

    [GeneratedRegex(@"(?m)^\S+ \d+ IN RRSIG (\S+) 13 \d+ \d+ \d+ \d+ (\d+) ")]
    private static partial Regex Rrsig();
}
