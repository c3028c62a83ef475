using System.Buffers.Binary;
using DnssecToolkit.Keys;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Operations;

/// <summary>The keys that the previous version of a zone published, and those of them that signed it.</summary>
internal sealed class PreviousKeys
{
    private const int AlgorithmOffset = 2; // in an RRSIG's RDATA (RFC 4034 §3.1)
    private const int TagOffset = 16;

    private PreviousKeys(IReadOnlyList<ZoneKey> published, IReadOnlyList<ZoneKey> signers)
    {
        Published = published;
        Signers = signers;
    }

    /// <summary>Its DNSKEY RRset.</summary>
    internal IReadOnlyList<ZoneKey> Published { get; }

    /// <summary>Those whose algorithm and tag a signature of its SOA names.</summary>
    internal IReadOnlyList<ZoneKey> Signers { get; }

    /// <summary>Looks into a zone; there are none where it is null or not signed.</summary>
    internal static PreviousKeys Of(Zone? zone)
    {
        int apex = zone?.Find(zone.Apex.Wire) ?? -1;
        if (apex < 0 || !zone!.TryFind(apex, RRType.DNSKEY, out RRset keys))
        {
            return new PreviousKeys([], []);
        }

        List<ZoneKey> published = [];
        for (int i = 0; i < keys.Count; i++)
        {
            published.Add(new ZoneKey(zone.Apex, keys.RDataOf(i)));
        }

        HashSet<(byte Algorithm, KeyTag Tag)> named = zone.TryFind(apex, RRType.RRSIG, out RRset signatures) ? NamedBy(signatures) : [];
        return new PreviousKeys(published, [.. published.Where(key => named.Contains(((byte)key.Algorithm, key.Tag)))]);
    }

    private static HashSet<(byte Algorithm, KeyTag Tag)> NamedBy(RRset signatures)
    {
        HashSet<(byte Algorithm, KeyTag Tag)> named = [];
        for (int i = 0; i < signatures.Count; i++)
        {
            ReadOnlySpan<byte> rdata = signatures.RDataOf(i);
            if (rdata.Length > TagOffset + 1 && (RRType)BinaryPrimitives.ReadUInt16BigEndian(rdata) == RRType.SOA)
            {
                named.Add((rdata[AlgorithmOffset], new KeyTag(BinaryPrimitives.ReadUInt16BigEndian(rdata[TagOffset..]))));
            }
        }

        return named;
    }
}
