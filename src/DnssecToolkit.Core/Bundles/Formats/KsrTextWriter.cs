using System.Globalization;
using System.Text;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Time;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Bundles.Formats;

/// <summary>Writes requests and responses as master-file records between comments, as BIND or Knot DNS read
/// them.</summary>
internal static class KsrTextWriter
{
    /// <summary>The word in a request's headers.</summary>
    internal const string Request = "KeySigningRequest";

    /// <summary>The word in a response's headers.</summary>
    internal const string Response = "SignedKeyResponse";

    /// <summary>Writes bundles, each behind its header, and a last line.</summary>
    internal static byte[] Write(
        IEnumerable<KeyBundle> bundles, DomainName zone, string kind, BundleFormat format, Timestamp now)
    {
        StringBuilder text = new();
        foreach (KeyBundle bundle in bundles)
        {
            text.Append(CultureInfo.InvariantCulture, $";; {kind} 1.0 {Moment(bundle.Inception, format)}\n");
            WriteRecords(text, bundle, zone, kind == Request);
        }

        text.Append(CultureInfo.InvariantCulture, $";; {kind} 1.0 generated at {now} by DnssecToolkit\n");
        return System.Text.Encoding.Latin1.GetBytes(text.ToString());
    }

    // BIND's reader of responses wants each RRset's signatures right behind it; Knot DNS takes any order.
    private static void WriteRecords(StringBuilder text, KeyBundle bundle, DomainName zone, bool isRequest)
    {
        foreach (BundleKey key in bundle.Keys.OrderByDescending(key => key.Key.IsSep))
        {
            Append(text, zone, key.Ttl, RRType.DNSKEY, key.Key.RData);
        }

        AppendSignatures(text, zone, bundle, RRType.DNSKEY, isRequest);
        foreach (RRType type in (RRType[])[RRType.CDNSKEY, RRType.CDS])
        {
            foreach (ParentRecord record in bundle.ForParent.Where(record => record.Type == type))
            {
                Append(text, zone, record.Ttl, type, record.RData.AsSpan());
            }

            AppendSignatures(text, zone, bundle, type, isRequest);
        }
    }

    // Readers of requests know no RRSIG: a proof of possession has no place there.
    private static void AppendSignatures(StringBuilder text, DomainName zone, KeyBundle bundle, RRType type,
        bool isRequest)
    {
        foreach (BundleSignature signature in bundle.Signatures.Where(signature => !isRequest
            && signature.TypeCovered == type))
        {
            Append(text, zone, signature.Ttl, RRType.RRSIG, signature.ToRData());
        }
    }

    private static void Append(StringBuilder text, DomainName zone, uint ttl, RRType type,
        ReadOnlySpan<byte> rdata)
    {
        byte[] line = new byte[RecordText.MaximumLength(zone.Wire.Length, rdata.Length)];
        int length = RecordText.Write(zone.Wire, ttl, type, rdata, line);
        text.Append(System.Text.Encoding.Latin1.GetString(line, 0, length));
    }

    private static string Moment(Timestamp moment, BundleFormat format) => format == BundleFormat.Knot
        ? $"{moment.Seconds.ToString(CultureInfo.InvariantCulture)} ({moment}) ========="
        : $"{moment.ToCompactString()} ({moment})";
}
