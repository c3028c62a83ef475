using System.Buffers.Binary;
using DnssecToolkit.Canonical;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Checks what the zone asks of its parent by CDS and CDNSKEY (RFC 7344, RFC 8078).</summary>
internal static class CdsCheck
{
    private const int MostLookedAt = 64; // each CDS is compared with each key; a parent looks at a handful

    private static readonly byte[] DeleteCds = [0, 0, 0, 0, 0];
    private static readonly byte[] DeleteCdnskey = [0, 0, 3, 0, 0];

    /// <summary>Checks the apex.</summary>
    public static void Run(ZoneUnderCheck context, bool isSigned, FindingSink sink)
    {
        List<byte[]> digests =
            RecordsOf(context.Zone, RRType.CDS, MostLookedAt, out SourceLocation digestPlace);
        List<byte[]> keys =
            RecordsOf(context.Zone, RRType.CDNSKEY, MostLookedAt, out SourceLocation keyPlace);
        if (digests.Count + keys.Count == 0)
        {
            return;
        }

        SourceLocation place = digests.Count > 0 ? digestPlace : keyPlace;
        if (!isSigned)
        {
            sink.Add(
                CheckCodes.CdsWithoutDnssec, place,
                $"{context.Zone.Apex} is not signed, but has CDS or CDNSKEY");
        }
        else if (digests.Exists(IsDeleteOf0) || keys.Exists(IsDeleteOf0OrKey))
        {
            CheckDelete(digests, keys, place, sink);
        }
        else
        {
            CheckPairs(context, digests, keys, place, sink);
            CheckPublished(context, digests, keys, place, sink);
            CheckSigners(context, place, sink);
            CheckDigests(context.Zone, sink);
        }

        static bool IsDeleteOf0(byte[] rdata) => rdata.Length > 3 && rdata[2] == 0;
        static bool IsDeleteOf0OrKey(byte[] rdata) => rdata.Length > 3 && rdata[3] == 0;
    }

    private static void CheckDelete(
        List<byte[]> digests, List<byte[]> keys, SourceLocation place, FindingSink sink)
    {
        bool isExact = digests.TrueForAll(rdata => rdata.AsSpan().SequenceEqual(DeleteCds))
            && keys.TrueForAll(rdata => rdata.AsSpan().SequenceEqual(DeleteCdnskey));
        if (!isExact)
        {
            sink.Add(
                CheckCodes.CdsDelete, place,
                $"the delete form of CDS or CDNSKEY is miswritten or not alone");
        }
        else if (digests.Count != keys.Count)
        {
            sink.Add(
                CheckCodes.CdsCdnskeyMismatch, place,
                $"only one of CDS and CDNSKEY asks for the DS to be removed");
        }
    }

    private static void CheckPairs(
        ZoneUnderCheck context,
        List<byte[]> digests,
        List<byte[]> keys,
        SourceLocation place,
        FindingSink sink)
    {
        if (digests.Count == 0 || keys.Count == 0)
        {
            sink.Add(
                CheckCodes.CdsAlone, place,
                $"{context.Zone.Apex} has {(keys.Count == 0 ? "CDS but no CDNSKEY" : "CDNSKEY but no CDS")}");
        }
        else if (digests.Exists(cds => !keys.Exists(key => Names(context.Zone, cds, key)))
            || keys.Exists(key => !digests.Exists(cds => Names(context.Zone, cds, key))))
        {
            sink.Add(
                CheckCodes.CdsCdnskeyMismatch,
                place,
                $"{digests.Count} CDS and {keys.Count} CDNSKEY of {context.Zone.Apex} do"
                + $" not ask for the same keys");
        }
    }

    private static void CheckPublished(
        ZoneUnderCheck context,
        List<byte[]> digests,
        List<byte[]> keys,
        SourceLocation place,
        FindingSink sink)
    {
        List<byte[]> published = RecordsOf(context.Zone, RRType.DNSKEY, int.MaxValue, out _);
        if (digests.Exists(cds => !published.Exists(key => Names(context.Zone, cds, key)))
            || keys.Exists(key => !published.Exists(other => other.AsSpan().SequenceEqual(key))))
        {
            sink.Add(
                CheckCodes.CdsOrphan, place,
                $"a CDS or CDNSKEY of {context.Zone.Apex} is of no published key");
        }
        else if (SignersOf(context, RRType.DNSKEY) is { Count: > 0 } vouching
            && !vouching.Exists(key => digests.Exists(cds => Names(context.Zone, cds, key.Key.RData))
                || keys.Exists(other => key.Key.RData.SequenceEqual(other))))
        {
            sink.Add(
                CheckCodes.CdsBreaksChain,
                place,
                $"none of the keys that CDS and CDNSKEY of {context.Zone.Apex} ask"
                + $" for signs the DNSKEY RRset");
        }
    }

    // RFC 7344 §4.1: by a key that the current DS may name, which is one that signs the DNSKEY RRset.
    private static void CheckSigners(ZoneUnderCheck context, SourceLocation place, FindingSink sink)
    {
        List<ApexKey> vouching = SignersOf(context, RRType.DNSKEY);
        foreach (RRType type in (ReadOnlySpan<RRType>)[RRType.CDS, RRType.CDNSKEY])
        {
            List<ApexKey> signers = SignersOf(context, type);
            if (signers.Count > 0 && vouching.Count > 0 && !signers.Exists(vouching.Contains))
            {
                sink.Add(
                    CheckCodes.CdsSigner, place,
                    $"the {type} RRset is signed by {signers[0].Label},"
                    + $" which does not sign the DNSKEY RRset");
            }
        }
    }

    // Not revoked ones, which sign the DNSKEY RRset for their revocation only: no DS of theirs would count
    // (RFC 5011 §2.1).
    private static List<ApexKey> SignersOf(ZoneUnderCheck context, RRType type) =>
        ApexSigners.Of(context.Zone, context.Keys, type, context.Policy).FindAll(key => key.MaySign);

    // RFC 9904 §4: the parent would make that DS.
    private static void CheckDigests(Zone zone, FindingSink sink)
    {
        if (!zone.TryFind(0, RRType.CDS, out RRset rrset))
        {
            return;
        }

        for (int i = 0; i < rrset.Count; i++)
        {
            if (rrset.RDataOf(i) is { Length: > 4 } rdata && DsCheck.IsUnfit(rdata[3]))
            {
                DsCheck.ReportUnfit(rrset, i, sink);
                return;
            }
        }
    }

    private static bool Names(Zone zone, ReadOnlySpan<byte> cds, ReadOnlySpan<byte> key) =>
        cds.Length > 4 && key.Length > 4
        && cds[2] == key[3]
        && BinaryPrimitives.ReadUInt16BigEndian(cds) == KeyTag.Of(key).Value // the digest covers neither
        && DsDigest.Matches((DsDigestType)cds[3], cds[4..], zone.Apex.Wire, key);

    private static List<byte[]> RecordsOf(Zone zone, RRType type, int most, out SourceLocation place)
    {
        List<byte[]> records = [];
        place = default;
        if (zone.TryFind(0, type, out RRset rrset))
        {
            place = rrset.LocationOf(0);
            for (int i = 0; i < Math.Min(rrset.Count, most); i++)
            {
                records.Add(rrset.RDataOf(i).ToArray());
            }
        }

        return records;
    }
}
