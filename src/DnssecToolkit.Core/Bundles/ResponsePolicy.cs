using DnssecToolkit.Time;

namespace DnssecToolkit.Bundles;

/// <summary>How the side of the KSKs signs.</summary>
public sealed record ResponsePolicy
{
    /// <summary>A KSK is published at least this long before it signs.</summary>
    public long PublishSafety { get; init; }

    /// <summary>A KSK stays published at least this long after it signed last.</summary>
    public long RetireSafety { get; init; }

    /// <summary>How long before a bundle's inception its signatures begin, for clocks that are wrong; 0 in
    /// ICANN's files.</summary>
    public long InceptionOffset { get; init; }

    /// <summary>Whether CDS and CDNSKEY of the KSKs that sign are added and signed.</summary>
    public bool ForParent { get; init; }

    /// <summary>Where a request has no expirations: how long signatures are valid, in seconds.</summary>
    public long Validity { get; init; } = 14 * 86_400;

    /// <summary>Where a request has no expirations: how long before its expiration a signature is replaced,
    /// in seconds.</summary>
    public long Refresh { get; init; } = 5 * 86_400;

    /// <summary>Where a request has no expirations: until when signatures are made; null for the last
    /// bundle's start.</summary>
    public Timestamp? Until { get; init; }

    /// <summary>What follows from a zone's policy.</summary>
    public static ResponsePolicy Of(Schedule.RolloverPolicy policy) => new()
    {
        PublishSafety = policy.PublicationInterval,
        RetireSafety = policy.KskRetireInterval,
        Validity = policy.SignatureValidity.Seconds,
        Refresh = policy.SignatureRefresh.Seconds,
    };
}
