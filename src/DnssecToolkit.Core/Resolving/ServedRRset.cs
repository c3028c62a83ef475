using DnssecToolkit.Bundles;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Time;

namespace DnssecToolkit.Resolving;

/// <summary>An RRset of a zone's apex as a server sends it, with its signatures.</summary>
internal sealed class ServedRRset
{
    private const int MostSignatures = 16; // verified of one RRset: a server may not make us work without end
    private const int MostCandidates = 2; // keys of one tag and algorithm

    private readonly DomainName _apex;
    private readonly ReadOnlyMemory<byte>[] _records;

    private ServedRRset(
        DomainName apex, ReadOnlyMemory<byte>[] records, IReadOnlyList<BundleSignature> signatures)
    {
        _apex = apex;
        _records = records;
        Signatures = signatures;
    }

    /// <summary>The first signatures over it, as many as are verified; none without a record.</summary>
    public IReadOnlyList<BundleSignature> Signatures { get; }

    /// <summary>Takes it from an answer.</summary>
    /// <param name="message">The answer.</param>
    /// <param name="apex">The zone.</param>
    /// <param name="type">The RRset's type.</param>
    /// <param name="now">A moment within 68 years of the signatures' times.</param>
    public static ServedRRset Of(DnsMessage message, DomainName apex, RRType type, Timestamp now)
    {
        ReadOnlyMemory<byte>[] records = [.. message.Answers(apex, type)];
        IEnumerable<BundleSignature> signatures = message.Answers(apex, RRType.RRSIG)
            .Select(rdata => BundleSignature.Read(rdata.Span, ttl: 0, now)).OfType<BundleSignature>()
            .Where(signature => signature.TypeCovered == type);
        return new ServedRRset(apex, records, [.. signatures.Take(records.Length == 0 ? 0 : MostSignatures)]);
    }

    /// <summary>Whether a signature says that the zone made it for its apex (RFC 4035 §5.3.1).</summary>
    public bool IsOfApex(BundleSignature signature) =>
        signature.Signer == _apex && signature.Labels == _apex.LabelCount;

    /// <summary>The keys that made a signature; keys of one tag may be several.</summary>
    /// <param name="signature">One of <see cref="Signatures"/>.</param>
    /// <param name="keys">The keys to try.</param>
    public IEnumerable<ZoneKey> SignersOf(BundleSignature signature, IEnumerable<ZoneKey> keys)
    {
        byte[] signed = signature.MessageOver(_apex, _records);
        return keys.Where(signature.MayBeOf).Take(MostCandidates)
            .Where(key => signature.Verifies(key, signed));
    }
}
