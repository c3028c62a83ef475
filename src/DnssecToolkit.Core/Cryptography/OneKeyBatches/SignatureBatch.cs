using System.Security.Cryptography;

namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>Signatures of one key that are verified together. One thread's own; nothing is allocated per
/// signature.</summary>
public sealed class SignatureBatch : IDisposable
{
    // A batch costs two inversions a window whatever its size: at 0.1 ms as much as the library takes for two
    // signatures.
    private const int SmallestArithmeticBatch = 16;

    private const int LibraryCapacity = 256;

    private readonly OneKeyEcdsaVerifier _verifier;
    private readonly ECDsa _library;
    private readonly SignatureOutcome[] _outcomes;
    private readonly byte[] _octets;
    private readonly int _digestSize;
    private readonly int _smallest;
    private BatchArithmetic? _arithmetic;

    /// <summary>A batch of a verifier.</summary>
    /// <param name="verifier">The verifier.</param>
    /// <param name="arithmetic">What computes; null for what the verifier gives, once it is needed.</param>
    /// <param name="smallest">Fewer signatures than this go to the library.</param>
    internal SignatureBatch(
        OneKeyEcdsaVerifier verifier, BatchArithmetic? arithmetic = null,
        int smallest = SmallestArithmeticBatch)
    {
        _verifier = verifier;
        _arithmetic = arithmetic;
        _smallest = smallest;
        _library = EcdsaKey.TryImport(verifier.Algorithm, verifier.PublicKey)
            ?? throw new ArgumentException("the key is no point of its curve", nameof(verifier));
        _digestSize = EcdsaKey.DigestSize(verifier.Algorithm);
        Capacity = arithmetic?.Capacity
            ?? (verifier.UsesBatchArithmetic ? OneKeyEcdsaVerifier.BatchCapacity : LibraryCapacity);
        _outcomes = new SignatureOutcome[Capacity];
        _octets = new byte[3 * _digestSize * Capacity];
    }

    /// <summary>How many signatures it takes.</summary>
    public int Capacity { get; }

    /// <summary>How many it holds.</summary>
    public int Count { get; private set; }

    /// <summary>True if it takes no more before <see cref="Verify"/>.</summary>
    public bool IsFull => Count == Capacity;

    /// <summary>Takes one signature in; its result will be at the place that <see cref="Count"/> has before
    /// the call.</summary>
    /// <param name="digest">SHA-256 (P-256) or SHA-384 (P-384) of the signed octets.</param>
    /// <param name="signature">The signature field of the RRSIG; one of the wrong length is a wrong
    /// signature.</param>
    /// <exception cref="InvalidOperationException">The batch is full.</exception>
    /// <exception cref="ArgumentException">The digest has not the hash's length.</exception>
    public void Add(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        if (IsFull)
        {
            throw new InvalidOperationException("the batch is full");
        }

        if (digest.Length != _digestSize)
        {
            throw new ArgumentException(
                $"a digest of {_digestSize} octets is needed, not of {digest.Length}", nameof(digest));
        }

        Span<byte> octets = Octets(Count);
        digest.CopyTo(octets);
        if (signature.Length == 2 * _digestSize)
        {
            signature.CopyTo(octets[_digestSize..]);
        }
        else
        {
            // r = s = 0: out of range, rejected by everyone.
            octets[_digestSize..].Clear();
        }

        Count++;
    }

    /// <summary>Verifies what the batch holds and empties it.</summary>
    /// <param name="results">Set to true where the signature verifies; at least <see cref="Count"/>
    /// long.</param>
    /// <exception cref="BatchDisagreementException">
    /// The batch arithmetic and the library disagree. The results are void, and so is every acceptance by
    /// this verifier before: verify again from the start; the verifier's batches, this one included, which is
    /// still filled, use the library from now on.
    /// </exception>
    public void Verify(Span<bool> results)
    {
        results = results[..Count];
        if (Count >= _smallest && _verifier.UsesBatchArithmetic
            && (_arithmetic ??= _verifier.NewArithmetic()) is { } arithmetic)
        {
            VerifyByArithmetic(arithmetic, results);
        }
        else
        {
            for (int i = 0; i < results.Length; i++)
            {
                results[i] = LibraryAccepts(i);
            }
        }

        Count = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _library.Dispose();

    private void VerifyByArithmetic(BatchArithmetic arithmetic, Span<bool> results)
    {
        for (int i = 0; i < results.Length; i++)
        {
            ReadOnlySpan<byte> octets = Octets(i);
            arithmetic.Set(i, octets[.._digestSize], octets[_digestSize..]);
        }

        Span<SignatureOutcome> outcomes = _outcomes.AsSpan(0, results.Length);
        arithmetic.Judge(outcomes);
        ConfirmationSample sample = new(results.Length, _verifier.Policy.ConfirmOneIn);
        for (int i = 0; i < results.Length; i++)
        {
            bool accepted = outcomes[i] == SignatureOutcome.Accepted;
            bool confirm = sample.Includes(i) || !accepted;
            results[i] = confirm ? LibraryAccepts(i) : accepted;
            if (results[i] != accepted && outcomes[i] != SignatureOutcome.Undecided)
            {
                _verifier.Distrust();
                ReadOnlySpan<byte> octets = Octets(i);
                throw new BatchDisagreementException(
                    _verifier.Algorithm, _verifier.PublicKey, octets[.._digestSize], octets[_digestSize..],
                    accepted);
            }
        }
    }

    private bool LibraryAccepts(int index)
    {
        ReadOnlySpan<byte> octets = Octets(index);
        return _library.VerifyHash(
            octets[.._digestSize], octets[_digestSize..],
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private Span<byte> Octets(int index) => _octets.AsSpan(3 * _digestSize * index, 3 * _digestSize);
}
