using DnssecToolkit.Cryptography.OneKeyBatches;

namespace DnssecToolkit.Verification;

/// <summary>The keys of a zone whose signatures are verified many at a time; shared by all threads.</summary>
internal sealed class BatchKeys
{
    /// <summary>The most keys of a zone that get tables, 5 to 12 MB each; a hostile zone
    /// may have thousands of keys.</summary>
    public const int MaximumKeys = 8;

    private readonly OneKeyEcdsaVerifier?[] _verifiers;

    private BatchKeys(OneKeyEcdsaVerifier?[] verifiers) => _verifiers = verifiers;

    /// <summary>How many keys the zone has, with or without a batch verifier.</summary>
    public int Count => _verifiers.Length;

    /// <summary>Chooses the first few zone keys of an algorithm that can be batched, in a zone
    /// large enough to gain by it.</summary>
    /// <param name="keys">The DNSKEY RRset.</param>
    /// <param name="rrsets">The zone's RRsets: as many signatures as there may be of one key.</param>
    /// <param name="mode">The library alone chooses none.</param>
    public static BatchKeys Of(ApexKeys keys, long rrsets, BatchVerificationMode mode)
    {
        OneKeyEcdsaVerifier?[] verifiers = new OneKeyEcdsaVerifier?[keys.Keys.Count];
        if (mode == BatchVerificationMode.Fast && rrsets >= OneKeyEcdsaVerifier.WorthwhileSignatures)
        {
            OneKeyPolicy policy = new() { ExpectedSignatures = (int)Math.Min(rrsets, int.MaxValue) };
            foreach (ApexKey key in keys.Keys.Where(CanBeBatched).Take(MaximumKeys))
            {
                _ = OneKeyEcdsaVerifier.TryCreate(
                    key.Key.Algorithm, key.Key.PublicKey, policy, out verifiers[key.Place]);
            }
        }

        return new BatchKeys(verifiers);
    }

    /// <summary>The batch verifier of the key at a place in <see cref="ApexKeys.Keys"/>; null for a key that
    /// is used singly.</summary>
    public OneKeyEcdsaVerifier? VerifierOf(int place) => _verifiers[place];

    private static bool CanBeBatched(ApexKey key) =>
        key.MayVouch && OneKeyEcdsaVerifier.Supports(key.Key.Algorithm);
}
