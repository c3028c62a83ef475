using System.Security.Cryptography;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Cryptography.OneKeyBatches;

namespace DnssecToolkit.Verification;

/// <summary>One thread's signatures that wait to be verified together, key by key.</summary>
internal sealed class PendingSignatures(BatchKeys keys) : IDisposable
{
    private readonly Queue?[] _queues = new Queue?[keys.Count];

    /// <summary>Lets a signature wait.</summary>
    /// <param name="key">The only key that it may be by.</param>
    /// <param name="message">What was signed.</param>
    /// <param name="signature">The signature.</param>
    /// <param name="place">Where it belongs.</param>
    /// <param name="isFull">Whether the key's have to be verified before any other is added.</param>
    /// <returns>False if the key's signatures are verified singly.</returns>
    public bool TryAdd(
        ApexKey key,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> signature,
        PendingSignature place,
        out bool isFull)
    {
        isFull = false;
        if (keys.VerifierOf(key.Place) is not { } verifier)
        {
            return false;
        }

        Queue queue = _queues[key.Place] ??= new Queue(verifier);
        Span<byte> digest = stackalloc byte[SHA384.HashSizeInBytes];
        int length = verifier.Algorithm == DnssecAlgorithm.ECDSAP256SHA256
            ? SHA256.HashData(message, digest)
            : SHA384.HashData(message, digest);
        queue.Add(digest[..length], signature, place);
        isFull = queue.IsFull;
        return true;
    }

    /// <summary>Verifies what waits for the key at a place in <see cref="ApexKeys.Keys"/>.</summary>
    /// <returns>The wrong ones, in the order in which they came; valid until the next call.</returns>
    /// <exception cref="BatchDisagreementException">The batch arithmetic is not to be trusted: start again
    /// without.</exception>
    public ReadOnlySpan<PendingSignature> VerifyAllOf(int place) =>
        _queues[place] is { } queue ? queue.Verify() : [];

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_queues, queue => queue?.Dispose());

    /// <summary>One key's.</summary>
    private sealed class Queue(OneKeyEcdsaVerifier verifier) : IDisposable
    {
        private readonly SignatureBatch _batch = verifier.NewBatch();
        private PendingSignature[] _places = [];
        private bool[] _results = [];

        public bool IsFull => _batch.IsFull;

        public void Add(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature, PendingSignature place)
        {
            if (_places.Length == 0)
            {
                _places = new PendingSignature[_batch.Capacity];
                _results = new bool[_batch.Capacity];
            }

            _places[_batch.Count] = place;
            _batch.Add(digest, signature);
        }

        public ReadOnlySpan<PendingSignature> Verify()
        {
            int count = _batch.Count;
            _batch.Verify(_results);
            int wrong = 0;
            for (int i = 0; i < count; i++)
            {
                if (!_results[i])
                {
                    _places[wrong++] = _places[i];
                }
            }

            return _places.AsSpan(0, wrong);
        }

        public void Dispose() => _batch.Dispose();
    }
}
