using DnssecToolkit.Cryptography;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Whose right signatures stand over an RRset at the apex. Their times and fields are
/// <see cref="SignatureCheck"/>'s matter.</summary>
internal static class ApexSigners
{
    /// <summary>The keys with a right signature; of keys that share a tag only those whose it is.</summary>
    /// <param name="zone">The zone: the one under check, or its previous version.</param>
    /// <param name="keys">That zone's keys.</param>
    /// <param name="type">The RRset's type.</param>
    /// <param name="policy">Where it verifies no signatures, the tags decide.</param>
    /// <returns>In the order of the signatures, of which as many count as are verified elsewhere.</returns>
    public static List<ApexKey> Of(Zone zone, ApexKeys keys, RRType type, VerificationPolicy policy)
    {
        List<ApexKey> signers = [];
        if (!zone.TryFind(0, type, out RRset rrset) || !zone.TryFind(0, RRType.RRSIG, out RRset signatures))
        {
            return signers;
        }

        using KeyContexts contexts = new(keys);
        SignedData signed = new();
        (int first, int count) = RrsigFields.RangeOf(signatures, type);
        for (int i = first; i < first + Math.Min(count, SignatureCheck.MaximumSignatures); i++)
        {
            if (RrsigFields.TryRead(signatures.RDataOf(i), out RrsigFields fields)
                && keys.Find(fields.Algorithm, fields.Tag) is { } candidates)
            {
                ReadOnlySpan<byte> message = signed.For(rrset, fields);
                foreach (ApexKey key in candidates.For(type))
                {
                    if (!signers.Contains(key) && IsBy(policy, contexts, key, message, fields))
                    {
                        signers.Add(key);
                    }
                }
            }
        }

        return signers;
    }

    private static bool IsBy(
        VerificationPolicy policy,
        KeyContexts contexts,
        ApexKey key,
        ReadOnlySpan<byte> message,
        RrsigFields fields) =>
        policy.Signatures == SignatureChecking.None
        || AlgorithmTraits.Find(key.Key.Algorithm) is null // which SignatureCheck reports
        || contexts.Verify(key, message, fields.Signature);
}
