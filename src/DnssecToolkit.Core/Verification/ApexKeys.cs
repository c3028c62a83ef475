using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>The zone's DNSKEY RRset as the verifier uses it: by algorithm and tag.</summary>
internal sealed class ApexKeys
{
    private readonly Dictionary<(DnssecAlgorithm Algorithm, KeyTag Tag), KeyCandidates> _byTag;

    private ApexKeys(List<ApexKey> keys)
    {
        Keys = keys;
        Algorithms = [.. keys.Where(key => key.MaySign).Select(key => key.Key.Algorithm).Distinct().Order()];
        _byTag = keys.GroupBy(key => (key.Key.Algorithm, key.Key.Tag))
            .ToDictionary(group => group.Key, group => new KeyCandidates([.. group]));
    }

    /// <summary>The keys in the RRset's order, malformed ones left out.</summary>
    public IReadOnlyList<ApexKey> Keys { get; }

    /// <summary>The algorithms by which every RRset has to be signed (RFC 4035 §2.2), ascending.</summary>
    public DnssecAlgorithm[] Algorithms { get; }

    /// <summary>Reads the DNSKEY RRset.</summary>
    public static ApexKeys Of(Zone zone, FindingSink sink)
    {
        List<ApexKey> keys = [];
        if (zone.TryFind(0, RRType.DNSKEY, out RRset rrset))
        {
            for (int i = 0; i < rrset.Count; i++)
            {
                AddKey(zone, rrset.RDataOf(i), rrset.LocationOf(i), keys, sink);
            }
        }

        return new ApexKeys(keys);
    }

    /// <summary>Takes keys that are in no DNSKEY RRset at hand, each once.</summary>
    public static ApexKeys Of(IEnumerable<ZoneKey> keys) => new(
        [.. keys.DistinctBy(IdentityOf).Select((key, place) =>
            new ApexKey(place, key, key.RData[2], default))]);

    /// <summary>The keys that a signature of an algorithm and tag may be by, or null.</summary>
    public KeyCandidates? Find(DnssecAlgorithm algorithm, KeyTag tag) =>
        _byTag.GetValueOrDefault((algorithm, tag));

    /// <summary>Which of these keys another version publishes as well, flags included, by
    /// <see cref="ApexKey.Place"/>.</summary>
    public bool[] SharedWith(ApexKeys other)
    {
        HashSet<string> known = [.. other.Keys.Select(key => IdentityOf(key.Key))];
        return [.. Keys.Select(key => known.Contains(IdentityOf(key.Key)))];
    }

    /// <summary>What has become of another version's key, as messages go
    /// on: such as <c>is revoked</c>.</summary>
    public string FateOf(ApexKey key)
    {
        ApexKey? heir = Keys.FirstOrDefault(key.IsSameAs) ?? Keys.FirstOrDefault(IsHeir);
        return heir is null ? "is no longer published"
            : heir.IsSameAs(key) ? "does not sign the DNSKEY RRset"
            : heir.Key.IsRevoked ? $"is revoked, as {heir.Label}" : $"has other flags, as {heir.Label}";

        bool IsHeir(ApexKey other) =>
            other.Key.Algorithm == key.Key.Algorithm && other.Key.PublicKey.SequenceEqual(key.Key.PublicKey);
    }

    /// <summary>Says which tags collide.</summary>
    public void ReportCollisions(FindingSink sink)
    {
        foreach (KeyCandidates group in _byTag.Values)
        {
            if (group.Second is { } second)
            {
                CheckCode code = group.Count > KeyCandidates.Maximum
                    ? CheckCodes.RrsigCollisionLimit : CheckCodes.DnskeyTagCollision;
                sink.Add(
                    code, second.Location,
                    $"{group.Count} keys share tag and algorithm {group.First.Label}");
            }
        }
    }

    // No set of ZoneKey: hostile keys may share its hash.
    private static string IdentityOf(ZoneKey key) => Convert.ToHexString(key.RData);

    private static void AddKey(
        Zone zone, ReadOnlySpan<byte> rdata, SourceLocation location, List<ApexKey> keys, FindingSink sink)
    {
        if (rdata.Length <= 4)
        {
            sink.Add(CheckCodes.DnskeyMalformed, location, $"a DNSKEY without a public key");
            return;
        }

        ApexKey key = new(keys.Count, new ZoneKey(zone.Apex, rdata), rdata[2], location);
        keys.Add(key);
        if (key.Protocol != 3)
        {
            sink.Add(CheckCodes.DnskeyProtocol, location, $"{key.Label} has protocol {key.Protocol}, not 3");
        }

        if ((key.Key.Flags & ZoneKey.ZoneFlag) == 0)
        {
            sink.Add(
                CheckCodes.DnskeyNotZoneKey, location,
                $"{key.Label} has flags {key.Key.Flags}: no zone key");
        }

        if (AlgorithmTraits.Find(key.Key.Algorithm) is not null
            && !PublicKeyFormat.TryCheck(key.Key.Algorithm, key.Key.PublicKey, out string? fault))
        {
            sink.Add(CheckCodes.DnskeyMalformed, location, $"{key.Label}: {fault}");
        }
    }
}
