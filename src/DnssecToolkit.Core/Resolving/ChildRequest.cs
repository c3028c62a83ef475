using DnssecToolkit.Bundles;
using DnssecToolkit.Canonical;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;

namespace DnssecToolkit.Resolving;

/// <summary>Reads the DS set that a child asks for. A stranger wrote it: what is let through stands in the
/// parent, and must not keep the parent from being signed.</summary>
internal static class ChildRequest
{
    /// <summary>How many records of a type a child may ask with: more keys than any rollover needs.</summary>
    internal const int MostRecords = 16;

    private const int DsFixedLength = 4; // RFC 4034 §5.1: key tag, algorithm, digest type
    private const int DnskeyFixedLength = 4; // RFC 4034 §2.1: flags, protocol, algorithm
    private const byte Protocol = 3;

    /// <summary>Reads it.</summary>
    /// <param name="child">The child.</param>
    /// <param name="cds">CDS RDATA, or none; their digests have the lengths of their types, because a message
    /// with others is malformed.</param>
    /// <param name="cdnskey">CDNSKEY RDATA; none only where there are CDS.</param>
    /// <param name="fault">Why it is not to be followed, as a lower-case clause; or null.</param>
    /// <returns>DS RDATA, empty where the child asks for its DS to be removed; null where there is a
    /// fault.</returns>
    internal static IReadOnlyList<byte[]>? Read(DomainName child, byte[][] cds, byte[][] cdnskey,
        out string? fault)
    {
        fault = null;
        if (cds.All(rdata => rdata.AsSpan().SequenceEqual(ParentRecord.DeleteCds))
            && cdnskey.All(rdata => rdata.AsSpan().SequenceEqual(ParentRecord.DeleteCdnskey)))
        {
            return [];
        }

        fault = FaultOf(cds, cdnskey);
        if (fault is not null)
        {
            return null;
        }

        ZoneKey[] keys = [.. cdnskey.Select(rdata => new ZoneKey(child, rdata))];
        byte[][] known = [.. cds.Where(ds => DsDigest.LengthOf(TypeOf(ds)) > 0)];
        fault = cds.Length > 0 && keys.Length > 0 && !Fit(known, keys)
            ? "its CDS and CDNSKEY do not fit each other" : null;
        byte[][] wanted = cds.Length == 0 ? [.. keys.Select(key => key.ToDsRData(DsDigestType.SHA256))]
            : [.. known.Where(ds => TypeOf(ds) is DsDigestType.SHA256 or DsDigestType.SHA384)];
        fault ??= wanted.Length == 0 ? "its CDS have no digest by SHA-256 or SHA-384 (RFC 9904)" : null;
        return fault is null ? wanted : null;
    }

    private static string? FaultOf(byte[][] cds, byte[][] cdnskey) =>
        cds.Length > MostRecords || cdnskey.Length > MostRecords
            ? $"it asks with more than {MostRecords} records"
        : cds.Any(ds => ds.Length <= DsFixedLength || ds[2] == 0)
        || cdnskey.Any(key => key.Length <= DnskeyFixedLength || key[3] == 0)
            ? "it asks for a removal and for keys at once"
        : cdnskey.Any(key => key[2] != Protocol || (key[0] & (ZoneKey.ZoneFlag >> 8)) == 0)
        ? "a CDNSKEY is no zone key (RFC 4034 §2.1)" : null;

    private static DsDigestType TypeOf(byte[] ds) => (DsDigestType)ds[3];

    // RFC 7344 §4: where both are there, they must match: each CDS names a CDNSKEY, and each CDNSKEY has a
    // CDS.
    private static bool Fit(byte[][] cds, ZoneKey[] keys) =>
        cds.All(ds => keys.Any(key => ParentObservation.Names(ds, key)))
            && keys.All(key => cds.Any(ds => ParentObservation.Names(ds, key)));
}
