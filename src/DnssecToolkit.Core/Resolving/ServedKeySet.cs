using DnssecToolkit.Bundles;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Time;

namespace DnssecToolkit.Resolving;

/// <summary>What one server of a zone says of its keys, and of the DS that it wants: DNSKEY, CDS and CDNSKEY
/// with proven signatures.</summary>
internal sealed class ServedKeySet
{
    private readonly HashSet<ZoneKey> _dnskeySigners;
    private readonly HashSet<ZoneKey> _cdsSigners;

    private ServedKeySet(DnsMessage soa, DnsMessage dnskey, DnsMessage cds, DnsMessage cdnskey,
        DomainName zone, Timestamp now)
    {
        Keys = [.. dnskey.Answers(zone, RRType.DNSKEY).Where(rdata => rdata.Length > 4)
            .Select(rdata => new ZoneKey(zone, rdata.Span))
            .Where(key => (key.Flags & ZoneKey.ZoneFlag) != 0 && !key.IsRevoked)];
        _dnskeySigners = SignersOf(dnskey, zone, RRType.DNSKEY, now, out _);
        Cds = [.. cds.Answers(zone, RRType.CDS).Select(rdata => rdata.ToArray())
            .OrderBy(Convert.ToHexString, StringComparer.Ordinal)];
        Cdnskey = [.. cdnskey.Answers(zone, RRType.CDNSKEY).Select(rdata => rdata.ToArray())
            .OrderBy(Convert.ToHexString, StringComparer.Ordinal)];
        _cdsSigners = Cds.Length > 0 ? SignersOf(cds, zone, RRType.CDS, now, out Timestamp? signed)
            : SignersOf(cdnskey, zone, RRType.CDNSKEY, now, out signed);
        if (Cds.Length > 0 && Cdnskey.Length > 0)
        {
            _cdsSigners.IntersectWith(SignersOf(cdnskey, zone, RRType.CDNSKEY, now, out Timestamp? other));
            signed = other < signed ? other : signed;
        }

        RequestSigned = signed;
        IsSoaSigned = SignersOf(soa, zone, RRType.SOA, now, out _).Count > 0;
        Ttl = soa.Records.Concat(dnskey.Records).Where(record => record.Section == MessageSection.Answer)
            .Select(record => record.Ttl).DefaultIfEmpty(0u).Max();
    }

    /// <summary>The zone keys that are not revoked.</summary>
    internal ZoneKey[] Keys { get; }

    /// <summary>CDS RDATA, sorted.</summary>
    internal byte[][] Cds { get; }

    /// <summary>CDNSKEY RDATA, sorted.</summary>
    internal byte[][] Cdnskey { get; }

    /// <summary>The latest inception of a proven signature over CDS and over CDNSKEY, the earlier of the two
    /// where both are there; or null.</summary>
    internal Timestamp? RequestSigned { get; }

    /// <summary>Whether one of the keys signs the SOA.</summary>
    internal bool IsSoaSigned { get; }

    /// <summary>The longest TTL of what was asked for, in seconds.</summary>
    internal long Ttl { get; }

    /// <summary>Asks a server.</summary>
    /// <returns>What it says, or why nothing may be concluded from it, as a lower-case clause.</returns>
    internal static async Task<(ServedKeySet? Set, string? Doubt)> AskAsync(
        ServerAddress server, DomainName zone, QueryPolicy policy, Timestamp now, CancellationToken stop)
    {
        AuthorityQuery query = new(server, policy);
        List<DnsMessage> messages = [];
        foreach (RRType type in (RRType[])[RRType.SOA, RRType.DNSKEY, RRType.CDS, RRType.CDNSKEY])
        {
            AuthorityAnswer answer = await query.AskAsync(new Question(zone, type), stop);
            string? doubt = !answer.IsWhole ? $"does not answer: {answer.Failure}"
                : answer.Message.ResponseCode != ResponseCode.NOERROR
                ? $"answers {answer.Message.ResponseCode}"
                : !answer.Message.IsAuthoritative ? "answers without authority" : null;
            if (doubt is not null)
            {
                return (null, $"{server} {doubt}");
            }

            messages.Add(answer.Message!);
        }

        return (new ServedKeySet(messages[0], messages[1], messages[2], messages[3], zone, now), null);
    }

    /// <summary>Whether a DS leads to a key that signs the DNSKEY RRset here (RFC 4035 §5.2).</summary>
    internal bool IsEntry(byte[] ds) => _dnskeySigners.Any(key => ParentObservation.Names(ds, key));

    /// <summary>Whether CDS and CDNSKEY are signed by a key that a DS set names (RFC 7344 §4.1).</summary>
    internal bool SignsRequest(IEnumerable<byte[]> ds) =>
        ds.Any(one =>
            _cdsSigners.Any(key => _dnskeySigners.Contains(key) && ParentObservation.Names(one, key)));

    private HashSet<ZoneKey> SignersOf(DnsMessage message, DomainName zone, RRType type, Timestamp now,
        out Timestamp? latest)
    {
        ServedRRset rrset = ServedRRset.Of(message, zone, type, now);
        HashSet<ZoneKey> signers = [];
        latest = null;
        foreach (BundleSignature signature in rrset.Signatures.Where(
            signature => rrset.IsOfApex(signature) && signature.Inception <= now
                && now <= signature.Expiration))
        {
            ZoneKey[] found = [.. rrset.SignersOf(signature, Keys)];
            signers.UnionWith(found);
            latest = found.Length > 0 && !(latest > signature.Inception) ? signature.Inception : latest;
        }

        return signers;
    }
}
