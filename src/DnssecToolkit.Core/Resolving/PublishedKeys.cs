using System.Buffers.Binary;
using DnssecToolkit.Canonical;
using DnssecToolkit.Keys;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Resolving;

/// <summary>The zone file's DNSKEY RRset, and which of its keys sign it.</summary>
internal sealed class PublishedKeys
{
    private readonly HashSet<(byte Algorithm, ushort Tag)> _signers = [];
    private readonly HashSet<(byte Algorithm, ushort Tag)> _zoneSigners = [];
    private readonly List<byte[]> _signatures = [];

    private PublishedKeys(IReadOnlyList<ZoneKey> keys) => Keys = keys;

    /// <summary>The keys in the RRset's order, malformed ones left out.</summary>
    public IReadOnlyList<ZoneKey> Keys { get; }

    /// <summary>Whether the DNSKEY RRset has a signature.</summary>
    public bool IsSigned => _signers.Count > 0;

    /// <summary>RDATA of the RRSIGs over the DNSKEY RRset.</summary>
    public IReadOnlyList<byte[]> Signatures => _signatures;

    /// <summary>Whether a signature over the SOA names the key.</summary>
    public bool SignsZone(ZoneKey key) => _zoneSigners.Contains(((byte)key.Algorithm, key.Tag.Value));

    /// <summary>Reads a zone's keys.</summary>
    public static PublishedKeys Of(Zone zone)
    {
        List<ZoneKey> keys = [];
        if (zone.TryFind(0, RRType.DNSKEY, out RRset rrset))
        {
            for (int i = 0; i < rrset.Count; i++)
            {
                if (rrset.RDataOf(i).Length > 4)
                {
                    keys.Add(new ZoneKey(zone.Apex, rrset.RDataOf(i)));
                }
            }
        }

        PublishedKeys published = new(keys);
        if (zone.TryFind(0, RRType.RRSIG, out RRset signatures))
        {
            for (int i = 0; i < signatures.Count; i++)
            {
                published.AddSigner(signatures.RDataOf(i));
            }
        }

        return published;
    }

    /// <summary>The key that a DS names, or null.</summary>
    public ZoneKey? Find(ReadOnlySpan<byte> ds)
    {
        foreach (ZoneKey key in Keys)
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(ds) == key.Tag.Value
                && ds[2] == (byte)key.Algorithm
                && DsDigest.Matches((DsDigestType)ds[3], ds[4..], key.Zone.Wire, key.RData))
            {
                return key;
            }
        }

        return null;
    }

    /// <summary>Whether a signature over the DNSKEY RRset names the key; whether it is valid is the
    /// verifier's to say.</summary>
    public bool Signs(ZoneKey key) =>
        !key.IsRevoked && _signers.Contains(((byte)key.Algorithm, key.Tag.Value));

    // RFC 4034 §3.1: type covered (2), algorithm (1), labels (1), original TTL, expiration, inception (12),
    // key tag (2).
    private void AddSigner(ReadOnlySpan<byte> rrsig)
    {
        if (rrsig.Length < 18)
        {
            return;
        }

        (byte, ushort) signer = (rrsig[2], BinaryPrimitives.ReadUInt16BigEndian(rrsig[16..]));
        switch ((RRType)BinaryPrimitives.ReadUInt16BigEndian(rrsig))
        {
            case RRType.DNSKEY:
                _signers.Add(signer);
                _signatures.Add(rrsig.ToArray());
                break;
            case RRType.SOA:
                _zoneSigners.Add(signer);
                break;
            default:
                break; // the apex has other RRsets
        }
    }
}
