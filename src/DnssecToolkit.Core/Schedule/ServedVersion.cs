using System.Collections.Immutable;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>What a zone's versions had in common for a while: their DNSKEY RRset, and who signed
/// them.</summary>
/// <remarks>Every RRset but DNSKEY, CDS and CDNSKEY has a signature by each of the zone's signers.</remarks>
/// <param name="Published">The DNSKEY RRset.</param>
/// <param name="ZoneSigners">Who signed the zone's data.</param>
/// <param name="KeySigners">Who signed the DNSKEY RRset.</param>
/// <param name="Since">When such a version was seen installed first.</param>
/// <param name="Until">When one was known to be served last, or may have been.</param>
public sealed record ServedVersion(
    ImmutableArray<ServedKey> Published,
    ImmutableArray<ServedKey> ZoneSigners,
    ImmutableArray<ServedKey> KeySigners,
    Timestamp Since,
    Timestamp Until)
{
    /// <summary>Whether servers were told of it, and seen with it where they are asked; else the one before
    /// may be served still.</summary>
    public bool IsSeen { get; init; }

    /// <summary>Describes a version that is there at a moment.</summary>
    public static ServedVersion At(
        Timestamp moment, IEnumerable<ZoneKey> published, IEnumerable<ZoneKey> zoneSigners,
        IEnumerable<ZoneKey> keySigners) =>
        new(Named(published), Named(zoneSigners), Named(keySigners), moment, moment);

    /// <summary>Whether the data has a signature by a key of an algorithm.</summary>
    public bool IsSignedBy(DnssecAlgorithm algorithm) => ZoneSigners.Any(key => key.Algorithm == algorithm);

    /// <summary>Whether another version is the same to resolvers' caches.</summary>
    public bool HasSameKeys(ServedVersion other) => Published.SequenceEqual(other.Published)
        && ZoneSigners.SequenceEqual(other.ZoneSigners) && KeySigners.SequenceEqual(other.KeySigners);

    private static ImmutableArray<ServedKey> Named(IEnumerable<ZoneKey> keys) =>
        [.. keys.Select(ServedKey.Of).Distinct().OrderBy(key => key.Algorithm).ThenBy(key => key.Tag.Value)
            .ThenBy(key => key.Digest, StringComparer.Ordinal)];
}
