using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;
using DnssecToolkit.Time;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Checks that resolvers which hold the previous version's data can verify it with the new
/// DNSKEY RRset (RFC 6781 §4.1.1).</summary>
/// <remarks>The reverse, new data with the old DNSKEY RRset, is <see cref="SignatureCheck"/>'s.</remarks>
internal sealed class PreviousSignatureCheck(ZoneUnderCheck context, Zone previous, ApexKeys keys)
{
    private readonly bool[] _isKept = keys.SharedWith(context.Keys);

    /// <summary>Checks a block of the previous version's names.</summary>
    public void Check(int first, int end, FindingSink sink)
    {
        for (int node = first; node < end && context.Keys.Keys.Count > 0; node++)
        {
            if (previous.TryFind(node, RRType.RRSIG, out RRset signatures))
            {
                CheckSignatures(signatures, sink);
            }
        }
    }

    private void CheckSignatures(RRset signatures, FindingSink sink)
    {
        for (int first = 0; first < signatures.Count;)
        {
            RRType type = RrsigFields.TypeCoveredBy(signatures.RDataOf(first));
            int end = first + 1;
            while (end < signatures.Count && RrsigFields.TypeCoveredBy(signatures.RDataOf(end)) == type)
            {
                end++;
            }

            if (type != RRType.DNSKEY)
            {
                CheckRRset(signatures, type, first, end, sink);
            }

            first = end;
        }
    }

    private void CheckRRset(RRset signatures, RRType type, int first, int end, FindingSink sink)
    {
        Timestamp now = context.Policy.Moments[0];
        ApexKey? gone = null;
        for (int i = first; i < end; i++)
        {
            if (!RrsigFields.TryRead(signatures.RDataOf(i), out RrsigFields fields)
                || Timestamp.FromWire(fields.Expiration, now) < now)
            {
                continue; // no cache holds it any more
            }

            if (IsByKeyThatCame(fields, type))
            {
                return;
            }

            if (keys.Find(fields.Algorithm, fields.Tag) is { } candidates)
            {
                if (Array.Exists(candidates.For(type), key => _isKept[key.Place]))
                {
                    return;
                }

                gone ??= candidates.First;
            }
        }

        if (gone is not null)
        {
            sink.Add(
                CheckCodes.PreviousKeyGone,
                gone.Label,
                signatures.LocationOf(first),
                $"{Phrase.Set(signatures.Owner, type)} of the previous version is signed by {gone.Label},"
                + $" which {context.Keys.FateOf(gone)}");
        }
    }

    // It signed by the keyindex before it was published, which it is now.
    private bool IsByKeyThatCame(RrsigFields fields, RRType type) => context.Policy.KeyIndex is not null
        && keys.Find(fields.Algorithm, fields.Tag) is null
        && context.Keys.Find(fields.Algorithm, fields.Tag)?.For(type).Length > 0;
}
