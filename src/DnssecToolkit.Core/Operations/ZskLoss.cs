using System.Buffers.Binary;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Operations;

/// <summary>Notices that a KSK is about to sign a whole zone because the ZSK that did so has gone.</summary>
/// <remarks>A key that alone signs is a CSK, and where it has always been one that is right. Where a ZSK signed before, its DNSKEY would
/// leave at once while its signatures are in caches, and a KSK that was kept apart would come into use each hour.</remarks>
internal sealed class ZskLoss(IReadOnlyCollection<ZoneKey> signers, IReadOnlyCollection<ZoneKey> published, Zone? previous)
{
    private const int AlgorithmOffset = 2; // in an RRSIG's RDATA (RFC 4034 §3.1)
    private const int TagOffset = 16;

    /// <summary>Checks the keys of a run by their own moments.</summary>
    /// <param name="policy">Whether the KSK may take over.</param>
    /// <param name="place">The key directory.</param>
    /// <param name="findings">Takes a warning where the KSK takes over.</param>
    /// <exception cref="RefusedException">A ZSK is lost.</exception>
    internal void Check(ZskLossPolicy policy, string place, FindingList findings)
    {
        foreach (ZoneKey ksk in signers.Where(key => key.IsSep && !signers.Any(other => other.Algorithm == key.Algorithm && !other.IsSep)))
        {
            if (LastZsk(ksk.Algorithm) is not { } lost)
            {
                continue;
            }

            if (policy == ZskLossPolicy.Refuse && !published.Contains(lost))
            {
                throw new RefusedException(
                    CheckCodes.SigningZskLost, $"{place}: {lost} signed the zone last and is not there any more; {ksk} would sign everything in its place",
                    "put its files back, or make another (`keyall key generate --type zsk`); if the KSK is to be a CSK from now on, say --csk");
            }

            findings.Add(new Finding(CheckCodes.SigningKskAsCsk, new SourceLocation(place), $"{ksk} signs everything, because {lost} signs no longer"));
        }
    }

    // The ZSK that made the SOA's signature, unless a key of its algorithm with the SEP flag made one too.
    private ZoneKey? LastZsk(DnssecAlgorithm algorithm)
    {
        int apex = previous?.Find(previous.Apex.Wire) ?? -1;
        if (apex < 0 || !previous!.TryFind(apex, RRType.RRSIG, out RRset signatures) || !previous.TryFind(apex, RRType.DNSKEY, out RRset keys))
        {
            return null;
        }

        HashSet<KeyTag> tags = [];
        for (int i = 0; i < signatures.Count; i++)
        {
            ReadOnlySpan<byte> rdata = signatures.RDataOf(i);
            if (rdata.Length > TagOffset + 1 && (RRType)BinaryPrimitives.ReadUInt16BigEndian(rdata) == RRType.SOA && rdata[AlgorithmOffset] == (byte)algorithm)
            {
                tags.Add(new KeyTag(BinaryPrimitives.ReadUInt16BigEndian(rdata[TagOffset..])));
            }
        }

        List<ZoneKey> made = [];
        for (int i = 0; i < keys.Count; i++)
        {
            ZoneKey key = new(previous.Apex, keys.RDataOf(i));
            if (key.Algorithm == algorithm && tags.Contains(key.Tag))
            {
                made.Add(key);
            }
        }

        return made.Exists(key => key.IsSep) ? null : made.FirstOrDefault();
    }
}
