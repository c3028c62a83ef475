using System.Diagnostics.CodeAnalysis;

namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>Verifies many ECDSA signatures of one key (RFC 6605), several times faster than one by
/// one.</summary>
/// <remarks>
/// Shared by all threads; each verifies through a <see cref="SignatureBatch"/> of its own. What is computed
/// and why it is sound: docs/fast-ecdsa.md. For public data only: nothing runs in constant time.
/// </remarks>
public sealed class OneKeyEcdsaVerifier
{
    /// <summary>Below so many signatures of a key, building its tables costs more than it saves.</summary>
    public const int WorthwhileSignatures = 1000;

    /// <summary>The signatures that are verified together.</summary>
    /// <remarks>2,048 sums with their differences and products are 0.6 MB at P-256: room for a window's
    /// points beside them in a second-level cache of 1 MB.</remarks>
    internal const int BatchCapacity = 2048;

    private readonly byte[] _publicKey;
    private readonly Lazy<KeyTables?> _tables;
    private volatile bool _distrusted;

    private OneKeyEcdsaVerifier(DnssecAlgorithm algorithm, ReadOnlySpan<byte> publicKey, OneKeyPolicy policy)
    {
        Algorithm = algorithm;
        Policy = policy;
        _publicKey = publicKey.ToArray();
        _tables = new(() => KeyTables.Of(
            algorithm, _publicKey, TableWidth.For(policy.ExpectedSignatures), KeyTables.BestPath(algorithm)));
    }

    /// <summary>The key's algorithm.</summary>
    public DnssecAlgorithm Algorithm { get; }

    /// <summary>How its signatures are verified.</summary>
    public OneKeyPolicy Policy { get; }

    /// <summary>The key: x and y, big-endian.</summary>
    public ReadOnlySpan<byte> PublicKey => _publicKey;

    /// <summary>True while the batch arithmetic is in use: until a disagreement, and never where the policy
    /// asks for the library.</summary>
    public bool UsesBatchArithmetic => Policy.Mode == BatchVerificationMode.Fast && !_distrusted;

    /// <summary>True for the algorithms this verifies: ECDSAP256SHA256 and ECDSAP384SHA384.</summary>
    public static bool Supports(DnssecAlgorithm algorithm) => EcdsaKey.DigestSize(algorithm) != 0;

    /// <summary>Takes a key.</summary>
    /// <remarks>Its tables are built with the first batch of some size: 5 to 100 ms (P-384: 400 ms), and at
    /// most 10 MB (P-384: 24 MB) with the generator's, which are kept for other keys.</remarks>
    /// <param name="algorithm">One that <see cref="Supports"/> accepts.</param>
    /// <param name="publicKey">The public key field of its DNSKEY: x and y, big-endian.</param>
    /// <param name="policy">How to verify; null for the defaults.</param>
    /// <param name="verifier">The verifier, or null.</param>
    /// <returns>False if the octets are no point of the curve: such a key verifies nothing.</returns>
    /// <exception cref="ArgumentException">The algorithm is another, or the policy confirms one in less than
    /// one.</exception>
    public static bool TryCreate(
        DnssecAlgorithm algorithm,
        ReadOnlySpan<byte> publicKey,
        OneKeyPolicy? policy,
        [NotNullWhen(true)] out OneKeyEcdsaVerifier? verifier)
    {
        policy ??= new OneKeyPolicy();
        ArgumentOutOfRangeException.ThrowIfLessThan(policy.ConfirmOneIn, 1, nameof(policy));
        if (!Supports(algorithm))
        {
            throw new ArgumentException($"algorithm {(byte)algorithm} is not ECDSA", nameof(algorithm));
        }

        verifier = null;
        if (EcdsaKey.TryImport(algorithm, publicKey) is not { } libraryKey)
        {
            return false;
        }

        libraryKey.Dispose();
        verifier = new OneKeyEcdsaVerifier(algorithm, publicKey, policy);
        return true;
    }

    /// <summary>A batch for the calling thread; dispose of it at the end.</summary>
    public SignatureBatch NewBatch() => new(this);

    /// <summary>What computes for one thread; null if our own reading of the key differs from the library's
    /// and refuses it.</summary>
    internal BatchArithmetic? NewArithmetic() => _tables.Value?.NewBatch(BatchCapacity);

    /// <summary>After a disagreement: every batch of this verifier uses the library from now on.</summary>
    internal void Distrust() => _distrusted = true;
}
