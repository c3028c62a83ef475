using DnssecToolkit.Cryptography.OneKeyBatches;
using DnssecToolkit.Keys;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>What a verification is to find out, and how much it may cost.</summary>
public sealed record VerificationPolicy
{
    /// <summary>The moments at which every signature has to be valid; the first is "now" for
    /// all that is relative to it.</summary>
    public required IReadOnlyList<Timestamp> Moments { get; init; }

    /// <summary>How much of the zone is looked at.</summary>
    public VerificationScope Scope { get; init; }

    /// <summary>Which signatures are verified cryptographically.</summary>
    public SignatureChecking Signatures { get; init; } = SignatureChecking.All;

    /// <summary>Whether many ECDSA signatures of one key are verified together
    /// (docs/fast-ecdsa.md), or each by the library.</summary>
    public BatchVerificationMode Batches { get; init; } = BatchVerificationMode.Fast;

    /// <summary>How many threads work: 1 at least.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>How long each signature has to remain valid after the last moment, in
    /// seconds; less is a warning.</summary>
    public long Margin { get; init; }

    /// <summary>What resolvers trust the zone by; where there are any, one has to lead to a key
    /// that signs the DNSKEY RRset.</summary>
    public IReadOnlyList<TrustAnchor> TrustAnchors { get; init; } = [];

    /// <summary>The DS that the parent is to publish later; where there are any, one has to lead
    /// to a key that signs already.</summary>
    public IReadOnlyList<TrustAnchor> NextTrustAnchors { get; init; } = [];

    /// <summary>The schedule by which keys sign before they are published, as in a change of algorithm, and
    /// go after their DS; or null.</summary>
    public KeyIndex? KeyIndex { get; init; }

    /// <summary>Keys that sign without being published, of the keyindex or beside it: their signatures are
    /// verified, and complete nothing.</summary>
    public IReadOnlyList<ZoneKey> KeysToCome { get; init; } = [];

    /// <summary>How long caches may have a DS that has left the parent, in seconds: its TTL and what
    /// propagation and safety add; for what <see cref="KeyIndex"/> records.</summary>
    public long DsKept { get; init; } = RolloverPolicy.TopLevel.KskRetireInterval;

    /// <summary>Whether signatures also have to be valid when a secondary that lost its primary
    /// gives up: after SOA EXPIRE.</summary>
    public bool ChecksAtExpire { get; init; }

    /// <summary>The longest TTL that is no cause for a warning, in seconds.</summary>
    public long MaximumTtl { get; init; } = 604_800;

    /// <summary>The fewest and the most records that the zone may have.</summary>
    public (long Fewest, long Most) RecordLimits { get; init; } = (0, long.MaxValue);

    /// <summary>Whether the zone has to be signed or unsigned.</summary>
    public ZoneExpectation Expectation { get; init; }

    /// <summary>The most NSEC3 iterations that are followed; above it hashing is
    /// refused and the zone is at fault.</summary>
    /// <remarks>RFC 9276 wants 0; resolvers of 2021 and later give up between 50 and 150.</remarks>
    public int MaximumIterations { get; init; } = 150;

    /// <summary>The version that the zone is to replace, or null.</summary>
    public Zone? Previous { get; init; }

    /// <summary>The share of the previous version's names, and of its delegations,
    /// that may be gone, in percent.</summary>
    public double MaximumRemovedPercent { get; init; } = 100;

    /// <summary>How many names, and how many delegations, may be gone whatever their share: a small
    /// zone loses a tenth with one.</summary>
    public int RemovableAnyway { get; init; }

    /// <summary>The share of the previous version's delegations that may have other NS, other DS, or DS for
    /// the first time, in percent.</summary>
    public double MaximumChangedPercent { get; init; } = 100;

    /// <summary>How many delegations may change so whatever their share, as of a small zone.</summary>
    public int ChangeableAnyway { get; init; } = 10;

    /// <summary>Checks whose findings do not count, each with the operator's reason.</summary>
    public IReadOnlyList<Suppression> Suppressions { get; init; } = [];
}
