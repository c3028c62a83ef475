using DnssecToolkit.Names;
using DnssecToolkit.Planning;
using DnssecToolkit.Records;

namespace DnssecToolkit.Signing;

/// <content>The apex ZONEMD records, which can only be made when all else is written (RFC 8976
/// §3.3).</content>
internal sealed partial class BlockSigner
{
    private (int First, int Count) _digestPlanned;

    /// <summary>Where the ZONEMD records stand in the file, once block 0 was signed by this worker.</summary>
    public DigestSection? DigestSection { get; private set; }

    /// <summary>Writes the ZONEMD records with their signatures.</summary>
    /// <param name="rdata">Their RDATA with the digests, in the placeholders' order.</param>
    /// <param name="text">Takes the text.</param>
    public void WriteDigestSection(byte[][] rdata, OctetBuffer text)
    {
        ReadOnlySpan<byte> owner = _zone.NameOf(0);
        uint ttl = _zone.Soa.Ttl; // RFC 8976 §2: the ZONEMD's TTL is the SOA's
        _signer.Take(Fold(owner), WireName.CountLabels(owner), RRType.ZONEMD, ttl, rdata);
        foreach (byte[] record in rdata)
        {
            AppendText(text, owner, RRType.ZONEMD, ttl, record);
            Records++;
        }

        bool isSame = _plan.Previous?.HasSameDigests(rdata) ?? false;
        foreach (PlannedSignature planned in DigestSignatures)
        {
            // The plan could not know the digest: what it meant to keep holds only if that came out the same.
            PlannedSignature signature = isSame || planned.IsNew
                ? planned : new PlannedSignature(-1, planned.Key, SigningReason.NewData);
            AppendText(text, owner, RRType.RRSIG, ttl, _signer.Signature(signature));
            Records++;
        }
    }

    /// <summary>Leaves room after the other apex records: the same text with zeros for digests and
    /// signatures.</summary>
    private void ReserveDigestSection()
    {
        OctetBuffer text = _block.Text;
        int offset = text.Length;
        ReadOnlySpan<byte> owner = _zone.NameOf(0);
        uint ttl = _zone.Soa.Ttl;
        byte[][] placeholders = ApexDigest.Placeholders(_zone);
        _signer.Take(Fold(owner), WireName.CountLabels(owner), RRType.ZONEMD, ttl, placeholders);
        foreach (byte[] rdata in placeholders)
        {
            AppendText(text, owner, RRType.ZONEMD, ttl, rdata);
        }

        foreach (PlannedSignature signature in DigestSignatures)
        {
            AppendText(text, owner, RRType.RRSIG, ttl, _signer.EmptySignature(signature.Key));
        }

        DigestSection = new DigestSection(offset, text.Length - offset);
    }

    private ReadOnlySpan<PlannedSignature> DigestSignatures =>
        _plan.SignaturesOf(0).Slice(_digestPlanned.First, _digestPlanned.Count);
}
