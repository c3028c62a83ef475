using System.Buffers.Binary;
using DnssecToolkit.Keys;
using DnssecToolkit.Records;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Operations;

/// <summary>The keys that the previous version of a zone published, and those of them that signed
/// it.</summary>
internal sealed class PreviousKeys
{
    private const int AlgorithmOffset = 2; // in an RRSIG's RDATA (RFC 4034 §3.1)
    private const int TagOffset = 16;

    private PreviousKeys()
    {
    }

    /// <summary>Its DNSKEY RRset.</summary>
    internal IReadOnlyList<ZoneKey> Published { get; private init; } = [];

    /// <summary>Those whose algorithm and tag a signature of its SOA names.</summary>
    internal IReadOnlyList<ZoneKey> Signers => [.. Published.Where(key => NamesInData.Contains(NameOf(key)))];

    /// <summary>The TTL of its DNSKEY RRset in seconds.</summary>
    internal uint Ttl { get; private init; }

    private HashSet<(byte Algorithm, KeyTag Tag)> NamesInData { get; init; } = [];

    private HashSet<(byte Algorithm, KeyTag Tag)> NamesInKeySet { get; init; } = [];

    /// <summary>Looks into a zone; there are none where it is null or not signed.</summary>
    internal static PreviousKeys Of(Zone? zone)
    {
        int apex = zone?.Find(zone.Apex.Wire) ?? -1;
        if (apex < 0 || !zone!.TryFind(apex, RRType.DNSKEY, out RRset keys))
        {
            return new PreviousKeys();
        }

        List<ZoneKey> published = [];
        for (int i = 0; i < keys.Count; i++)
        {
            published.Add(new ZoneKey(zone.Apex, keys.RDataOf(i)));
        }

        bool isSigned = zone.TryFind(apex, RRType.RRSIG, out RRset signatures);
        return new PreviousKeys
        {
            Published = published,
            Ttl = keys.Ttl,
            NamesInData = isSigned ? NamedBy(signatures, RRType.SOA) : [],
            NamesInKeySet = isSigned ? NamedBy(signatures, RRType.DNSKEY) : [],
        };
    }

    /// <summary>Describes the version for the record of what was served.</summary>
    /// <param name="others">Keys that may have signed it without being published in it.</param>
    /// <param name="moment">When it is there.</param>
    internal ServedVersion AsServed(IEnumerable<ZoneKey> others, Timestamp moment)
    {
        ZoneKey[] known = [.. Published.Union(others)];
        return ServedVersion.At(
            moment, Published, known.Where(key => NamesInData.Contains(NameOf(key))),
            known.Where(key => NamesInKeySet.Contains(NameOf(key))));
    }

    private static (byte Algorithm, KeyTag Tag) NameOf(ZoneKey key) => ((byte)key.Algorithm, key.Tag);

    private static HashSet<(byte Algorithm, KeyTag Tag)> NamedBy(RRset signatures, RRType covered)
    {
        HashSet<(byte Algorithm, KeyTag Tag)> named = [];
        for (int i = 0; i < signatures.Count; i++)
        {
            ReadOnlySpan<byte> rdata = signatures.RDataOf(i);
            if (rdata.Length > TagOffset + 1
                && (RRType)BinaryPrimitives.ReadUInt16BigEndian(rdata) == covered)
            {
                named.Add((rdata[AlgorithmOffset],
                    new KeyTag(BinaryPrimitives.ReadUInt16BigEndian(rdata[TagOffset..]))));
            }
        }

        return named;
    }
}
