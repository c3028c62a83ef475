using System.Text.RegularExpressions;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Schedule;

/// <summary>Remembers by which algorithms a zone was signed: a resolver insists on those of the DS that it
/// holds, and finds each of them in keys and data, new or kept from before.</summary>
internal sealed partial class AlgorithmWitness(RolloverPolicy policy, params string[] ds)
{
    private readonly List<(Timestamp At, string[] Keys, string[] Signers)> _versions = [];

    /// <summary>The algorithms of the DS that resolvers may hold.</summary>
    internal string[] Ds { get; set; } = ds;

    /// <summary>The algorithms of the DNSKEY RRset and of the signatures, each time the zone was looked
    /// at.</summary>
    internal IReadOnlyList<(Timestamp At, string[] Keys, string[] Signers)> Versions => _versions;

    /// <summary>Looks at a signed zone, and fails the test where a resolver would fail.</summary>
    internal void Remember(Timestamp moment, string text)
    {
        string[] keys = AlgorithmsIn(Dnskey().Matches(text));
        string[] signers = AlgorithmsIn(Rrsig().Matches(text));
        _versions.Add((moment, keys, signers));
        string[][] keySets = [.. _versions.Where(version => moment - version.At <= policy.DnskeyTtl.Seconds)
            .Select(version => version.Keys)];
        string[][] data = [.. _versions.Where(version => moment - version.At <= policy.MaxZoneTtl.Seconds)
            .Select(version => version.Signers)];
        Assert.All(keySets, set => Assert.Empty(Ds.Except(set)));
        Assert.All(data, set => Assert.Empty(Ds.Except(set)));

        // Those who insist on all algorithms of the keys they hold find new ones in data that they kept.
        Assert.All(data, set => Assert.Empty(keys.Except(set)));
    }

    private static string[] AlgorithmsIn(MatchCollection matches) =>
        [.. matches.Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"(?m)^cr\. \d+ IN DNSKEY 25[67] 3 (\d+) ")]
    private static partial Regex Dnskey();

    [GeneratedRegex(@"(?m)^\S+ \d+ IN RRSIG SOA (\d+) ")]
    private static partial Regex Rrsig();
}
